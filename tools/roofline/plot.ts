/** docs/images/roofline.svg: the roofs of the devices over intensity, and where the kernels of two cells stand under them. */
import { curveColours } from "../../src/study/report/colours.js";
import { escape, round } from "../../src/study/report/plot.js";
import type { Roofs } from "./roofs.js";

/** A roof with its kernels. */
export interface RoofCurve extends Roofs {
  readonly label: string;
}

/** A kernel at its intensity; `reached`: operations per second measured, where they were. */
export interface KernelPoint {
  readonly label: string;
  /** f32 operations per byte. */
  readonly intensity: number;
  readonly reached?: number;
}

const size = { width: 760, height: 470 }, margin = { left: 64, right: 16, top: 56, bottom: 46 };
const reach = { x: [0.1, 100], y: [1e5, 1e14] } as const;

const along = (value: number, [low, high]: readonly [number, number], from: number, to: number): number => from + ((Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))) * (to - from);
const x = (value: number): number => along(value, reach.x, margin.left, size.width - margin.right);
const y = (value: number): number => along(value, reach.y, size.height - margin.bottom, margin.top);

function text(at: number, up: number, words: string, more = ""): string {
  return `<text x="${round(at)}" y="${round(up)}" ${more}>${escape(words)}</text>`;
}

function grid(): string {
  const powers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => 10 ** (from + n));
  const bottom = size.height - margin.bottom, end = size.width - margin.right;
  return [
    ...powers(-1, 2).map((value) => `<path class="grid" d="M${round(x(value))} ${margin.top}V${bottom}"/>${text(x(value), bottom + 18, String(value), 'text-anchor="middle"')}`),
    ...powers(5, 14).map((value) => `<path class="grid" d="M${margin.left} ${round(y(value))}H${end}"/>${text(margin.left - 8, y(value) + 4, `1e${Math.log10(value)}`, 'text-anchor="end"')}`),
    text((margin.left + end) / 2, size.height - 8, "f32 operations per byte moved", 'text-anchor="middle"'),
    text(0, 0, "f32 operations per second", `text-anchor="middle" transform="translate(14 ${(margin.top + bottom) / 2}) rotate(-90)"`),
  ].join("\n");
}

function roof({ label, bytesPerSecond, flopsPerSecond }: RoofCurve, n: number): string {
  const ridge = flopsPerSecond / bytesPerSecond, [low, high] = reach.x, colour = curveColours[n], turn = Math.min(high, ridge);
  const line = [[low, low * bytesPerSecond], [turn, turn * bytesPerSecond], [high, flopsPerSecond]].map(([at, up]) => `${round(x(at))},${round(y(up))}`).join(" ");
  return `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"/>${text(x(low) + 8, y(low * bytesPerSecond) - 34, label)}`;
}

/** A kernel: a thin line up from the axis with its name, names that are close at other heights, and a dot where something was measured. */
function kernel({ label, intensity, reached }: KernelPoint, n: number): string {
  const at = x(intensity), bottom = size.height - margin.bottom, name = bottom - 8 - 13 * (n % 5);
  const dot = reached === undefined ? "" : `<circle cx="${round(at)}" cy="${round(y(reached))}" r="3.4" fill="${curveColours[1]}"/>`;
  return `<path d="M${round(at)} ${bottom}V${name - 4}" stroke="#1c2430" stroke-width="0.6"/>${text(at + 3, name, label, 'font-size="10"')}${dot}`;
}

/** The picture. */
export function rooflineSvg(title: string, subtitle: string, roofs: readonly RoofCurve[], kernels: readonly KernelPoint[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}">`,
    `<style>text { fill: #1c2430; font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; } .title { font-size: 16px; font-weight: 600; } .grid { stroke: #d9dee6; }</style>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`, text(16, 24, title, 'class="title"'), text(16, 42, subtitle), grid(), ...roofs.map(roof), ...kernels.toSorted((a, b) => a.intensity - b.intensity).map(kernel), "</svg>\n",
  ].join("\n");
}
