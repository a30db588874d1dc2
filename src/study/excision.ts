/**
 * A piece that is cut out of the body. At the first time everything else goes: other cells, supports, loads, contacts. What they pushed the piece
 * with, its own internal forces there, goes linearly to 0 until the second time, and springs that keep it from turning with it. Nodes that the piece does not have stay where they are.
 */
import type { Load } from "../load/load.js";
import { everyDirection, nodeSprings } from "../load/spring.js";
import { cellsOf, type Mesh, nodesOf } from "../mesh/index.js";
import { type Checkpoint, checkpointAtRest } from "../solve/checkpoint.js";
import type { Problem, Region } from "../solve/problem.js";
import { restingForces } from "../solve/resting.js";
import type { AcceptedStep } from "../solve/accept.js";
import { solve, type SolveOptions } from "../solve/stepper.js";
import { typicalCellSize } from "../solve/system.js";
import { stride } from "../constitutive/model.js";
import { formPatches, standard } from "../fe/formulation.js";
import type { Patch } from "../fe/patch.js";
import { setsWith } from "./bonds.js";
import { inflatedSets } from "./inflation.js";
import { type Piece, pieceOf, supportsOf } from "./piece.js";
import type { Study } from "./study.js";

/** What is cut out, and when. */
export interface Excision {
  /** Name of the cell set. */
  readonly set: string;
  readonly from: number;
  readonly to: number;
}

/** The excision of a study; undefined when it has none. */
export function excisionOf({ boundary }: Study): Excision | undefined {
  const [first] = boundary.flatMap(({ on, excise }) => (excise ? [{ set: on, from: excise[0], to: excise[1] }] : []));
  return first;
}

/**
 * The accepted steps of a problem whose study cuts a piece out: of the whole body up to the cut, then of the piece. Cells that are gone have no
 * points any more, so that their fields are 0; so are the pressures, volumes and forces of conditions that are gone.
 * @param options with a restart of either part
 * @throws what `solve` throws
 */
export async function* solveExcised(study: Study, problem: Problem, excision: Excision, options: SolveOptions): AsyncGenerator<AcceptedStep, void> {
  const { from } = excision;
  const { restart, ...rest } = options;
  let start = restart;
  if (start === undefined || start.time < from) {
    for await (const step of solve(untilCut(problem, from), options)) {
      if (step.time >= from) start = step.checkpoint();
      yield step;
    }
  }
  const piece = pieceOf(problem.mesh, cellsOf(problem.mesh, excision.set));
  const cut = start!.time > from ? resumed(start!) : await freshCut(problem, piece, start!);
  for await (const step of solve(afterCut(problem, piece, excision, cut), { ...rest, restart: cut.start })) yield ofWhole(study, piece, step, cut);
}

/** Where a piece starts from; the forces that held it in the body, and its displacements at the cut, `[dofs]` each. */
interface Cut { readonly start: Checkpoint; readonly forces: Float64Array; readonly place: Float64Array }

function untilCut(problem: Problem, from: number): Problem {
  const { steps } = problem;
  return { ...problem, steps: { ...steps, end: from, stops: [...steps.stops.filter((time) => time < from), from] } };
}

/** The piece alone, without loads. */
function bare(problem: Problem, piece: Piece, u: Float64Array): Problem {
  return {
    ...problem, mesh: piece.mesh, regions: problem.regions.flatMap((region) => regionOf(region, piece)), constraints: supportsOf(piece, u),
    loads: [], pressures: [], volumes: [], springs: [], contacts: [],
  };
}

/**
 * Dead loads alone would not do: where they press, a body that nothing else holds turns round under them. So each node is also drawn to its place
 * at the cut, by springs that weaken as the forces do and are as stiff as those are to the size of a cell: what turns the piece and what holds it
 * stay in proportion.
 */
function afterCut(problem: Problem, piece: Piece, { from, to }: Excision, { forces, place }: Cut): Problem {
  const factor = (time: number): number => Math.max(0, (to - time) / (to - from));
  const stiffness = forces.reduce((largest, force) => Math.max(largest, Math.abs(force)), 0) / typicalCellSize(piece.mesh);
  const held: Load = { dofs: Int32Array.from(forces, (_, dof) => dof), values: forces.map((force, dof) => force + stiffness * place[dof]), factor };
  const springs = { ...nodeSprings(piece.mesh, nodesOf(piece.mesh, "all"), stiffness, everyDirection), factor };
  return { ...bare(problem, piece, place), loads: [held], springs: [springs] };
}

/** The part of a region that the piece has, with its own numbers of cells; nothing when it has none. */
function regionOf(region: Region, { cells }: Piece): Region[] {
  const inside = new Set(region.cells);
  const own = Int32Array.from(cells, (_, k) => k).filter((k) => inside.has(cells[k]));
  const { fields } = region;
  return own.length === 0 ? [] : [{ ...region, cells: own, ...(fields ? { fields: (cell, place, out, point) => fields(cells[cell], place, out, point) } : {}) }];
}

/** The checkpoint of a piece that is about to be cut, from that of the whole body. */
async function freshCut(problem: Problem, piece: Piece, whole: Checkpoint): Promise<Cut> {
  const states = problem.regions.flatMap((region, r) => regionOf(region, piece).map((part) => statesOf(problem.mesh, region, whole.states[r], piece, part)));
  const start = checkpointAtRest(whole, states);
  return { start, forces: await restingForces(bare(problem, piece, whole.u), start), place: whole.u };
}

/** A checkpoint that was taken after the cut carries forces and place behind what the solver knows. */
function resumed(checkpoint: Checkpoint): Cut {
  const [forces, place] = checkpoint.states.slice(-2);
  return { start: { ...checkpoint, states: checkpoint.states.slice(0, -2) }, forces, place };
}

/** States of the points of a piece, out of those of a region. */
function statesOf(mesh: Mesh, region: Region, states: Float64Array, piece: Piece, part: Region): Float64Array {
  const width = stride(region.model.state), formulation = region.formulation ?? standard;
  const firstPoint = new Map(formPatches(formulation, mesh, region.cells).flatMap((patch) => Array.from(patch.cells, (cell, k) => [cell, patch.firstPoint + k * patch.points] as const)));
  const rows = formPatches(formulation, piece.mesh, part.cells).flatMap((patch) => Array.from(patch.cells, (cell) => {
    const first = firstPoint.get(piece.cells[cell])!;
    return states.subarray(first * width, (first + patch.points) * width);
  }));
  const out = new Float64Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) { out.set(row, at); at += row.length; }
  return out;
}

/** A step of the piece in the numbers of the whole body. */
function ofWhole(study: Study, { cells }: Piece, step: AcceptedStep, { forces, place }: Cut): AcceptedStep {
  const patchOf = (patch: Patch): Patch => ({ ...patch, cells: patch.cells.map((cell) => cells[cell]) });
  const none = new Float64Array(step.u.length), one = new Float64Array(1), count = (key: "spring" | "contact"): unknown[] => setsWith(study, key);
  return {
    ...step, regions: step.regions.map((points) => ({ ...points, patches: points.patches.map(patchOf) })),
    surfaces: inflatedSets(study).map(() => ({ pressure: 0, volume: 0 })), springs: count("spring").map(() => ({ forces: none })),
    contacts: count("contact").map(() => ({ points: { start: Int32Array.of(0, 0), nodes: new Int32Array(0), N: one, area: one }, pressure: one, gap: one, forces: none })),
    checkpoint: () => {
      const own = step.checkpoint();
      return { ...own, states: [...own.states, forces, place] };
    },
  };
}
