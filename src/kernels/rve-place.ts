/** Places the parts of a plan that every solver of RVEs reads. */
import { laneSlots, lawSlots } from "./laws.js";
import type { Kernels } from "./module.js";
import * as at from "./rve-layout.js";
import { placeOutputs } from "./rve-outputs.js";
import { type CellPlan, keptDoubles } from "./rve-plan.js";
import { type HeaderWords, room, writeDoubles, writeInts } from "./write.js";

/** Doubles of scratch that `assembly/rve/scratch.ts` lays out. */
const scratchDoubles = 3520;
/** Doubles that `assembly/rve/dilatation.ts` uses, and keeps of each pair of voxels. */
const dilatationDoubles = 746;
const pairDoubles = 114;
/** Steps of Newton's method that may raise the residual near incompressibility. */
const patience = 4;

/**
 * Writes a header: the words common to all solvers, and those of one.
 * @param own places in rve-layout.ts to counts and byte addresses
 * @returns byte address of the header
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function placeCells(kernels: Kernels, plan: CellPlan, own: HeaderWords): number {
  const header = kernels.allocate(4 * at.HEADER_SIZE);
  const words: HeaderWords = {
    [at.DIMENSION]: plan.dimension, [at.NODES]: plan.nodes, [at.POINTS]: plan.points, [at.CELLS]: plan.cells, [at.SIZE]: plan.size,
    [at.DOFS]: writeInts(kernels, plan.dofs), [at.PHASE_OF_CELL]: writeInts(kernels, plan.phaseOfCell),
    [at.PAIR_COUNT]: plan.pairs.length / 2, [at.PAIRS]: writeInts(kernels, plan.pairs),
    [at.PHASES]: writeInts(kernels, phaseTable(kernels, plan)),
    [at.SLOPES]: writeDoubles(kernels, plan.slopes), [at.TERM_PLACES]: writeInts(kernels, plan.termPlaces), [at.TERM_FACTORS]: writeDoubles(kernels, plan.termFactors),
    [at.VOLUMES]: writeDoubles(kernels, plan.volumes),
    [at.UNKNOWNS]: room(kernels, plan.size + 1), [at.TRIAL]: room(kernels, plan.size + 1), [at.RESIDUAL]: room(kernels, plan.size + 1),
    [at.CORRECTION]: room(kernels, plan.size + 1), [at.ACCEPTED]: room(kernels, plan.size + 1), [at.SCRATCH]: room(kernels, scratchDoubles),
    [at.F_TARGET]: room(kernels, 9), [at.F_ACCEPTED]: room(kernels, 9), [at.F_PRESENT]: room(kernels, 9), [at.RESULT]: room(kernels, at.RESULT_SIZE),
    [at.FORMULATIONS]: writeInts(kernels, plan.mixedPhases.map(Number)), [at.DILATATION]: room(kernels, dilatationDoubles),
    [at.DILATATION_PAIRS]: room(kernels, plan.mixedPhases.includes(true) ? pairDoubles * (plan.pairs.length / 2 + 1) : 0),
    [at.PATIENCE]: plan.mixedPhases.includes(true) ? patience : 0, [at.WATCH]: room(kernels, 2),
    [at.START]: room(kernels, plan.unknowns), [at.F_START]: room(kernels, 9), [at.PREDICTION]: room(kernels, 18),
    [at.STATE_SIZE]: plan.unknowns, [at.STATE_FLUCTUATIONS]: plan.fluctuations, [at.STATE_PLACES]: writeInts(kernels, plan.places),
    [at.GOALS]: writeDoubles(kernels, [at.TOLERANCE, at.TOLERANCE]),
    [at.KEPT]: plan.kept, [at.KEPT_FIELDS]: room(kernels, keptDoubles(plan)),
    ...placeOutputs(kernels, plan), ...own,
  };
  const view = kernels.i32(header, at.HEADER_SIZE).fill(0);
  for (const [place, word] of Object.entries(words)) view[Number(place)] = word;
  return header;
}

function phaseTable(kernels: Kernels, plan: CellPlan): number[] {
  return plan.laws.flatMap((law) => {
    const { stress, tangent } = laneSlots(kernels, law, plan.dimension);
    return [stress, tangent, writeDoubles(kernels, law.parameters), writeDoubles(kernels, law.directions), lawSlots(kernels, law).tangent, 0, 0, 0];
  });
}
