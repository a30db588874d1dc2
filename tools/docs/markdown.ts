/** Small pieces of Markdown. */

/** A table; bars inside cells are escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** First lines of a page that is made by `npm run docs`. */
export function pageHead(title: string, source: string): string {
  return `# ${title}\n\n<!-- Made by \`npm run docs\` from ${source}. Do not edit. -->\n`;
}
