/** A static file server for the browser tests, with or without the headers that make a page cross-origin isolated. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json", ".yaml": "text/yaml",
  ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2",
};

export { isolationHeaders } from "../../tools/isolation.js";

export interface Site {
  readonly url: string;
  close(): void;
}

/** Serves `folder` on a free port of localhost. */
export async function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<Site> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "/").split("?")[0]);
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    readFile(file).then(
      (bytes) => response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", ...headers }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}
