/** Makes guide.html of docs/how-to/use-the-application.md, so that the guide is there without a network. */
import { readFileSync } from "node:fs";
import { marked } from "marked";
import type { Plugin } from "vite";

const source = new URL("../docs/how-to/use-the-application.md", import.meta.url);

/** Serves the guide while one develops, and writes it beside the page when it is built. */
export function guide(): Plugin {
  return {
    name: "twoscale-guide",
    configureServer(server) {
      server.middlewares.use("/guide.html", (_, response) => { response.setHeader("Content-Type", "text/html").end(guideHtml()); });
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "guide.html", source: guideHtml() });
    },
  };
}

/** Headings get the names that the page links to; pictures and links into other pages of the docs, which are not here, go. */
function guideHtml(): string {
  const html = marked.parse(readFileSync(source, "utf8"), { async: false })
    .replace(/<h2>(.*?)<\/h2>/g, (_, title: string) => `<h2 id="${title.toLowerCase().replace(/[^a-z]+/g, "-")}">${title}</h2>`)
    .replace(/<p><img[^>]*><\/p>/g, "")
    .replace(/<a href="(?!https?:)[^"]*">(.*?)<\/a>/g, "$1");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>twoscale: guide</title><style>${style}</style></head><body><main>${html}</main></body></html>`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; color: light-dark(#15202b, #e7ebef); background: light-dark(#ffffff, #0f1317); }
main { max-width: 680px; margin: 0 auto; padding: 32px 20px 80px; } h1 { font-size: 1.7rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
a { color: light-dark(#0b6a70, #5fc6cb); } code, pre { background: light-dark(#f1f4f5, #1b2229); border-radius: 4px; padding: 1px 4px; overflow-x: auto; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 4px 14px 4px 0; border-bottom: 1px solid light-dark(#dfe4e8, #2a323b); vertical-align: top; } :target { background: light-dark(#e6f1f1, #14302f); }`;
