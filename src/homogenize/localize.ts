/** Micro fields of an RVE at a macroscopic deformation gradient. */
import { analyticReference } from "../constitutive/analytic.js";
import { createArena, type PointArena } from "../constitutive/arena.js";
import { type ConstitutiveModel, PointStatus, stride } from "../constitutive/model.js";
import { ConvergenceError } from "../core/errors.js";
import { voxelFormulations } from "../fe/formulations.js";
import { integrate } from "../fe/formulation.js";
import { createPatches, pointCount } from "../fe/patch.js";
import { box } from "../mesh/box.js";
import type { Mesh } from "../mesh/mesh.js";
import { gridNodes, numberUnknowns } from "../rve/grid.js";
import type { Rve } from "../rve/rve.js";
import { homogenize, type HomogenizeOptions } from "./index.js";

/** Micro fields on the voxels of a cell; those of cells are means over the Gauss points of each voxel, 0 in voids. */
export interface MicroFields {
  /** The voxels, quad4 or hex8, with the phases as cell sets. */
  readonly mesh: Mesh;
  /** (F - I) X + w `[nodes, 3]`, unit of length. */
  readonly displacement: Float64Array;
  /** w `[nodes, 3]`: what the microstructure adds to the macroscopic deformation. */
  readonly fluctuation: Float64Array;
  /** Phase number `[cells]`. */
  readonly phase: Int32Array;
  /** Deformation gradient and stresses `[cells, 3, 3]`, volume ratio and energy per reference volume `[cells]`. */
  readonly F: Float64Array;
  readonly P: Float64Array;
  readonly cauchy: Float64Array;
  readonly J: Float64Array;
  readonly W: Float64Array;
}

export interface LocalizeOptions extends HomogenizeOptions {
  /** State of a converged solve at the same F (`model.state` of `homogenize` with the WASM backend), which is then taken as it is: what has branched stays on its branch. */
  readonly state?: Float64Array;
}

/**
 * Solves an RVE at a macroscopic deformation gradient and returns its micro fields.
 * Phases are hyperelastic, so the answer depends on F alone, unless the cell has several equilibria there; the one is found that Newton's method reaches from the undeformed cell.
 * @param F `[3, 3]`, row-major; F33 = 1 in 2D
 * @throws ConvergenceError E_RVE_FAILED when the cell has no answer at F; what `homogenize` throws
 */
export async function localize(rve: Rve, F: ArrayLike<number>, options: LocalizeOptions = {}): Promise<MicroFields> {
  const unknowns = await solve(rve, F, options);
  const mesh = phaseMesh(rve);
  const fluctuation = nodalFluctuation(rve, unknowns);
  const displacement = fluctuation.map((w, k) => {
    const node = Math.floor(k / 3), i = k % 3;
    return [0, 1, 2].reduce((u, j) => u + (F[3 * i + j] - (i === j ? 1 : 0)) * mesh.points[3 * node + j], w);
  });
  return { mesh, displacement, fluctuation, phase: rve.phaseOfCell, ...await cellFields(rve, mesh, displacement) };
}

/** Unknowns of the solved cell. */
async function solve(rve: Rve, F: ArrayLike<number>, { state, ...options }: LocalizeOptions): Promise<Float64Array> {
  if (state) return state.subarray(9);
  const model = await homogenize(rve, { ...options, backend: "wasm", threads: 1 });
  try {
    const arena = createArena(model, 1);
    arena.F.set(Array.from(F));
    await model.evaluate(arena.batch(1), arena.response, "stress");
    checkAnswer(arena, F);
    return arena.response.state.slice(9, 9 + unknownCount(model));
  } finally {
    model.dispose?.();
  }
}

function unknownCount(model: ConstitutiveModel): number {
  return model.state.find(({ name }) => name === "fluctuation")?.size ?? stride(model.state) - 9;
}

function checkAnswer({ response }: PointArena, F: ArrayLike<number>): void {
  const status = response.status[0];
  if (status === PointStatus.ok) return;
  const name = Object.entries(PointStatus).find(([, code]) => code === status)?.[0] ?? String(status);
  throw new ConvergenceError("E_RVE_FAILED", `the RVE has no answer at F = [${Array.from(F).join(", ")}] (${name}).`, {
    hint: "reduce the deformation, or the contrast of the phases.", details: { F: Array.from(F), status: name },
  });
}

/** The voxels as a mesh whose cell sets are the phases. */
function phaseMesh(rve: Rve): Mesh {
  const mesh = box({ size: rve.size, cells: rve.grid, element: rve.dimension === 3 ? "hex8" : "quad4" });
  const cells = Object.fromEntries(rve.phaseNames.map((name, phase) => [name, cellsOfPhase(rve, phase)] as const).filter(([, own]) => own.length > 0));
  return { ...mesh, sets: { ...mesh.sets, cells } };
}

function cellsOfPhase({ phaseOfCell }: Rve, phase: number): Int32Array {
  return Int32Array.from([...phaseOfCell.keys()].filter((cell) => phaseOfCell[cell] === phase));
}

/** w of all nodes of the grid `[nodes, 3]`. */
function nodalFluctuation(rve: Rve, unknowns: Float64Array): Float64Array {
  const { ofNode } = numberUnknowns(rve);
  const out = new Float64Array(3 * [...gridNodes(rve)].length);
  ofNode.forEach((first, node) => {
    for (let i = 0; i < rve.dimension && first >= 0; i++) out[3 * node + i] = unknowns[first + i];
  });
  return out;
}

type CellFields = Pick<MicroFields, "F" | "P" | "cauchy" | "J" | "W">;

/** Laws of the phases at the points of their voxels, averaged over each voxel. */
async function cellFields(rve: Rve, mesh: Mesh, displacement: Float64Array): Promise<CellFields> {
  const count = rve.phaseOfCell.length, d = rve.dimension;
  const fields: CellFields = { F: new Float64Array(9 * count), P: new Float64Array(9 * count), cauchy: new Float64Array(9 * count), J: new Float64Array(count), W: new Float64Array(count) };
  const u = Float64Array.from({ length: (displacement.length / 3) * d }, (_, dof) => displacement[3 * Math.floor(dof / d) + (dof % d)]);
  for (const [phase, law] of rve.laws.entries()) {
    const cells = cellsOfPhase(rve, phase);
    if (cells.length === 0 || rve.voids[phase]) continue;
    const [patch] = createPatches(mesh, cells);
    const arena = createArena(analyticReference(law), pointCount([patch]));
    integrate(voxelFormulations[rve.formulations[phase]], mesh, patch).deform(u, arena.F);
    await analyticReference(law).evaluate(arena.batch(0), arena.response, "stress");
    for (let k = 0; k < arena.count; k++) addPoint(fields, patch.cells[Math.floor(k / patch.points)], 1 / patch.points, arena, k);
  }
  return fields;
}

/** Adds a share of a Gauss point to the means of its voxel. */
function addPoint(fields: CellFields, cell: number, share: number, { F, response: { P, W } }: PointArena, point: number): void {
  const f = F.subarray(9 * point, 9 * point + 9), p = P.subarray(9 * point, 9 * point + 9);
  const J = f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) + f[2] * (f[3] * f[7] - f[4] * f[6]);
  for (let n = 0; n < 9; n++) {
    const i = Math.floor(n / 3), j = n % 3;
    fields.F[9 * cell + n] += share * f[n];
    fields.P[9 * cell + n] += share * p[n];
    fields.cauchy[9 * cell + n] += (share * (p[3 * i] * f[3 * j] + p[3 * i + 1] * f[3 * j + 1] + p[3 * i + 2] * f[3 * j + 2])) / J;
  }
  fields.J[cell] += share * J;
  fields.W[cell] += share * W[point];
}
