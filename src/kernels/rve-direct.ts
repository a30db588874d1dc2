/** Places a plan of the direct solver in the memory of the kernels. */
import type { Kernels } from "./module.js";
import type { PlacedPlan } from "./rve-kernel.js";
import * as at from "./rve-layout.js";
import { placeCells } from "./rve-place.js";
import type { DirectPlan } from "./rve-plan.js";
import { room, writeDoubles, writeInts } from "./write.js";

/**
 * Lays out everything that Newton with the multifrontal solver needs.
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function writeDirectPlan(kernels: Kernels, plan: DirectPlan): PlacedPlan {
  const header = placeCells(kernels, plan, {
    [at.ROOT]: plan.root, [at.MULTIPLIERS]: plan.multipliers, [at.ENTRIES]: plan.entries, [at.CONSTANTS]: plan.constantValues.length,
    [at.SCATTER_COUNT]: plan.scatterOffsets.length, [at.SCATTER_OFFSETS]: writeInts(kernels, plan.scatterOffsets),
    [at.SCATTER]: writeInts(kernels, plan.scatter), [at.SCATTER_MACRO]: writeInts(kernels, plan.scatterMacro),
    [at.MACRO_ENTRIES]: writeInts(kernels, plan.macroEntries), [at.CONSTANT_PLACES]: writeInts(kernels, plan.constantPlaces),
    [at.CONSTANT_PAIRS]: writeInts(kernels, plan.constantPairs), [at.CONSTANT_VALUES]: writeDoubles(kernels, plan.constantValues),
    [at.SYMBOLIC]: writeInts(kernels, plan.symbolic.words), [at.FACTOR]: kernels.allocate(plan.symbolic.factorBytes),
    [at.WORK]: kernels.allocate(plan.symbolic.workBytes), [at.VALUES]: room(kernels, plan.entries + 1),
    [at.ROOT_MATRIX]: room(kernels, plan.root * plan.root), [at.ROOT_PIVOTS]: room(kernels, plan.root),
    [at.FACTORED]: room(kernels, 84), [at.KEPT_WORK]: room(kernels, plan.kept * plan.size),
  });
  return { header, solve: kernels.exports.solveRve };
}
