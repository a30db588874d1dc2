/** Line plots as inline SVG; colours of axes and text follow the page. */
import { curveColours } from "./colours.js";

export interface Curve {
  readonly label: string;
  /** Pairs `[x, y]`. */
  readonly points: readonly (readonly [number, number])[];
  /** How it is drawn; default `line`. */
  readonly draw?: Drawing;
}

/** SVG of some places on paper in a colour. */
export type Drawing = (places: readonly (readonly number[])[], colour: string) => string;

export interface PlotSpec {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly curves: readonly Curve[];
  /** How y is laid out. */
  readonly scale: Scale;
  /** How x is laid out; default linear. */
  readonly across?: Scale;
}

/** A way to lay numbers out along an axis. */
export interface Scale {
  /** Whether the number can be shown. */
  shows(value: number): boolean;
  /** Place of the number, linear on paper. */
  place(value: number): number;
  /** Numbers worth a tick between two places, few enough to be read. */
  ticks(low: number, high: number): number[];
}

/** Equal distances for equal differences. */
export const linear: Scale = { shows: Number.isFinite, place: (x) => x, ticks: linearTicks };

/** Equal distances for equal ratios. */
export const logarithmic: Scale = {
  shows: (x) => x > 0 && Number.isFinite(x),
  place: (x) => Math.log10(x),
  ticks(low, high) {
    const [first, last] = [Math.floor(low), Math.ceil(high)];
    const step = Math.max(1, Math.ceil((last - first) / 7));
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
  },
};

/** Width and height of every plot, in pixels. */
export const plotSize = { width: 560, height: 300 } as const;
const { width, height } = plotSize;
const margin = { left: 70, right: 16, top: 14, bottom: 44 };

/** One plot as an SVG element; empty text when no curve has a point to show. */
export function plot(spec: PlotSpec): string {
  const { across = linear } = spec;
  const curves = spec.curves.map((curve) => ({ ...curve, points: curve.points.filter(([x, y]) => across.shows(x) && spec.scale.shows(y)) }));
  const all = curves.flatMap(({ points }) => points);
  if (all.length === 0) return "";
  const xs = axis(all.map(([x]) => x), across, [margin.left, width - margin.right]);
  const ys = axis(all.map(([, y]) => y), spec.scale, [height - margin.bottom, margin.top]);
  return [
    `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(spec.title)}">`,
    ...xs.ticks.map(([value, at]) => gridLine(at, margin.top, at, height - margin.bottom) + label(at, height - margin.bottom + 18, "middle", shortNumber(value))),
    ...ys.ticks.map(([value, at]) => gridLine(margin.left, at, width - margin.right, at) + label(margin.left - 8, at + 4, "end", shortNumber(value))),
    label((margin.left + width - margin.right) / 2, height - 8, "middle", spec.x),
    `<text class="axis" text-anchor="middle" transform="translate(16 ${(margin.top + height - margin.bottom) / 2}) rotate(-90)">${escape(spec.y)}</text>`,
    ...curves.map(({ points, draw = line }, i) => draw(points.map(([x, y]) => [xs.place(x), ys.place(y)]), curveColours[i % curveColours.length])),
    `</svg><figcaption>${escape(spec.title)}${legend(curves.map((c) => c.label))}</figcaption></figure>`,
  ].join("\n");
}

interface Axis {
  place(value: number): number;
  /** Value and place on paper. */
  readonly ticks: readonly (readonly [number, number])[];
}

function axis(values: readonly number[], scale: Scale, [from, to]: readonly [number, number]): Axis {
  const places = values.map((value) => scale.place(value));
  const [low, high] = widened(places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b)));
  const ticks = scale.ticks(low, high);
  const start = Math.min(low, ...ticks.map((t) => scale.place(t)));
  const end = Math.max(high, ...ticks.map((t) => scale.place(t)));
  const place = (value: number): number => from + ((scale.place(value) - start) / (end - start)) * (to - from);
  return { place, ticks: ticks.map((value) => [value, place(value)]) };
}

/** A range that is more than a point. */
function widened(low: number, high: number): [number, number] {
  if (high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high))) return [low, high];
  const half = low === 0 ? 1 : Math.abs(low) / 2;
  return [low - half, high + half];
}

/** Multiples of 1, 2 or 5 times a power of ten that cover a range, four to ten of them. */
function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? 10 * power;
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

function label(x: number, y: number, anchor: string, text: string): string {
  return `<text class="axis" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(text)}</text>`;
}

/** A line through the places, with a dot at each where they are few. */
export const line: Drawing = (places, colour) => {
  const points = places.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
  return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.6"/>${places.length <= 200 ? dots(places, colour) : ""}`;
};

/** A dot at each place, for a cloud that no line goes through. */
export const dots: Drawing = (places, colour) => places.map(([x, y]) => `<circle cx="${round(x)}" cy="${round(y)}" r="2.6" fill="${colour}" fill-opacity="0.75"/>`).join("");

function legend(labels: readonly string[]): string {
  if (labels.length < 2) return "";
  return `<span class="legend">${labels.map((text, i) => `<span><i style="background:${curveColours[i % curveColours.length]}"></i>${escape(text)}</span>`).join("")}</span>`;
}

/** Coordinates on paper with one decimal. */
export function round(x: number): string {
  return String(Math.round(10 * x) / 10);
}

/** A number in few digits, for people. */
export function shortNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(Number.isInteger(Math.log10(size)) ? 0 : 2) : String(Number(value.toPrecision(4)));
}

/** Text that is safe inside HTML and SVG. */
export function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
