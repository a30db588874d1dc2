/** `report.html`: one file that a person opens, mails and keeps. No script, nothing from a network. */
import { solverText } from "../solvers.js";
import { meshQuality } from "../../mesh/index.js";
import { cellMagnitude } from "./magnitude.js";
import type { Result } from "../run.js";
import type { RunRecord } from "../manifest.js";
import { methodWords } from "../linear.js";
import { growthSection } from "./growth.js";
import { guardSection, surrogateText } from "./guard.js";
import { isRve, isSurrogate, type Material, type Study } from "../study.js";
import type { StepSummary, Summary } from "../summary.js";
import { unitOf } from "../units.js";
import { picture } from "./picture.js";
import { type Curve, escape, linear, logarithmic, plot, shortNumber } from "./plot.js";
import { style } from "./style.js";

/** What the report tells. */
export interface ReportSpec {
  readonly study: Study;
  readonly result: Result;
  /** Lines of log.ndjson. */
  readonly log: readonly string[];
  readonly record?: RunRecord | undefined;
  /** Why the run failed. */
  readonly message?: string | undefined;
  /** Equivalent Cauchy stress per cell at the last accepted step, unit of stress; absent: displacements are shown. */
  readonly stress?: Float64Array | undefined;
}

/** The report as one HTML file. */
export function reportHtml(spec: ReportSpec): string {
  const { study, result: { summary } } = spec;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escape(study.title)} · twoscale</title><style>${style}</style></head><body><main>`,
    `<header><h1>${escape(study.title)}</h1><p><span class="status ${summary.status}">${summary.status}</span> ${escape(headline(spec))}</p></header>`,
    spec.message === undefined ? "" : `<p class="message">${escape(spec.message)}</p>`,
    summary.steps.length > 0 ? pictureOf(spec) : "",
    `<section class="facts">${facts(spec)}</section>`,
    guardSection(summary),
    growthSection(summary, `${study.units.length}^${study.mesh.dimension}`),
    `<section class="plots">${convergencePlot(spec)}${probePlots(study, summary.steps)}</section>`,
    `<h2>Steps</h2>${stepTable(study, summary.steps)}`,
    `<h2>Repeat it</h2>${repeat(spec.record, summary)}`,
    `</main></body></html>\n`,
  ].join("\n");
}

function headline({ study, result: { summary } }: ReportSpec): string {
  const { steps, counts, timing } = summary;
  const { time = 0, load } = steps.at(-1) ?? {};
  const reached = load === undefined ? `t = ${shortNumber(time)} ${study.units.time}` : `load factor ${shortNumber(load)}`;
  const rves = counts.rveSolves > 0 ? `, ${counts.rveSolves.toLocaleString("en")} RVE solves` : "";
  return `${reached} in ${steps.length} steps, ${counts.dofs.toLocaleString("en")} degrees of freedom${rves}, ${seconds(timing.total)}`;
}

function seconds(value: number): string {
  return value < 100 ? `${value.toFixed(value < 10 ? 2 : 1)} s` : `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

function pictureOf({ study, result, stress }: ReportSpec): string {
  const { mesh, units } = study;
  return stress
    ? picture({ mesh, u: result.u, values: stress, label: `equivalent Cauchy stress (${units.stress})` })
    : picture({ mesh, u: result.u, values: cellMagnitude(mesh, result.u), label: `displacement (${units.length})` });
}

function facts({ study, result: { summary } }: ReportSpec): string {
  const { counts, timing } = summary;
  const quality = meshQuality(study.mesh);
  const types = study.mesh.blocks.map(({ type }) => type).join(", ");
  const mesh: Rows = [
    ["nodes", counts.nodes], ["cells", `${counts.cells} (${types})`], ["Gauss points", counts.points],
    ["smallest scaled Jacobian", `${quality.worst.value.toFixed(3)} (cell ${quality.worst.cell})`],
  ];
  const materials: Rows = Object.entries(study.regions).map(([set, name]) => [set, materialText(name, study.materials[name])]);
  const cost: Rows = [
    ["materials", seconds(timing.constitutive)], ["assembly", seconds(timing.assembly)], ["linear solver", `${seconds(timing.linear)}${summary.linear ? ` (${methodWords(summary.linear)})` : ""}`], ["files", seconds(timing.output)],
    ...(counts.rveSolves > 0 ? [["RVE solves", counts.rveSolves.toLocaleString("en")] as const] : []), ["backend", `${summary.backend}, ${summary.threads} threads`],
    ...Object.entries(summary.solvers ?? {}).map(([name, account]) => [`solver of ${name}`, solverText(name, account).replace(/^RVE [^:]*: /, "")] as const),
  ];
  return [["Mesh", mesh], ["Materials", materials], ["Cost", cost]].map(([title, rows]) => `<div><h2>${title as string}</h2>${definition(rows as Rows)}</div>`).join("");
}

type Rows = readonly (readonly [string, string | number])[];

function definition(rows: Rows): string {
  return `<table>${rows.map(([key, value]) => `<tr><th>${escape(key)}</th><td>${escape(String(value))}</td></tr>`).join("")}</table>`;
}

function materialText(name: string, material: Material): string {
  if (isRve(material)) {
    const { dimension, grid, boundary, phases } = material.rve;
    return `${name}: RVE ${grid.join(" × ")} voxels (${dimension}D), ${boundary}, phases ${Object.keys(phases).join(", ")}`;
  }
  if (isSurrogate(material)) return `${name}: ${surrogateText(material)}`;
  const { law = "formula", ...parameters } = material;
  return `${name}: ${law} ${Object.entries(parameters).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ")}`;
}

/**
 * Residual relative to the forces over Newton iterations, one curve per step; the last steps when there are many.
 * Iteration 0 is left out: prescribed displacements enter with the first linear solve, so its residual is that of the step before.
 */
function convergencePlot({ log }: ReportSpec): string {
  const bySteps = new Map<string, [number, number][]>();
  for (const line of log) {
    const { step, time, iteration, relative } = JSON.parse(line) as { step: number; time: number; iteration: number; relative: number };
    if (iteration === 0) continue;
    const key = `step ${step}, t = ${shortNumber(time)}`;
    bySteps.set(key, [...(bySteps.get(key) ?? []), [iteration, relative]]);
  }
  const curves: Curve[] = [...bySteps].map(([label, points]) => ({ label, points })).slice(-6);
  return plot({ title: "Convergence: relative residual of each Newton iteration", x: "iteration", y: "relative residual", curves, scale: logarithmic });
}

function probePlots(study: Study, steps: readonly StepSummary[]): string {
  if (steps[0]?.load !== undefined) return pathPlots(study, steps);
  return Object.entries(study.probes).map(([name, probe]) => {
    const size = steps[0]?.probes[name]?.length ?? 0;
    const labels = size === 9 ? tensorComponents : axes;
    const curves = Array.from({ length: size }, (_, c): Curve => ({
      label: size === 1 ? probe.field : `${probe.field} ${labels[c]}`, points: steps.map((step) => [step.time, step.probes[name][c]]),
    })).filter(({ points }) => size !== 9 || points.some(([, y]) => y !== 0));
    return plot({ title: `Probe "${name}": ${probe.field}`, x: `time (${study.units.time})`, y: `${probe.field} (${unitOfField(study, probe.field)})`, curves: curves.slice(0, 6), scale: linear });
  }).join("");
}

/** The load factor over each probe, from the unloaded body on, and over the length of the path. */
function pathPlots(study: Study, steps: readonly StepSummary[]): string {
  const y = "load factor", scale = linear;
  const over = plot({ title: "Load factor along the path", x: "length of the path", y, curves: [{ label: y, points: [[0, 0], ...steps.map(({ time, load = 0 }) => [time, load] as const)] }], scale });
  return over + Object.entries(study.probes).map(([name, { field }]) => {
    const size = steps[0].probes[name].length, labels = size === 9 ? tensorComponents : axes;
    const curves = Array.from({ length: size }, (_, c): Curve => ({ label: size === 1 ? field : `${field} ${labels[c]}`, points: steps.map(({ load = 0, probes }) => [probes[name][c], load]) }));
    const moving = curves.filter(({ points }) => points.some(([x]) => x !== points[0][0]));
    return plot({ title: `Load factor over probe "${name}"`, x: `${field} (${unitOfField(study, field)})`, y, curves: moving.slice(0, 6), scale });
  }).join("");
}

const axes = ["x", "y", "z"];
const tensorComponents = ["xx", "xy", "xz", "yx", "yy", "yz", "zx", "zy", "zz"];

function unitOfField({ units }: Study, field: string): string {
  const kinds = {
    u: "length", reaction: "force", springForce: "force", contactForce: "force", gap: "length", volume: "volume",
    P: "stress", cauchy: "stress", W: "stress", pressure: "stress", contactPressure: "stress",
  } as const;
  return unitOf(units, Object.hasOwn(kinds, field) ? kinds[field as keyof typeof kinds] : "number");
}

function stepTable(study: Study, steps: readonly StepSummary[]): string {
  const names = Object.keys(study.probes);
  const path = steps[0]?.load !== undefined;
  const head = ["step", path ? "path" : "time", ...(path ? ["load factor"] : []), "iterations", "residual", ...names].map((text) => `<th>${escape(text)}</th>`).join("");
  const rows = steps.map(({ time, load = 0, iterations, residual, probes }, i) => {
    const values = [i + 1, shortNumber(time), ...(path ? [shortNumber(load)] : []), iterations, residual.toExponential(2), ...names.map((name) => probes[name].map(shortNumber).join(", "))];
    return `<tr>${values.map((value) => `<td>${value}</td>`).join("")}</tr>`;
  });
  return `<div class="wide"><table class="steps"><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}

function repeat(record: RunRecord | undefined, summary: Summary): string {
  const command = record?.command === undefined ? "" : `<pre>${escape(record.command)}</pre>`;
  const versions = Object.entries(record?.versions ?? {}).map(([name, version]) => `${name} ${version}`).join(", ");
  return `${command}${definition([["hash of the result", summary.hash], ["solution norm", summary.solutionNorm.toPrecision(12)], ["versions", versions || "not recorded"]])}`
    + `<p>The same case gives the same hash with any number of threads, in Node and in a browser; <code>twoscale verify</code> repeats the run and compares. <code>result.pvd</code> opens in ParaView.</p>`;
}
