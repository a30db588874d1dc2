/** Pages about surrogates: what a training gave, and how a surrogate compares with its RVE. */
import { type Comparison, errorsOf, judge, pointErrors } from "../../surrogate/assess.js";
import { acrossName } from "../../surrogate/outputs.js";
import { coordinatesOfRows } from "../../surrogate/coverage.js";
import { row, rowSize, sampleCount, type SampleSet } from "../../surrogate/samples.js";
import { coordinateCount, coordinatesOf } from "../../surrogate/strain.js";
import type { Errors, Surrogate } from "../../surrogate/surrogate.js";
import type { Trained } from "../../surrogate/train.js";
import { estimatedError, planeNorm } from "../../surrogate/trust.js";
import { dots, escape, linear, logarithmic, plot, type PlotSpec } from "./plot.js";
import { style } from "./style.js";

type Rows = readonly (readonly [string, string])[];

/** Where samples lie, and what they answer. */
export function samplesHtml(set: SampleSet): string {
  const { sampling, failed, mirrors, outputs, dimension } = set;
  const rows: Rows = [
    ["samples", `${sampleCount(set)} in log U ± ${sampling.range}, ln J ± ${sampling.volume}, seed ${sampling.seed}`],
    ["chosen", sampling.active ? `all but the first ${sampling.active.start}, ${sampling.active.batch} at a time, where networks disagreed far from all samples` : "by a low-discrepancy sequence"],
    ["not reached", failed.length === 0 ? "none" : failed.map(({ index, reached, status }) => `${index} (${status}, to ${Math.round(100 * reached)} %)`).join(", ")],
    ["mirror images differ by", mirrors.map((x) => x.toExponential(1)).join(", ")],
    ...outputs.map(({ name, unit, rest }): readonly [string, string] => [`output ${name}`, `${rest.toPrecision(4)} ${unit} at rest`]),
  ];
  const states = coordinatesOfRows(set);
  const norms = states.map((_, k) => planeNorm(set.rows, k * rowSize + row.P, dimension));
  const plots: PlotSpec[] = [
    { title: "States", x: "stretch along the first axis, log", y: "shear, log", scale: linear, curves: [{ label: "samples", draw: dots, points: states.map((x) => [x[0], x[dimension === 2 ? 1 : 2]]) }] },
    { title: "Volume", x: "stretch along the first axis, log", y: "ln J", scale: linear, curves: [{ label: "samples", draw: dots, points: states.map((x) => [x[0], x[x.length - 1]]) }] },
    { title: "Stress", x: "|log U|", y: "|P|", scale: linear, curves: [{ label: "samples", draw: dots, points: states.map((x, k) => [Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)), norms[k]]) }] },
  ];
  return page("Samples of an RVE", `RVE ${set.rve.slice(0, 12)}`, table(rows) + `<section class="plots">${plots.map(plot).join("")}</section>`);
}

/** What a training gave. */
export function trainingHtml({ surrogate, trials, training, seconds }: Trained, set: SampleSet): string {
  const { sampling, failed, mirrors } = set;
  const rows: Rows = [
    ["samples", `${surrogate.samples} in log U ± ${sampling.range}, ln J ± ${sampling.volume}, seed ${sampling.seed}; ${failed.length} not reached`],
    ["mirror images differ by", mirrors.map((x) => x.toExponential(1)).join(", ")],
    ...(trials.convex ? [["one polyconvex network, held out", errorText(trials.convex)] as const] : []),
    ...(trials.relaxed ? [["one relaxed network, held out", errorText(trials.relaxed)] as const] : []),
    ...aboutFit(surrogate),
    ["errors on trained samples", errorText(training)], ["errors on samples held out", surrogate.errors ? errorText(surrogate.errors) : "none held out"],
    ["time", `${seconds.toFixed(1)} s`],
  ];
  return page("Training of a surrogate", `RVE ${surrogate.rve.slice(0, 12)}`, table(rows));
}

function aboutFit(surrogate: Surrogate): Rows {
  const { symmetry, ellipticity, outputs } = surrogate;
  const name = symmetry.name === "none" ? "no symmetry" : symmetry.name;
  return [
    surrogate.kind === "gp"
      ? ["Gaussian process", `${surrogate.process.kernel}, ${name}, lengths ${Array.from(surrogate.process.W, (w) => (1 / Math.sqrt(w)).toPrecision(2)).join(", ")}, noise ${surrogate.process.noise.toExponential(1)}`]
      : ["networks", `${surrogate.members.length} ${surrogate.kind}, ${name}, ${surrogate.shape.first} and ${surrogate.shape.second} neurons`],
    ...outputs.map((output): readonly [string, string] => [output.name === acrossName ? "stress across the plane" : `output ${output.name}`, `error ${(100 * output.error).toPrecision(3)} % of its change, on samples held out`]),
    ...(ellipticity === undefined ? [] : [["smallest acoustic determinant", `${ellipticity.toPrecision(3)} of that at rest, over the samples`] as const]),
  ];
}

/** A surrogate beside its RVE. */
export interface ValidationSpec {
  readonly title: string;
  readonly tolerance: number;
  readonly inside: Comparison;
  readonly outside: Comparison;
}

/** Errors in the range and beyond, as table and plots. */
export function validationHtml(surrogate: Surrogate, { title, tolerance, inside, outside }: ValidationSpec): string {
  const percent = (x: number): string => `${(100 * x).toPrecision(3)} %`;
  const rowsOf = (name: string, comparison: Comparison): Rows => {
    const { trusted, caught, falseAlarms } = judge(comparison, surrogate, tolerance);
    return [[name, `${errorText(errorsOf(comparison))}; trusted ${percent(trusted)}, caught ${percent(caught)}, false alarms ${percent(falseAlarms)}`]];
  };
  const plots: PlotSpec[] = [
    {
      title: "Error of the stress", x: "|log U|", y: "relative error of P", scale: logarithmic,
      curves: [{ label: "in range", draw: dots, points: byStrain(inside, surrogate) }, { label: "beyond", draw: dots, points: byStrain(outside, surrogate) }],
    },
    {
      title: "Estimated and true error", x: "estimated error", y: "true error", scale: logarithmic, across: logarithmic,
      curves: [{ label: "in range", draw: dots, points: byEstimate(inside, surrogate) }, { label: "beyond", draw: dots, points: byEstimate(outside, surrogate) }, { label: "equal", points: equal(byEstimate(outside, surrogate)) }],
    },
    { title: "Stress", x: "P11 of the RVE", y: "P11 of the surrogate", scale: linear, curves: [{ label: "in range", draw: dots, points: pairs(inside) }, { label: "equal", points: equal(pairs(inside)) }] },
  ];
  return page(title, `against its RVE at ${inside.count} states, tolerance ${percent(tolerance)}`,
    table([...aboutFit(surrogate), ...rowsOf("in range", inside), ...rowsOf("beyond", outside)]) + `<section class="plots">${plots.map(plot).join("")}</section>`);
}

type Points = [number, number][];

/** The line on which both are equal, over the range of the first. */
function equal(points: Points): Points {
  const values = points.map(([x]) => x).filter((x) => Number.isFinite(x) && x !== 0);
  if (values.length === 0) return [];
  return [Math.min(...values), Math.max(...values)].map((x) => [x, x]);
}

function byStrain(comparison: Comparison, { stress, dimension }: Surrogate): Points {
  const x = new Float64Array(coordinateCount(dimension));
  return Array.from(pointErrors(comparison, stress), (error, k): [number, number] => {
    coordinatesOf(comparison.F, dimension, x, 9 * k);
    return [Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)), error];
  });
}

function byEstimate(comparison: Comparison, surrogate: Surrogate): Points {
  return Array.from(pointErrors(comparison, surrogate.stress), (error, k): [number, number] => {
    const norm = planeNorm(comparison.answer.P, 9 * k, surrogate.dimension);
    return [estimatedError(surrogate, comparison.spread[k], norm), error];
  });
}

function pairs({ truth, answer, count }: Comparison): Points {
  return Array.from({ length: count }, (_, k) => [truth.P[9 * k], answer.P[9 * k]]);
}

function errorText({ P, A, W }: Errors): string {
  const percent = (x: number): string => `${(100 * x).toPrecision(3)} %`;
  return `P ${percent(P)}, A ${percent(A)}, W ${percent(W)}`;
}

function table(rows: Rows): string {
  return `<table>${rows.map(([key, value]) => `<tr><th>${escape(key)}</th><td>${escape(value)}</td></tr>`).join("")}</table>`;
}

function page(title: string, subtitle: string, body: string): string {
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${escape(title)} · twoscale</title><style>${style}</style></head><body><main>`,
    `<header><h1>${escape(title)}</h1><p>${escape(subtitle)}</p></header>`, body, `</main></body></html>\n`,
  ].join("\n");
}
