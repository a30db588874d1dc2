/** One pass over the cells of local laws: from displacements to stresses, forces and stiffness, two cells at a time in the lanes of the kernels, so that the tangents of the points never leave the cache. */
import type { BoundLaw } from "../law/bound.js";
import { laneSlots } from "./laws.js";
import type { Kernels } from "./module.js";
import { exchangeOf } from "./sweep-exchange.js";

/** What makes forces and stiffness of cells: any in the standard formulation, and there hex8 cells with edges along the axes; hex8 cells that bend without shear, under F-bar or mean dilatation. */
export type CellKernel = "standard" | "brick" | "fbar" | "mixed";

/** Its numbers (assembly/element/sweep.ts), and of a pair of cells how many numbers the stiffness has and the scratch. */
interface Kernel {
  readonly cell: number;
  readonly scatter: number;
  stiffness(nodes: number): number;
  scratch(kernels: Kernels, points: number): number;
}

/** Cells of one type and one law. Plain data; arrays are shared with workers where the host allows it. */
export interface SweepPart {
  readonly kernel: CellKernel;
  /** Nodes and Gauss points per cell. */
  readonly nodes: number;
  readonly points: number;
  readonly cells: number;
  readonly law: BoundLaw;
  /** `[cells, nodes]` */
  readonly connectivity: Int32Array;
  /** See `scatterMap`. */
  readonly map: Int32Array;
  /** Shape of each pair of cells `[pairs]`: rising, since neighbours may share one. */
  readonly shapes: Int32Array;
  /** Numbers of a cell in `gradients`. */
  readonly shapeSize: number;
  /** What the kernel knows of two cells, side by side `[shapes, shapeSize, 2]`: "standard" reference gradients `[points, 3, nodes]`, 1/length, "brick" their slopes d_J `[3]`, the others the record of assembly/element/relief.ts. */
  readonly gradients: Float64Array;
  /** Volumes of their points `[shapes, points, 2]`. */
  readonly volumes: Float64Array;
  /** Number of the first point in the arrays below. */
  readonly firstPoint: number;
  /** Out, of the region: `[points, 3, 3]`, `[points]`, `[points, 3, 3]`, status of each point. */
  readonly F: Float64Array;
  readonly W: Float64Array;
  readonly P: Float64Array;
  readonly status: Uint8Array;
}

/** A whole pass. Chunks of one colour touch no node in common, so that the order of all sums depends on nothing but this plan. */
export interface SweepPlan {
  readonly parts: readonly SweepPart[];
  /** Part, first pair and end of each chunk `[chunks, 3]`, colour after colour. */
  readonly chunks: Int32Array;
  /** First chunk of each colour `[colours + 1]`. */
  readonly colours: Int32Array;
  /** Start of each row of K `[dofs + 1]`. */
  readonly rowStart: Int32Array;
  /** Displacements `[dofs]`, unit of length. */
  readonly u: Float64Array;
  /** Out: nodal forces `[dofs]`, zero before a pass. */
  readonly forces: Float64Array;
  /** Entries of the stiffness. */
  readonly entries: number;
}

/** Does passes over a plan, chunk by chunk. */
export interface Sweeper {
  /** Out: stiffness on its pattern, zero before a pass. */
  readonly K: Float64Array;
  /** Before the chunks of a pass, and after them. */
  begin(): void;
  sweep(chunk: number): void;
  end(): void;
}

/** Pairs of cells whose arrays pass through the kernels' memory at a time. */
const runPairs = 16;
type Buffer = "u" | "gradients" | "volumes" | "F" | "W" | "P" | "status" | "work" | "forces" | "stiffness";

/** Buffers of one part in the kernels' memory. */
interface Buffers extends Readonly<Record<Exclude<Buffer, "status">, Float64Array>> {
  readonly status: Uint8Array;
  readonly at: Readonly<Record<Buffer, number>>;
  readonly slot: number;
  readonly parameters: number;
  readonly directions: number;
}

/** Does the pairs [first, end) of a part, at most `runPairs`, whose shapes are in its buffers: one of all, or one of each. */
type Run = (index: number, first: number, end: number, shapes: 0 | 1) => void;

/**
 * Lays a plan out in an instance of the kernels that allocates nothing afterwards. All that is summed lies in the kernels' memory.
 * @param shared stiffness that other threads work on as well, as they do on `plan.forces`: the rows of a chunk are fetched before it and put back after it
 * @throws BackendError E_WASM when a law cannot be added, E_MEMORY
 */
export function createSweeper(kernels: Kernels, plan: SweepPlan, shared?: Float64Array): Sweeper {
  const places = plan.parts.map((part) => layOut(kernels, part)), inside = layOutInside(kernels, plan);
  const buffers = plan.parts.map((part, index) => viewsOf(kernels, part, places[index])), run = runInside(kernels, plan, buffers, inside);
  const K = kernels.f64(inside.K, plan.entries), u = kernels.f64(inside.u, plan.u.length), forces = kernels.f64(inside.forces, plan.u.length);
  const exchange = shared && exchangeOf(plan, { K, forces }, { K: shared, forces: plan.forces });
  return {
    K: shared ?? K,
    begin() {
      u.set(plan.u);
      if (!shared) forces.fill(0);
    },
    sweep(chunk) {
      const index = plan.chunks[3 * chunk], end = plan.chunks[3 * chunk + 2];
      exchange?.fetch(chunk);
      for (let from = plan.chunks[3 * chunk + 1]; from < end; from += runPairs) sweepRun(plan.parts[index], buffers[index], run, index, from, Math.min(from + runPairs, end));
      exchange?.putBack(chunk);
    },
    end() { if (!shared) plan.forces.set(forces); },
  };
}

/** The pairs [first, end) of a part: in and out of the kernels' memory. */
function sweepRun(part: SweepPart, own: Buffers, run: Run, index: number, first: number, end: number): void {
  run(index, first, end, loadShapes(part, own, first, end));
  takePoints(part, own, 2 * first, Math.min(2 * end, part.cells));
}

/** Gradients and volumes of the pairs [first, end); returns how far pairs lie apart in their buffers, in shapes. */
function loadShapes({ points, shapes, shapeSize, gradients, volumes }: SweepPart, own: Buffers, first: number, end: number): 0 | 1 {
  const load = (shape: number, count: number, to: number): void => {
    own.gradients.set(gradients.subarray(2 * shape * shapeSize, 2 * (shape + count) * shapeSize), 2 * to * shapeSize);
    own.volumes.set(volumes.subarray(shape * points * 2, (shape + count) * points * 2), to * points * 2);
  };
  const low = shapes[first], high = shapes[end - 1], count = end - first;
  if (low === high) {
    load(low, 1, 0);
    return 0;
  }
  if (high - low === count - 1) load(low, count, 0);
  else for (let pair = first; pair < end; pair++) load(shapes[pair], 1, pair - first);
  return 1;
}

/** Addresses of what a pass reads and sums, and of the nodes and maps of each part. */
interface Inside { readonly K: number; readonly u: number; readonly forces: number; readonly rowStart: number; readonly parts: readonly { readonly connectivity: number; readonly map: number }[] }

function layOutInside(kernels: Kernels, { parts, rowStart, u, entries }: SweepPlan): Inside {
  const integers = (list: Int32Array): number => {
    const pointer = kernels.allocate(4 * list.length);
    kernels.i32(pointer, list.length).set(list);
    return pointer;
  };
  return {
    K: kernels.allocate(8 * entries), u: kernels.allocate(8 * u.length), forces: kernels.allocate(8 * u.length), rowStart: integers(rowStart),
    parts: parts.map(({ connectivity, map }) => ({ connectivity: integers(connectivity), map: integers(map) })),
  };
}

function runInside({ exports: { sweepCells, cellFunction, scatterFunction } }: Kernels, plan: SweepPlan, buffers: readonly Buffers[], { K, u, forces, rowStart, parts }: Inside): Run {
  return (index, first, end, shapes) => {
    const { kernel, nodes, points, cells, shapeSize } = plan.parts[index], { at, slot, parameters, directions } = buffers[index], { connectivity, map } = parts[index], { cell, scatter } = cellKernels[kernel];
    sweepCells(cellFunction(cell), scatterFunction(scatter), Math.min(2 * end, cells) - 2 * first, nodes, points, slot, parameters, directions, connectivity + 8 * first * nodes, map + 8 * first * nodes * nodes, rowStart, u,
      at.gradients, at.volumes, 16 * shapeSize * shapes, at.F, at.W, at.P, at.status, at.u, at.work, at.forces, at.stiffness, forces, K);
  };
}

interface Place extends Pick<Buffers, "at" | "slot" | "parameters" | "directions"> { readonly sizes: Readonly<Record<Buffer, number>> }

function layOut(kernels: Kernels, { kernel, nodes, points, shapeSize, law }: SweepPart): Place {
  const pairs = runPairs * points, { stiffness, scratch } = cellKernels[kernel];
  const sizes: Record<Buffer, number> = {
    u: 6 * nodes, gradients: 2 * runPairs * shapeSize, volumes: 2 * pairs, F: 18 * pairs, W: 2 * pairs, P: 18 * pairs, status: pairs,
    work: scratch(kernels, points), forces: 6 * nodes, stiffness: stiffness(nodes),
  };
  const copy = (list: Float64Array): number => {
    const pointer = kernels.allocate(8 * Math.max(1, list.length));
    kernels.f64(pointer, list.length).set(list);
    return pointer;
  };
  const at = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, kernels.allocate(8 * size)])) as Record<Buffer, number>;
  return { at, sizes, slot: laneSlots(kernels, law, 3).tangent, parameters: copy(law.parameters), directions: copy(law.directions) };
}

function viewsOf(kernels: Kernels, { points }: SweepPart, { at, sizes, slot, parameters, directions }: Place): Buffers {
  const view = (name: Buffer): Float64Array => kernels.f64(at[name], sizes[name]);
  return {
    at, slot, parameters, directions,
    u: view("u"), gradients: view("gradients"), volumes: view("volumes"), F: view("F"), W: view("W"), P: view("P"),
    status: new Uint8Array(kernels.memory.buffer, at.status, 2 * runPairs * points), work: view("work"), forces: view("forces"), stiffness: view("stiffness"),
  };
}

/** F, W, P and status of the points of the cells [first, end). */
function takePoints(part: SweepPart, { F, W, P, status }: Buffers, first: number, end: number): void {
  const count = (end - first) * part.points, at = part.firstPoint + first * part.points;
  part.F.set(F.subarray(0, 9 * count), 9 * at);
  part.P.set(P.subarray(0, 9 * count), 9 * at);
  part.W.set(W.subarray(0, count), at);
  part.status.set(status.subarray(0, count), at);
}

const relieved = { stiffness: (nodes: number) => 18 * nodes * nodes, scratch: ({ exports }: Kernels) => exports.relievedScratch() / 8, scatter: 1 };

const cellKernels: Readonly<Record<CellKernel, Kernel>> = {
  standard: { cell: 0, scatter: 0, stiffness: (nodes) => 9 * nodes * (nodes + 1), scratch: (_kernels, points) => 18 + 162 * points },
  brick: { cell: 3, scatter: 2, stiffness: (nodes) => 12 * nodes * nodes, scratch: () => 4096 },
  fbar: { cell: 1, ...relieved },
  mixed: { cell: 2, ...relieved },
};
