/** Plots below each other as one SVG file that needs no page around it: its own style, titles and legends. */
import { curveColours } from "./colours.js";
import { escape, plot, plotSize, type PlotSpec } from "./plot.js";

/** What stands in the file. */
export interface PanelsSpec {
  readonly title: string;
  readonly subtitle: string;
  readonly plots: readonly PlotSpec[];
}

const head = 52;
const gap = 16;
const lineHeight = 18;
const style = `text { fill: #1c2430; font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; } .title { font-size: 16px; font-weight: 600; } .grid { stroke: #d9dee6; stroke-width: 1; }`;

/** The plots as the text of an SVG file. */
export function panelsSvg({ title, subtitle, plots }: PanelsSpec): string {
  const parts: string[] = [];
  let top = head;
  for (const spec of plots) {
    const lines = headingLines(spec, top + 14);
    top += lines.height;
    const svg = /<svg[\s\S]*<\/svg>/.exec(plot(spec))?.[0] ?? "";
    parts.push(lines.text, svg.replace("<svg ", `<svg x="0" y="${top}" width="${plotSize.width}" height="${plotSize.height}" `));
    top += plotSize.height + gap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${plotSize.width} ${top}" width="${plotSize.width}" height="${top}">`,
    `<style>${style}</style><rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text class="title" x="16" y="24">${escape(title)}</text><text class="axis" x="16" y="42">${escape(subtitle)}</text>`,
    ...parts, `</svg>\n`,
  ].join("\n");
}

/** Title of a panel, its legend behind it and on lines below where it does not fit; letters are taken to be 7 wide. */
function headingLines({ title, curves }: PlotSpec, y: number): { readonly text: string; readonly height: number } {
  let x = 70 + 7 * (title.length + 3), line = 0;
  const legend = curves.map(({ label }, i) => {
    const length = 7 * label.length + 26;
    if (x + length > plotSize.width && x > 70) { x = 74; line++; }
    const at = x, base = y + line * lineHeight;
    x += length;
    return `<circle cx="${at}" cy="${base - 4}" r="4" fill="${curveColours[i % curveColours.length]}"/><text x="${at + 8}" y="${base}">${escape(label)}</text>`;
  });
  return { text: `<text x="70" y="${y}" font-weight="600">${escape(title)}</text>${legend.join("")}`, height: (line + 1) * lineHeight + 2 };
}
