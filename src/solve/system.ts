/** Everything a run needs, laid out once: patches, point memory, patterns, constraints, factorisation, work vectors. */
import { createArena, type PointArena } from "../constitutive/arena.js";
import { stride } from "../constitutive/model.js";
import { eliminate, type Transformation } from "../constraint/eliminate.js";
import { dofName } from "../constraint/names.js";
import { createReduction, type Reduction } from "../constraint/reduce.js";
import { CaseError } from "../core/errors.js";
import { type Assembler, createAssembler } from "../fe/assembly.js";
import { formPatches, integrate, type Integration, standard, type Stress } from "../fe/formulation.js";
import { type Patch, pointCount, pointPlace } from "../fe/patch.js";
import { diagonalEntries } from "../fe/pattern.js";
import { createElementKernel } from "../kernels/element.js";
import { cellCount, nodeCount } from "../mesh/cells.js";
import type { Mesh } from "../mesh/mesh.js";
import { sharedBytes } from "../platform/memory.js";
import { type Bonds, createBonds } from "./bonds.js";
import { createSurfaces, type Surfaces } from "./cavity.js";
import type { LinearSolver } from "./linear.js";
import { createSweep, type Sweep } from "./sweep.js";
import type { Problem, Region } from "./problem.js";

/** A region with its cells and the memory of its Gauss points. */
export interface RegionPoints {
  readonly region: Region;
  readonly patches: readonly Patch[];
  /** The patches under the formulation of the region. */
  readonly integrations: readonly Integration[];
  readonly arena: PointArena;
  /** Points whose model had to iterate, over all evaluations since the last accepted step. */
  innerSolves: number;
}

/** A problem laid out in memory. Vectors are `[dofs]` unless said otherwise; dof = node · dimension + component. */
export interface System {
  readonly problem: Problem;
  readonly dimension: 2 | 3;
  readonly dofs: number;
  readonly regions: readonly RegionPoints[];
  readonly assembler: Assembler;
  /** Stress of the region of each patch of the assembler. */
  readonly stress: readonly Stress[];
  /** Evaluates and assembles the regions that are laws alone; absent when there are none. */
  readonly sweep: Sweep | undefined;
  readonly T: Transformation;
  readonly reduction: Reduction;
  readonly solver: LinearSolver;
  /** Displacement of the last accepted step, and of the current iterate. */
  readonly u0: Float64Array;
  readonly u: Float64Array;
  /** What the last accepted step did, and the one before it. */
  readonly lastStep: PastStep;
  readonly stepBefore: PastStep;
  /** Where a path stands that is followed (path.ts). */
  readonly path: PathPoint;
  /** Internal and external nodal forces at `u`. */
  readonly internal: Float64Array;
  readonly external: Float64Array;
  /** Part of the external forces that does not depend on `u`. */
  readonly dead: Float64Array;
  readonly surfaces: Surfaces;
  readonly bonds: Bonds;
  /** Stiffness on `assembler.pattern`, and reduced on `reduction.pattern`. */
  readonly K: Float64Array;
  readonly reducedK: Float64Array;
  /** Entries of K on the diagonal. */
  readonly diagonal: Int32Array;
  readonly work: Work;
  /** Typical edge of a cell, unit of length. */
  readonly cellSize: number;
}

/** What an accepted step did. */
export interface PastStep {
  /** Of displacements `[dofs]`, and of the pressures of cavities. */
  readonly increment: Float64Array;
  readonly pressures: Float64Array;
  /** Its size; 0 where there was none. */
  dt: number;
  /** Order of the prediction that would have come closest to it (predict.ts). */
  order: number;
}

/** Load factor of the last accepted step, what that step added to it, and the length of displacements that counts as much as a load factor of 1. */
export interface PathPoint { load: number; increment: number; scale: number }

/** Vectors that a solve overwrites freely. */
export interface Work {
  /** What the constrained dofs still have to move. */
  readonly gap: Float64Array;
  readonly direction: Float64Array;
  readonly start: Float64Array;
  readonly product: Float64Array;
  /** `[free]` */
  readonly residual: Float64Array;
  readonly rhs: Float64Array;
  readonly solution: Float64Array;
}

/**
 * Lays a problem out in memory; the symbolic phases happen here.
 * @throws CaseError E_REGION_CELLS when a cell has no material or two, E_REGION_FIELDS when a model's given fields are missing,
 *   E_CONSTRAINT_CONFLICT, E_FORMULATION, E_SYMMETRY; MeshError E_INVERTED_CELL
 */
export async function createSystem(problem: Problem): Promise<System> {
  const { mesh } = problem;
  checkRegions(mesh, problem.regions);
  checkSymmetry(problem);
  const regions = problem.regions.map((region) => createRegion(mesh, region));
  const patches = regions.flatMap((region) => region.patches);
  const nodes = nodeCount(mesh);
  const integrations = regions.flatMap((region) => region.integrations);
  const assembler = createAssembler(nodes, mesh.dimension, integrations, await createElementKernel(integrations.map(({ patch }) => patch)));
  const T = eliminateConstraints(problem, activeDofs(nodes, mesh.dimension, patches));
  const reduction = createReduction(assembler.pattern, T);
  const solver = await problem.linear.create(reduction.pattern, {
    coordinates: mesh.points, nodeOfRow: T.freeDofs.map((dof) => (dof - (dof % mesh.dimension)) / mesh.dimension),
    directionOfRow: T.freeDofs.map((dof) => dof % mesh.dimension),
  });
  const dofs = nodes * mesh.dimension, cavities = problem.volumes?.length ?? 0;
  const u = new Float64Array(sharedBytes(8 * dofs));
  const sweep = await createSweep(problem, regions, assembler, u);
  return {
    problem, dimension: mesh.dimension, dofs, regions, assembler, T, reduction, solver, sweep,
    stress: regions.flatMap((region) => region.integrations.map(() => region.arena.response)),
    u0: new Float64Array(dofs), u,
    lastStep: noStep(dofs, cavities), stepBefore: noStep(dofs, cavities),
    path: { load: 0, increment: 0, scale: 0 },
    internal: new Float64Array(dofs), external: new Float64Array(dofs), dead: new Float64Array(dofs),
    surfaces: createSurfaces(problem, assembler.pattern, T),
    bonds: createBonds(problem, assembler.pattern),
    K: sweep?.K ?? new Float64Array(assembler.pattern.columns.length),
    reducedK: new Float64Array(reduction.pattern.columns.length),
    diagonal: diagonalEntries(assembler.pattern),
    work: createWork(dofs, T.free),
    cellSize: typicalCellSize(mesh),
  };
}

/** What stands for a step that was not taken, with room for one. */
export function noStep(dofs: number, cavities: number): PastStep {
  return { increment: new Float64Array(dofs), pressures: new Float64Array(cavities), dt: 0, order: 0 };
}

function createWork(dofs: number, free: number): Work {
  return {
    gap: new Float64Array(dofs), direction: new Float64Array(dofs), start: new Float64Array(dofs), product: new Float64Array(dofs),
    residual: new Float64Array(free), rhs: new Float64Array(free), solution: new Float64Array(free),
  };
}

/** Constraints of a problem, resolved; repeats are compared at the stops and in between. */
export function eliminateConstraints(problem: Problem, active: Uint8Array): Transformation {
  const { mesh, steps } = problem;
  const times = [0, 0.37 * steps.end, ...steps.stops, steps.end];
  return eliminate(active.length, active, problem.constraints, times, (dof) => dofName(dof, mesh.dimension));
}

/** 1 for dofs of nodes that belong to a cell. */
export function activeDofs(nodes: number, dimension: number, patches: readonly Patch[]): Uint8Array {
  const active = new Uint8Array(nodes * dimension);
  for (const patch of patches) {
    for (const node of patch.connectivity) active.fill(1, node * dimension, (node + 1) * dimension);
  }
  return active;
}

function createRegion(mesh: Mesh, region: Region): RegionPoints {
  const formulation = region.formulation ?? standard;
  const patches = formPatches(formulation, mesh, region.cells);
  const arena = createArena(region.model, pointCount(patches));
  fillFields(mesh, region, patches, arena.fields);
  const integrations = patches.map((patch) => integrate(formulation, mesh, patch));
  return { region, patches, integrations, arena, innerSolves: 0 };
}

/** A solver that reads one triangle would silently solve another problem. */
function checkSymmetry({ regions, pressures = [], volumes = [], linear }: Problem): void {
  if (linear.kind === "unsymmetric") return;
  const region = regions.find(({ formulation }) => formulation?.kind === "unsymmetric");
  const material = regions.find(({ model }) => model.tangent === "unsymmetric");
  const causes = [
    ...(material ? [`material ${material.model.name} of region "${material.name}"`] : []),
    ...(region ? [`formulation ${region.formulation?.name} of region "${region.name}"`] : []),
    ...(pressures.length > 0 ? ["a follower pressure"] : []), ...(volumes.length > 0 ? ["an enclosed volume"] : []),
  ];
  if (causes.length === 0) return;
  throw new CaseError("E_SYMMETRY", `${causes.join(" and ")} makes the stiffness unsymmetric, but the linear solver is ${linear.kind}.`, {
    hint: "use solver.linear: auto (or unsymmetric).", details: { causes },
  });
}

function fillFields(mesh: Mesh, region: Region, patches: readonly Patch[], fields: Float64Array): void {
  const size = stride(region.model.fields);
  if (size === 0) return;
  if (!region.fields) {
    const names = region.model.fields.map((field) => field.name).join(", ");
    throw new CaseError("E_REGION_FIELDS", `region "${region.name}" gives no ${names}, which ${region.model.name} needs at every point.`, {
      hint: `give ${names} with the material of the region.`, details: { region: region.name },
    });
  }
  const place = new Float64Array(3);
  for (const patch of patches) {
    for (let k = 0; k < patch.cells.length * patch.points; k++) {
      const q = k % patch.points, c = (k - q) / patch.points, at = (patch.firstPoint + k) * size;
      region.fields(patch.cells[c], pointPlace(mesh, patch, c, q, place), fields.subarray(at, at + size), q);
    }
  }
}

function checkRegions(mesh: Mesh, regions: readonly Region[]): void {
  const owner = new Int32Array(cellCount(mesh)).fill(-1);
  regions.forEach((region, r) => {
    for (const cell of region.cells) {
      if (owner[cell] >= 0) throw twoMaterials(cell, regions[owner[cell]].name, region.name);
      owner[cell] = r;
    }
  });
  const missing = owner.indexOf(-1);
  if (missing < 0) return;
  const count = owner.filter((region) => region < 0).length;
  throw new CaseError("E_REGION_CELLS", `${count} of ${owner.length} cells have no material, the first is cell ${missing}; every cell needs one.`, {
    hint: "add their cell set to `regions`, or use the set \"all\".", details: { count, cell: missing },
  });
}

function twoMaterials(cell: number, first: string, second: string): CaseError {
  return new CaseError("E_REGION_CELLS", `cell ${cell} lies in the regions "${first}" and "${second}"; a cell has one material.`, {
    hint: "use cell sets that do not overlap.", details: { cell, regions: [first, second] },
  });
}

/** Mean length of the first edge of the first cell of each block: only its order of magnitude matters. */
export function typicalCellSize(mesh: Mesh): number {
  let sum = 0, count = 0;
  for (const block of mesh.blocks) {
    const [a, b] = [block.connectivity[0], block.connectivity[1]];
    if (a === undefined || b === undefined) continue;
    let square = 0;
    for (let J = 0; J < mesh.dimension; J++) {
      const d = mesh.points[3 * b + J] - mesh.points[3 * a + J];
      square += d * d;
    }
    sum += Math.sqrt(square);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
