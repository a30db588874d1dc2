/** `twoscale check`: reads a case and everything it names, and says what a run would meet; solves nothing. */
import { platform } from "#platform";
import type { Command } from "commander";
import { TwoscaleError } from "../core/errors.js";
import { type Mesh, meshQuality, qualityReport, type QualityReport } from "../mesh/index.js";
import { loadCase } from "../study/create.js";
import { type Estimate, estimate } from "../study/estimate.js";
import { methodWords, traitsOf } from "../study/linear.js";
import { chooseFormulation, findLocking } from "../study/locking.js";
import type { FormulationName } from "../study/schema-case.js";
import { rveSummaries, rveText } from "../study/rve-summary.js";
import type { Study } from "../study/study.js";
import { jsonOption, splitPath, threadsOption } from "./options.js";
import { data, type ErrorParts, fail, partsOf, tell } from "./terminal.js";

interface CheckFlags {
  readonly threads?: number;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** One thing that was found. An error stops a run, a warning does not. */
interface Finding extends ErrorParts {
  readonly severity: "error" | "warning";
}

/** Below this scaled Jacobian a cell spoils the accuracy around it. */
const poorShape = 0.2;

/** Adds the verb. */
export function check(program: Command): void {
  program.command("check").argument("<case>", "case file (YAML or JSON)")
    .description("validate a case: keys, units, sets, laws, cell shapes, free rigid motions, memory and time; solves nothing")
    .addOption(threadsOption()).addOption(jsonOption())
    .addHelpText("after", `
Exit code 0 when a run could start, 2 when not.

Examples:
  twoscale check cases/cook.yaml
  twoscale check cases/fe2-strip.yaml --json | jq .findings`)
    .action(checkCase);
}

async function checkCase(path: string, flags: CheckFlags): Promise<void> {
  const { name, files } = splitPath(path);
  let study: Study;
  try {
    study = await loadCase(name, files);
  } catch (error) {
    if (!flags.json || !(error instanceof TwoscaleError)) throw error;
    data({ ok: false, findings: [{ severity: "error", ...partsOf(error) }] });
    process.exitCode = fail(error, flags.debug ?? false);
    return;
  }
  report(study, flags, [...shapeFindings(study.mesh), ...await lockingFindings(study)], await chosenFormulations(study));
}

/** Formulation of each material in use, as a run would take it. */
async function chosenFormulations(study: Study): Promise<Record<string, FormulationName>> {
  const out: Record<string, FormulationName> = {};
  for (const name of new Set(Object.values(study.regions))) out[name] = await chooseFormulation(study, name);
  return out;
}

function report(study: Study, flags: CheckFlags, given: readonly Finding[], formulation: Readonly<Record<string, FormulationName>>): void {
  const cost = estimate(study, flags.threads ?? platform.cores(), traitsOf(study, false, Object.values(formulation)));
  const findings = [...given, ...memoryFindings(cost)], ok = findings.every(({ severity }) => severity === "warning");
  const quality = qualityReport(study.mesh);
  tell(describe(study, cost));
  tell(describeShape(quality));
  const rves = rveSummaries(study);
  for (const [name, summary] of Object.entries(rves)) tell(`  ${rveText(name, summary)}`);
  tell(`  formulation: ${Object.entries(formulation).map(([name, chosen]) => `${name} ${chosen}`).join(", ")}`);
  for (const { severity, code, message, hint } of findings) tell(`${severity} ${code}: ${message}\n  hint: ${hint}`);
  if (ok) tell("ok: a run can start");
  else process.exitCode = 2;
  if (flags.json) data({ ok, findings, quality, sets: setSizes(study.mesh), formulation, estimate: cost, rves });
}

/** One WASM memory has to hold the factor, or all levels of multigrid. */
function memoryFindings({ linear }: Estimate): Finding[] {
  const { method, rows, bytes, fits } = linear;
  if (fits) return [];
  return [{
    severity: "error", code: "E_MEMORY", message: `the linear solver (${methodWords(linear)}) needs ${mebibytes(bytes)} for ${rows} unknowns, more than the 4096 MiB of a WASM memory.`,
    hint: method === "cg" || method === "gmres" ? "use a coarser mesh." : "set solver.linear: iterative (or auto), or use a coarser mesh.",
  }];
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** Start-up takes half a second, so that less than one is not told apart. */
function duration(seconds: number): string {
  if (seconds < 1) return "a second or less";
  return `${seconds < 90 ? `${Number(seconds.toPrecision(1))} s` : `${Math.round(seconds / 60)} min`} (within a factor of three)`;
}

function shapeFindings(mesh: Mesh): Finding[] {
  const { scaledMin, worst } = meshQuality(mesh);
  const poor = scaledMin.filter((value) => value < poorShape).length;
  if (poor === 0) return [];
  return [{
    severity: "warning", code: "W_SHAPE", message: `${poor} of ${scaledMin.length} cells have a scaled Jacobian below ${poorShape}; the smallest is ${worst.value.toFixed(3)} in cell ${worst.cell}.`,
    hint: "smooth or refine the mesh there.",
  }];
}

async function lockingFindings(study: Study): Promise<Finding[]> {
  return (await findLocking(study)).map(({ material, ratio, poisson, elements }) => ({
    severity: "warning", code: "W_LOCKING",
    message: `material "${material}" is nearly incompressible (bulk modulus ${ratio.toPrecision(3)} times the shear modulus, Poisson's ratio ${poisson.toFixed(4)}), and ${elements.join(" and ")} cells lock under formulation: standard.`,
    hint: "leave out `formulation` (auto takes mixed here), or set formulation: mixed.",
  }));
}

function setSizes({ sets }: Mesh): Record<"nodes" | "faces" | "cells", Record<string, number>> {
  const sizes = (named: Readonly<Record<string, Int32Array>>, per: number): Record<string, number> =>
    Object.fromEntries(Object.entries(named).map(([name, set]) => [name, set.length / per]));
  return { nodes: sizes(sets.nodes, 1), faces: sizes(sets.faces, 2), cells: sizes(sets.cells, 1) };
}

/** Two lines: the spread, and how many cells are in each tenth of the scaled Jacobian. */
function describeShape({ scaledJacobian, edgeRatio, histogram, worst }: QualityReport): string {
  const [{ cell, place }] = worst;
  const at = place.map((x) => Number(x.toPrecision(3))).join(", ");
  const tenths = histogram.flatMap((count, k) => (count > 0 ? [`${k / 10}–${(k + 1) / 10}: ${count}`] : [])).join("  ");
  return [
    `  cell shape: scaled Jacobian ${scaledJacobian.min.toFixed(3)} to ${scaledJacobian.max.toFixed(3)}, mean ${scaledJacobian.mean.toFixed(3)} (1 is ideal; worst: cell ${cell} at ${at}); edge ratio up to ${edgeRatio.max.toFixed(2)}`,
    `    cells by scaled Jacobian  ${tenths}`,
  ].join("\n");
}

function describe({ title, mesh }: Study, cost: Estimate): string {
  const { nodes, faces, cells } = setSizes(mesh);
  const list = (sizes: Readonly<Record<string, number>>): string => Object.entries(sizes).map(([name, size]) => `${name} (${size})`).join(", ") || "none";
  const sizes = [
    `  ${cost.nodes} nodes, ${cost.dofs} degrees of freedom, ${cost.points} Gauss points, ${cost.rvePoints} of them with an RVE`,
    `  linear solver: ${methodWords(cost.linear)}; ${cost.linear.rows} unknowns, about ${mebibytes(cost.linear.bytes)} of the 4096 MiB of a WASM memory`,
    `  about ${mebibytes(cost.memory)} and ${duration(cost.seconds)}`,
  ];
  return [title, `  cell sets: ${list(cells)}`, `  face sets: ${list(faces)}`, `  node sets: ${list(nodes)}`, ...sizes].join("\n");
}
