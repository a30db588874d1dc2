/** docs/reference/cli.md from `twoscale --help`. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pageHead } from "./markdown.js";

const command = fileURLToPath(new URL("../../dist/bundle/main.js", import.meta.url));

/** The page. */
export function cliPage(): string {
  const verbs = [...help().matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map((match) => match[1]);
  const sections = verbs.map((verb) => `## twoscale ${verb}\n\n${block(help(verb))}`);
  return [pageHead("The command line", "`twoscale --help`"), block(help()), ...sections].join("\n");
}

function help(...verb: readonly string[]): string {
  return execFileSync(process.execPath, [command, ...verb, "--help"], { encoding: "utf8", env: { ...process.env, COLUMNS: "80", NO_COLOR: "1" } }).trim();
}

function block(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\`\n`;
}
