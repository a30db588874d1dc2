/** What a study will take, from its sizes alone: nothing is solved. */
import { ldlBytes, luBytes, memoryLimit } from "../kernels/factor.js";
import { mixedBytes } from "../kernels/mixed.js";
import { multigridBytes } from "../kernels/multigrid.js";
import { type Mesh, nodeAdjacency, nodeCount } from "../mesh/index.js";
import { createHierarchy } from "../multigrid/index.js";
import { compileRve } from "../rve/compile.js";
import { defineRve } from "../rve/rve.js";
import { analyse } from "../sparse/analyse.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import { pointsOf, type StateMemory, stateMemory } from "./budget.js";
import { constraintsOf } from "./conditions.js";
import { type ChosenMethod, type LinearTraits, linearMethod, traitsOf } from "./linear.js";
import { arcControl } from "./arc.js";
import { stepControl } from "./prepare.js";
import { isRve, isSurrogate, type Study, type SurrogateMaterial } from "./study.js";
import { gaussPoints } from "./summary.js";

/** What the linear systems take. */
export interface LinearEstimate extends ChosenMethod {
  /** Unknowns. */
  readonly rows: number;
  /** Bytes of the factor or of all levels of multigrid. */
  readonly bytes: number;
  /** Whether these bytes fit one WASM memory (4 GiB). */
  readonly fits: boolean;
}

/** Rough cost of a run. */
export interface Estimate {
  readonly nodes: number;
  readonly dofs: number;
  readonly points: number;
  /** Points that have an RVE. */
  readonly rvePoints: number;
  /** Bytes of all arrays, of the factor, and of the RVEs of all workers. */
  readonly memory: number;
  readonly linear: LinearEstimate;
  /** The states of RVEs, part of `memory`. */
  readonly states: StateMemory;
  /** Seconds with the expected number of Newton iterations; within a factor of three on a machine of 2020-25. */
  readonly seconds: number;
}

/** Newton iterations of a step, and of an RVE, that a smooth problem takes. */
const expected = { macro: 4, micro: 3 };
/** Measured on one core at 2-3 GHz: floating-point operations per second of the factorisation, and of one in single precision, seconds per Gauss point of law and assembly (in one pass, where a formulation evens out volumes in it, and cell by cell), and per entry of the stiffness of an iterative solve. */
const speed = { flops: 8e9, single: 1.5e10, point: 1e-6, evened: 2e-6, alone: 1e-5, surrogate: 1e-5, entry: 2e-7 };
/** Bytes of an entry of the stiffness outside the linear solver: value and column over all dofs and over free ones, and the place of one in the other. */
const entryBytes = 28;
/** Doubles of a Gauss point beside its state: F, W, P, A. */
const pointDoubles = 9 + 1 + 9 + 81;

function traitsAsWritten(study: Study): LinearTraits {
  return traitsOf(study, false, study.formulation === "auto" ? [] : [study.formulation]);
}

/** Number of Gauss points whose material is an RVE. */
export function rvePointCount(study: Study): number {
  return Object.keys(study.regions).filter((set) => isRve(study.materials[study.regions[set]])).reduce((sum, set) => sum + pointsOf(study.mesh, set), 0);
}

/**
 * Estimates memory and time of a run with some workers; the elimination order is found, which takes about a second per 10⁵ unknowns.
 * @param threads workers that solve RVEs
 * @param traits of the linear system; default: those of the study as it is written, `formulation: auto` taken for `standard`
 */
export function estimate(study: Study, threads: number, traits: LinearTraits = traitsAsWritten(study)): Estimate {
  const { mesh } = study;
  const points = gaussPoints(mesh);
  const places = freePlaces(study), pattern = freePattern(mesh, places);
  const symbolic = analyse(pattern, { coordinates: mesh.points, nodeOfRow: places.nodeOfRow });
  const solver = linearMethod(study, traits, symbolic, places), iterative = solver.method === "cg" || solver.method === "gmres";
  const bytes = iterative ? multigridBytes(createHierarchy(pattern, { coordinates: mesh.points, ...places }), traits.kind) : solver.method === "lu" ? luBytes(symbolic) : solver.precision ? mixedBytes(symbolic) : ldlBytes(symbolic);
  const solves = expected.macro * stepCount(study);
  const states = stateMemory(study), micro = Object.keys(study.regions).map((set) => microCost(study, set, states.keep));
  const inPass = mesh.blocks.every(({ type }) => type === "hex8") ? speed.evened : speed.alone;
  const local = (points * (traits.stiffness > 1 ? inPass : speed.point) + (iterative ? pattern.columns.length * speed.entry : symbolic.flops / (solver.precision ? speed.single : speed.flops))) * solves;
  const rves = micro.reduce((sum, { seconds }) => sum + seconds, 0) * (solves + stepCount(study)) / threads;
  return {
    nodes: nodeCount(mesh), dofs: nodeCount(mesh) * mesh.dimension, points, rvePoints: rvePointCount(study),
    linear: { ...solver, rows: pattern.size, bytes, fits: bytes <= memoryLimit },
    memory: bytes + entryBytes * pattern.columns.length + 8 * pointDoubles * points + states.bytes + micro.reduce((sum, { perWorker }) => sum + threads * perWorker, 0),
    states,
    seconds: local + rves,
  };
}

/** Unknowns: directions of nodes that no condition prescribes. */
interface FreePlaces {
  readonly nodeOfRow: Int32Array;
  readonly directionOfRow: Int32Array;
  /** Row of each dof, -1 = prescribed. */
  readonly rowOf: Int32Array;
}

function freePlaces(study: Study): FreePlaces {
  const d = study.mesh.dimension, rowOf = new Int32Array(nodeCount(study.mesh) * d);
  for (const { slave } of constraintsOf(study)) rowOf[slave] = -1;
  const free = Int32Array.from(rowOf.keys()).filter((dof) => rowOf[dof] === 0);
  free.forEach((dof, row) => { rowOf[dof] = row; });
  return { rowOf, nodeOfRow: free.map((dof) => (dof - (dof % d)) / d), directionOfRow: free.map((dof) => dof % d) };
}

/** Sparsity over the unknowns. */
function freePattern(mesh: Mesh, { nodeOfRow, rowOf }: FreePlaces): SparsityPattern {
  const d = mesh.dimension, size = nodeOfRow.length;
  const { offsets, items } = nodeAdjacency(mesh);
  const rowStart = new Int32Array(size + 1), columns = new Int32Array(items.length * d * d);
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let k = offsets[nodeOfRow[row]]; k < offsets[nodeOfRow[row] + 1]; k++) {
      for (let i = 0; i < d; i++) if (rowOf[items[k] * d + i] >= 0) columns[at++] = rowOf[items[k] * d + i];
    }
    rowStart[row + 1] = at;
  }
  return { size, rowStart, columns: columns.slice(0, at) };
}

/** Length of a path that is expected, in load factors. */
const pathLength = 4;

function stepCount(study: Study): number {
  const arc = arcControl(study);
  // Some length of a path: nobody knows it before.
  if (arc) return Math.min(arc.count, Math.ceil(pathLength / arc.size));
  const { end, size, stops } = stepControl(study);
  return Math.max(stops.length, Math.ceil(end / size));
}

/** Seconds of one evaluation of all points of a cell set, bytes of one worker. */
function microCost(study: Study, set: string, keep: boolean): { readonly seconds: number; readonly perWorker: number } {
  const material = study.materials[study.regions[set]];
  if (isSurrogate(material)) return surrogateCost(material, pointsOf(study.mesh, set));
  if (!isRve(material)) return { seconds: 0, perWorker: 0 };
  const plan = compileRve(defineRve(material.rve), { keep });
  const solve = expected.micro * (plan.flops / speed.flops + plan.cells * plan.points * speed.point);
  return { seconds: pointsOf(study.mesh, set) * solve, perWorker: plan.bytes };
}

/** The RVE behind a surrogate needs its memory, and is expected not to be asked. */
function surrogateCost({ guard }: SurrogateMaterial, points: number): ReturnType<typeof microCost> {
  return { seconds: points * speed.surrogate, perWorker: guard ? compileRve(defineRve(guard.rve), { keep: false }).bytes : 0 };
}
