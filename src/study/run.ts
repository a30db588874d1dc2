/** Runs a study: the library's door to a whole computation. */
import type { Cut, SolveOptions } from "../solve/stepper.js";
import type { AcceptedStep } from "../solve/accept.js";
import { solve } from "../solve/stepper.js";
import { fromRest } from "../solve/strategy.js";
import { excisionOf, solveExcised } from "./excision.js";
import type { Iteration } from "../solve/iterate.js";
import { cellField, type Field, nodeFieldOf, stateFields } from "./fields.js";
import { resultHash, type ResultArrays } from "./hash.js";
import { learningOf } from "./learning.js";
import { type Prepared, prepare } from "./prepare.js";
import { type PrestressOptions, type PrestressSummary, readied } from "./prestress.js";
import { createProbes, type ProbeValues } from "./probes.js";
import type { RunPoint } from "./checkpoint.js";
import { limitPoints } from "./limit-points.js";
import { rveSummaries } from "./rve-summary.js";
import { solversOf } from "./solvers.js";
import type { Study } from "./study.js";
import { countsOf, emptyLedger, enter, type Ledger, type RunStatus, solutionNorm, type Summary } from "./summary.js";

export type { Iteration } from "../solve/iterate.js";
export type { Cut } from "../solve/stepper.js";

/** How a run is watched and ended. */
export interface RunOptions extends PrestressOptions {
  /** Ends the run; its reason is thrown, and the steps accepted so far stay valid. */
  readonly signal?: AbortSignal;
  /** Called after every Newton iteration, those of abandoned attempts included. */
  readonly onIteration?: (iteration: Iteration) => void;
  /** Called when an attempt is given up and the step is cut. */
  readonly onCut?: (cut: Cut) => void;
}

/** An accepted step. Fields are read from the solver's memory: ask for them before the next step. */
export interface Step {
  /** 1 for the first step. */
  readonly index: number;
  readonly time: number;
  /** Load factor, where a path is followed (`steps.arc`); `time` is then the length of the path. */
  readonly load?: number;
  /** Whether this is the last step of the run. */
  readonly last: boolean;
  readonly iterations: number;
  /** Norm of the unbalanced forces, unit of force. */
  readonly residual: number;
  readonly probes: ProbeValues;
  /** Names of the states that materials have and `field` gives, such as the growth of a growing one. */
  readonly states: readonly string[];
  /** Names of the direction fields of the case, which `field` gives too: a unit vector per cell, in the undeformed body. */
  readonly fibres: readonly string[];
  /** `u` and `reaction` `[nodes, 3]`; `contactPressure` and `gap` `[nodes]`, where there is contact; others are means over the points of each cell: `P F cauchy` `[cells, 3, 3]`, `J W` and states. */
  field(name: string): Field;
}

/** What a run ends with. */
export interface Result extends ResultArrays {
  readonly summary: Summary;
}

/**
 * Solves a study step by step:
 * `for await (const step of run(study)) console.log(step.time, step.probes);`
 * The generator's return value is the result with its hash. Breaking out of the loop ends the run and its workers.
 * @throws ConvergenceError E_NO_CONVERGENCE; CaseError E_RIGID_BODY; BackendError; the reason of `options.signal`
 */
export async function* run(study: Study, options: RunOptions = {}): AsyncGenerator<Step, Result> {
  const ready = await readied(study, options);
  const prepared = await prepare(ready.study, options);
  try {
    const course = createCourse(prepared, undefined, ready.prestress);
    yield* walk(course, options);
    return resultOf(course, "converged");
  } finally {
    prepared.dispose();
  }
}

/** A run under way: its account, and where it stands. */
export interface Course {
  readonly prepared: Prepared;
  readonly probes: (step: AcceptedStep) => ProbeValues;
  readonly ledger: Ledger;
  readonly states: readonly string[];
  readonly began: number;
  /** Where an earlier run stopped. */
  readonly restart: RunPoint | undefined;
  /** How the stress-free geometry was found, where the case asks for it. */
  readonly prestress: PrestressSummary | undefined;
  /** Last accepted step of this run. */
  accepted: AcceptedStep | undefined;
}

/**
 * A run that has not begun.
 * @param restart where an earlier run of the same study stopped
 */
export function createCourse(prepared: Prepared, restart?: RunPoint, prestress?: PrestressSummary): Course {
  const states = stateFields(prepared.problem.regions.map(({ model }) => model));
  return {
    prepared, states, restart, prestress, probes: createProbes(prepared.study), accepted: undefined, began: performance.now(),
    ledger: restart ? structuredClone(restart.ledger) : emptyLedger(),
  };
}

/** Lets materials that learn know what they knew where an earlier run stopped. */
export async function recall({ prepared: { learners }, restart }: Course): Promise<void> {
  for (const [name, model] of learners) {
    const memory = restart?.learned?.[name];
    if (memory) await model.recall(memory);
  }
}

/** The accepted steps of a run, entered in its account. */
export async function* walk(course: Course, options: RunOptions): AsyncGenerator<Step, void> {
  const { prepared, ledger } = course;
  const solveOptions: SolveOptions = {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.onIteration ? { onIteration: options.onIteration } : {}),
    ...(options.onCut ? { onCut: options.onCut } : {}),
    ...(course.restart ? { restart: course.restart.solver } : {}),
    ...(prepared.study.solver.start === "rest" ? { strategy: fromRest } : {}),
  };
  const excision = excisionOf(prepared.study);
  const steps = excision ? solveExcised(prepared.study, prepared.problem, excision, solveOptions) : solve(prepared.problem, solveOptions);
  for await (const accepted of steps) {
    course.accepted = accepted;
    const probes = course.probes(accepted);
    enter(ledger, accepted, probes, prepared.rveRegions);
    yield stepOf(course, accepted, probes);
  }
}

function stepOf({ prepared: { problem, fibres }, states }: Course, accepted: AcceptedStep, probes: ProbeValues): Step {
  const { index, time, load, last, residual } = accepted;
  return {
    index, time, ...(load === undefined ? {} : { load }), residual, probes, states, fibres: [...fibres.keys()], last, iterations: accepted.cost.linearSolves,
    field: (name) => directionField(fibres, name) ?? nodeFieldOf(problem.mesh, accepted, name) ?? cellField(problem.mesh, accepted, name),
  };
}

function directionField(fibres: Prepared["fibres"], name: string): Field | undefined {
  const values = fibres.get(name);
  return values && { components: 3, values };
}

/** Where a run stands: enough to go on from there with the same bits. Undefined before the first accepted step. */
export function pointOf(course: Course): RunPoint | undefined {
  const { accepted, ledger, restart, began } = course;
  if (!accepted) return restart;
  const total = (restart?.ledger.total ?? 0) + (performance.now() - began) / 1000;
  const learned = Object.fromEntries([...course.prepared.learners].map(([name, model]) => [name, model.memory()]));
  return { solver: accepted.checkpoint(), reactions: accepted.reactions, ledger: { ...ledger, total }, ...(course.prepared.learners.size > 0 ? { learned } : {}) };
}

/** The result at the last accepted step; all zero before the first one. */
export function resultOf(course: Course, status: RunStatus): Result {
  const { problem } = course.prepared;
  const point = pointOf(course);
  const dofs = (problem.mesh.points.length / 3) * problem.mesh.dimension;
  const arrays: ResultArrays = {
    u: point?.solver.u ?? new Float64Array(dofs), states: point?.solver.states ?? [], reactions: point?.reactions ?? new Float64Array(dofs),
  };
  return { ...arrays, summary: summarise(course, point?.ledger ?? course.ledger, arrays, status) };
}

function summarise(course: Course, ledger: Ledger, arrays: ResultArrays, status: RunStatus): Summary {
  const learning = learningOf(course.prepared.learners), solvers = solversOf(course.prepared);
  const { prepared } = course;
  const { total, constitutive, assembly, linear, output, steps, systems } = ledger;
  return {
    status, steps, probes: steps.at(-1)?.probes ?? {},
    counts: countsOf(prepared, ledger), timing: { total, constitutive, assembly, linear, output, ...(ledger.rveSolves > 0 ? { perRveSolve: (constitutive * prepared.threads) / ledger.rveSolves } : {}) },
    ...(course.prestress ? { prestress: course.prestress } : {}), ...(prepared.problem.arc ? { limitPoints: limitPoints(steps) } : {}), formulation: prepared.formulations, ...(systems ? { linear: systems } : {}), ...(ledger.guard ? { guard: ledger.guard } : {}), ...(ledger.growth ? { growth: ledger.growth } : {}), ...(learning ? { learning } : {}),
    ...(prepared.rveRegions.size > 0 && prepared.backend === "wasm" ? { rves: rveSummaries(prepared.study) } : {}),
    ...(Object.keys(solvers).length > 0 ? { solvers } : {}),
    backend: prepared.backend, threads: prepared.threads,
    hash: resultHash(arrays), solutionNorm: solutionNorm(prepared, arrays.u),
  };
}
