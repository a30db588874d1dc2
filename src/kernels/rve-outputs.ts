/** Places the named outputs of an RVE in the memory of the kernels. */
import type { Kernels } from "./module.js";
import * as at from "./rve-layout.js";
import type { CellPlan, RveOutput } from "./rve-plan.js";
import { type HeaderWords, room, writeDoubles, writeInts } from "./write.js";

/** Doubles of scratch that `assembly/rve/measure.ts` uses. */
const workDoubles = 108;

/**
 * Header words of the outputs.
 * @throws BackendError E_MEMORY when the instance has no room
 */
export function placeOutputs(kernels: Kernels, plan: CellPlan): HeaderWords {
  const { outputs } = plan;
  return {
    [at.OUTPUTS]: outputs.length,
    [at.OUTPUT_LIST]: writeInts(kernels, outputs.flatMap((output) => outputWords(kernels, plan, output))),
    [at.OUTPUT_VALUES]: room(kernels, outputs.length * at.OUTPUT_DOUBLES),
    [at.OUTPUT_WORK]: room(kernels, workDoubles),
  };
}

function outputWords(kernels: Kernels, plan: CellPlan, { quantity, reduction, components, directions }: RveOutput): number[] {
  const words = new Array<number>(at.OUTPUT_WORDS).fill(0);
  words[at.OUTPUT_QUANTITY] = quantity;
  words[at.OUTPUT_REDUCTION] = reduction;
  words[at.OUTPUT_COMPONENTS] = writeDoubles(kernels, components);
  words[at.OUTPUT_PHASES] = writeInts(kernels, directions.flatMap((own) => [own.length / 3, writeDoubles(kernels, own)]));
  words[at.OUTPUT_COUNT] = plan.points * plan.phaseOfCell.filter((phase) => directions[phase].length > 0).length;
  return words;
}
