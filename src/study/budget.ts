/**
 * Memory of the states of RVEs at all Gauss points: what is kept within a budget. The case alone decides, not the machine, since what is kept changes
 * where iterations begin, and so the last bits.
 */
import { CaseError } from "../core/errors.js";
import { elementOf } from "../element/index.js";
import { stateSize } from "../kernels/rve-plan.js";
import { cellPlace, cellsOf, type Mesh } from "../mesh/index.js";
import { numberUnknowns } from "../rve/grid.js";
import { defineRve } from "../rve/rve.js";
import type { RveSpec } from "../rve/spec.js";
import { pathText, type Source } from "./source.js";
import { isRve, isSurrogate, type Study } from "./study.js";

/** Budget in MiB when a case names none. */
const defaultBudget = 4096;

/** What the states of all RVEs of a study take. */
export interface StateMemory {
  /** Whether correctors are kept (fewer iterations) or left out (less memory). */
  readonly keep: boolean;
  /** Bytes of the accepted state and the next, as kept. */
  readonly bytes: number;
  /** Bytes of the budget. */
  readonly budget: number;
}

/** Number of Gauss points of a cell set. */
export function pointsOf(mesh: Mesh, set: string): number {
  return cellsOf(mesh, set).reduce((sum, cell) => sum + elementOf(cellPlace(mesh, cell).block.type).quadrature.weights.length, 0);
}

/** The RVE of each region that has one, those behind surrogates included, which never keep correctors. */
function rvesOf(study: Study): { readonly spec: RveSpec; readonly points: number; readonly asked: boolean }[] {
  return Object.entries(study.regions).flatMap(([set, name]) => {
    const material = study.materials[name], spec = isRve(material) ? material.rve : isSurrogate(material) ? material.guard?.rve : undefined;
    return spec ? [{ spec, points: pointsOf(study.mesh, set), asked: isRve(material) }] : [];
  });
}

/** What the states of the RVEs of a study take, and whether their correctors fit its budget (`solver.memory`, MiB). */
export function stateMemory(study: Study): StateMemory {
  const budget = 2 ** 20 * (study.solver.memory ?? defaultBudget);
  const sizes = rvesOf(study).map(({ spec, points, asked }) => {
    const rve = defineRve(spec), { displacements, multipliers } = numberUnknowns(rve), unknowns = displacements + multipliers;
    const bytes = (kept: number): number => 16 * points * stateSize({ kept, unknowns, outputs: rve.outputs });
    return { bare: bytes(0), full: bytes(asked ? (rve.dimension * (rve.dimension + 1)) / 2 : 0) };
  });
  const [bare, full] = (["bare", "full"] as const).map((which) => sizes.reduce((sum, size) => sum + size[which], 0));
  const keep = full <= budget;
  return { keep, bytes: keep ? full : bare, budget };
}

/**
 * Refuses a budget that the states do not fit even without correctors.
 * @throws CaseError E_BUDGET with place
 */
export function checkBudget(study: Study, source: Source): void {
  const { memory } = study.solver;
  if (memory === undefined) return;
  const { bytes, budget } = stateMemory(study), needed = Math.ceil(bytes / 2 ** 20), path = ["solver", "memory"];
  if (bytes <= budget) return;
  const place = source.placeOfValue(path);
  throw new CaseError("E_BUDGET", `${place ? `${place}: ` : ""}${pathText(path)} is ${memory} MiB, but the states of the RVEs at all Gauss points need ${needed} MiB.`, {
    hint: `set solver.memory to ${needed} or more, or use a coarser RVE grid or mesh.`, details: { path: pathText(path), place, needed },
  });
}
