/** Pages, pictures and tables of the stress curves of a material. */
import type { LawCurve, LawMode } from "../../constitutive/curves.js";
import { type Curve, escape, linear, plot, type PlotSpec } from "./plot.js";
import { panelsSvg } from "./panels.js";
import { style } from "./style.js";

/** What is drawn. */
export interface LawPlotSpec {
  /** Name of the material. */
  readonly title: string;
  /** Its parameters in a line. */
  readonly parameters: string;
  readonly curves: readonly LawCurve[];
  /** Unit of the stresses, for the axes. */
  readonly unit: string;
}

const modeNames: Readonly<Record<LawMode, string>> = {
  uniaxial: "uniaxial", equibiaxial: "equibiaxial", planar: "planar (pure shear)", shear: "simple shear",
};

/** A page with the curves as plots and as a table: one file, no script, nothing from a network. */
export function lawHtml(spec: LawPlotSpec): string {
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escape(spec.title)} · twoscale</title><style>${style}</style></head><body><main>`,
    `<header><h1>${escape(spec.title)}</h1><p>${escape(spec.parameters)}</p></header>`,
    ...missingNote(spec.curves),
    `<section class="plots">${plots(spec).map(plot).join("")}</section>`,
    ...spec.curves.map((curve) => `<h2>${modeNames[curve.mode]}</h2>${table(curve)}`),
    `</main></body></html>\n`,
  ].join("\n");
}

function plots({ curves, unit }: LawPlotSpec): PlotSpec[] {
  const tension = curves.filter(({ mode }) => mode !== "shear");
  const shear = curves.filter(({ mode }) => mode === "shear");
  const of = (list: readonly LawCurve[], values: "nominal" | "cauchy"): Curve[] => list.map((curve) => ({ label: modeNames[curve.mode], points: pairs(curve, values) }));
  const specs = [
    { title: "Nominal stress P11", x: "stretch", y: `P11 (${unit})`, curves: of(tension, "nominal"), scale: linear },
    { title: "Cauchy stress σ11", x: "stretch", y: `σ11 (${unit})`, curves: of(tension, "cauchy"), scale: linear },
    // F22 = 1 and F21 = 0, so nominal and Cauchy stress are one curve.
    { title: "Simple shear", x: "amount of shear γ", y: `P12 = σ12 (${unit})`, curves: of(shear, "nominal"), scale: linear },
  ];
  return specs.filter((one) => one.curves.some(({ points }) => points.length > 0));
}

function pairs({ amounts, ...values }: LawCurve, which: "nominal" | "cauchy"): [number, number][] {
  return amounts.map((amount, i) => [amount, values[which][i]]);
}

function missingNote(curves: readonly LawCurve[]): string[] {
  const lost = curves.filter(({ missing }) => missing.length > 0).map(({ mode, missing }) => `${modeNames[mode]} ${missing.map((x) => number(x)).join(", ")}`);
  return lost.length === 0 ? [] : [`<p class="message">No equilibrium with finite stress: ${escape(lost.join("; "))}.</p>`];
}

function table(curve: LawCurve): string {
  const head = columns.map((name) => `<th>${name}</th>`).join("");
  const rows = rowsOf(curve).map((row) => `<tr>${row.map((value) => `<td>${number(value)}</td>`).join("")}</tr>`);
  return `<div class="wide"><table class="steps"><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

const columns = ["amount", "stretch1", "stretch2", "stretch3", "nominal", "cauchy", "J", "energy"] as const;

function rowsOf({ amounts, stretches, nominal, cauchy, J, energy }: LawCurve): number[][] {
  return amounts.map((amount, i) => [amount, ...stretches[i], nominal[i], cauchy[i], J[i], energy[i]]);
}

/** Six digits, for people. */
function number(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The curves as comma-separated values: a head line, one line per amount, all digits. */
export function lawCsv(curves: readonly LawCurve[]): string {
  const lines = curves.flatMap((curve) => rowsOf(curve).map((row) => [curve.mode, ...row].join(",")));
  return [["mode", ...columns].join(","), ...lines, ""].join("\n");
}

/** The plots below each other as one SVG file with its own style, titles and legends. */
export function lawSvg(spec: LawPlotSpec): string {
  return panelsSvg({ title: spec.title, subtitle: spec.parameters, plots: plots(spec) });
}
