/** What a run adds up to: `summary.json` (DESIGN §4). */
import { type SolverAccount, stride } from "../constitutive/model.js";
import { elementOf } from "../element/index.js";
import { instability } from "../homogenize/wasm.js";
import { blockSize, cellCount, type Mesh, nodeCount } from "../mesh/index.js";
import type { LinearMethod } from "../solve/linear.js";
import type { PrestressSummary } from "./prestress.js";
import type { LimitPoint } from "./limit-points.js";
import type { AcceptedStep } from "../solve/accept.js";
import type { FailedPoint, WorstNode } from "../solve/failure.js";
import { balanceOf, type GrowthSummary } from "./balance.js";
import { guardedSolves, guardOf } from "./guard.js";
import type { LearningSummary } from "./learning.js";
import type { Prepared } from "./prepare.js";
import type { ProbeValues } from "./probes.js";
import type { RveSummary } from "./rve-summary.js";

export type RunStatus = "converged" | "failed" | "interrupted";

export interface StepSummary {
  /** Along a path (`steps.arc`): its length so far, in load factors. */
  readonly time: number;
  /** Load factor; absent where no path is followed. */
  readonly load?: number;
  /** There was no equilibrium near the last one: the body snapped, and came to rest here. */
  readonly snapped?: true;
  /** Linear solves, those of abandoned attempts included. */
  readonly iterations: number;
  /** Norm of the unbalanced forces, unit of force. */
  readonly residual: number;
  readonly probes: ProbeValues;
}

export interface Counts {
  readonly nodes: number;
  readonly cells: number;
  /** Gauss points. */
  readonly points: number;
  readonly dofs: number;
  readonly rveSolves: number;
  /** RVEs with unstable modes at the last accepted step, as far as their solver counts them (factorisations do, conjugate gradients fail instead). */
  readonly unstable: number;
  /** Newton iterations of the RVEs. */
  readonly rveIterations: number;
  /** Points that surrogates did not answer alone at accepted steps, summed over the steps; 0 without surrogate. */
  readonly guarded: number;
}

/** Where surrogates were not to be trusted. */
export interface GuardSummary {
  /** Points that a surrogate did not answer alone, at each accepted step. */
  readonly perStep: readonly number[];
  /** Cells with such points at the last accepted step, the first hundred. */
  readonly cells: readonly number[];
}

/** The linear systems of a run. */
export interface LinearSummary {
  /** Factorisation LDLᵀ (`ldl`) or LU (`lu`); conjugate gradients (`cg`) or `gmres`, both with multigrid. */
  readonly method: LinearMethod["name"];
  /** Of the factor of `ldl`, when it is not double. */
  readonly precision?: "single";
  /** Bytes of the factor or of multigrid in the kernels' memory. */
  readonly memory: number;
  /** Iterations of `cg` or `gmres`, or of the refinement of `ldl` in single precision, over all solves. */
  readonly iterations: number;
  /** Solves that a direct solver in double precision took over, because the stiffness was indefinite or the iteration stalled. */
  readonly replaced: number;
}

/** Seconds. */
export interface Timing {
  readonly total: number;
  readonly constitutive: number;
  readonly assembly: number;
  readonly linear: number;
  readonly output: number;
  /** Of one thread per RVE solve: what the chosen solver has cost here. Absent without RVEs. */
  readonly perRveSolve?: number;
}

/** Why a run has failed. */
export interface FailureSummary {
  readonly code: string;
  readonly message: string;
  /** What to try. */
  readonly hint: string;
  /** Likely cause, in a word or two; absent where none was looked for. */
  readonly likely?: string;
  /** Residual norms of the attempts of the last step, unit of force; absent for other errors than of convergence. */
  readonly attempts?: readonly { readonly history: readonly number[]; readonly cause?: string }[];
  /** The Gauss points that failed and the nodes with the largest unbalanced forces in the last attempt, the worst first. */
  readonly points?: readonly FailedPoint[];
  readonly nodes?: readonly WorstNode[];
}

/** `summary.json`. */
export interface Summary {
  readonly status: RunStatus;
  /** Present when the status is `failed`. */
  readonly failure?: FailureSummary;
  readonly steps: readonly StepSummary[];
  /** At the last accepted step. */
  readonly probes: ProbeValues;
  readonly counts: Counts;
  readonly timing: Timing;
  /** How the stress-free geometry was found; absent without the key `prestress`. */
  readonly prestress?: PrestressSummary;
  /** Where the load factor turned round; absent where no path is followed. */
  readonly limitPoints?: readonly LimitPoint[];
  /** Formulation of each material: what the case says, or what `auto` took. */
  readonly formulation: Readonly<Record<string, string>>;
  /** Absent without surrogate. */
  readonly guard?: GuardSummary;
  /** Growth by material; absent when none grows. */
  readonly growth?: Readonly<Record<string, GrowthSummary>>;
  /** By material; absent when none learns. */
  readonly learning?: Readonly<Record<string, LearningSummary>>;
  /** Absent when no step was accepted. */
  readonly linear?: LinearSummary;
  /** RVEs by material: who solves them and what they take; absent when there are none. */
  readonly rves?: Readonly<Record<string, RveSummary>>;
  /** Who solved the RVEs, by material, and why; with the work of a GPU and of double precision beside it. Absent when there are none. */
  readonly solvers?: Readonly<Record<string, SolverAccount>>;
  readonly backend: string;
  readonly threads: number;
  /** SHA-256 of displacements, states and reactions at the last accepted step, as IEEE doubles. */
  readonly hash: string;
  /** Euclidean norm of the displacements that are neither fixed nor prescribed, unit of length. */
  readonly solutionNorm: number;
}

/** Running account of a run; what is left of it in a checkpoint continues in the resumed run. */
export interface Ledger {
  readonly steps: StepSummary[];
  systems?: LinearSummary;
  guard?: GuardSummary;
  growth?: Readonly<Record<string, GrowthSummary>>;
  rveSolves: number;
  rveIterations: number;
  unstable: number;
  constitutive: number;
  assembly: number;
  linear: number;
  output: number;
  total: number;
}

/** An account without entries. */
export function emptyLedger(): Ledger {
  return { steps: [], rveSolves: 0, rveIterations: 0, unstable: 0, constitutive: 0, assembly: 0, linear: 0, output: 0, total: 0 };
}

/** Enters an accepted step. */
export function enter(ledger: Ledger, step: AcceptedStep, probes: ProbeValues, rveRegions: ReadonlySet<string>): void {
  const { seconds } = step.cost;
  const points = step.regions.reduce((sum, { arena }) => sum + arena.count, 0);
  const rvePoints = step.regions.reduce((sum, { region, arena }) => sum + (rveRegions.has(region.name) ? arena.count : 0), 0);
  ledger.steps.push({ time: step.time, ...(step.load === undefined ? {} : { load: step.load }), ...(step.snapped ? { snapped: true as const } : {}), iterations: step.cost.linearSolves, residual: step.residual, probes });
  ledger.rveSolves += Math.round(step.cost.pointEvaluations / points) * rvePoints + guardedSolves(step);
  const guard = guardOf(step);
  if (guard) ledger.guard = { perStep: [...(ledger.guard?.perStep ?? []), guard.points], cells: guard.cells };
  const growth = balanceOf(ledger.growth, step);
  if (growth) ledger.growth = growth;
  ledger.rveIterations += step.cost.innerIterations;
  ledger.unstable = step.regions.reduce((sum, region) => sum + unstablePoints(region), 0);
  ledger.systems = linearOf(ledger.systems, step);
  ledger.constitutive += seconds.constitutive;
  ledger.assembly += seconds.assembly;
  ledger.linear += seconds.linear;
}

/** Points whose cell has unstable modes, as far as their solver counts them. */
function unstablePoints({ region: { model }, arena: { count, state0 } }: AcceptedStep["regions"][number]): number {
  const index = model.state.findIndex(({ name }) => name === instability.name), width = stride(model.state), at = stride(model.state.slice(0, index));
  if (index < 0) return 0;
  let unstable = 0;
  for (let point = 0; point < count; point++) if (state0[point * width + at] > 0) unstable++;
  return unstable;
}

function linearOf(before: LinearSummary | undefined, { linear, cost }: AcceptedStep): LinearSummary {
  return {
    method: linear.name, ...(linear.precision ? { precision: linear.precision } : {}), memory: linear.bytes, iterations: (before?.iterations ?? 0) + cost.linearIterations, replaced: (before?.replaced ?? 0) + cost.replacedSolves,
  };
}

/** Sizes of a problem, and what the run has cost. */
export function countsOf({ problem }: Prepared, ledger: Ledger): Counts {
  const { mesh } = problem;
  return {
    nodes: nodeCount(mesh), cells: cellCount(mesh), points: gaussPoints(mesh), dofs: nodeCount(mesh) * mesh.dimension,
    rveSolves: ledger.rveSolves, rveIterations: ledger.rveIterations, unstable: ledger.unstable, guarded: ledger.guard?.perStep.reduce((sum, n) => sum + n, 0) ?? 0,
  };
}

/** Number of Gauss points of a mesh. */
export function gaussPoints(mesh: Mesh): number {
  return mesh.blocks.reduce((sum, block) => sum + blockSize(block) * elementOf(block.type).quadrature.weights.length, 0);
}

/** Norm over the dofs that no constraint prescribes (what FEBio's verification suite compares). */
export function solutionNorm({ problem }: Prepared, u: Float64Array): number {
  const prescribed = new Set(problem.constraints.map(({ slave }) => slave));
  return Math.sqrt(u.reduce((sum, x, dof) => sum + (prescribed.has(dof) ? 0 : x * x), 0));
}
