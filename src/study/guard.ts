/** What the points of surrogates say at an accepted step. */
import { stride } from "../constitutive/model.js";
import type { AcceptedStep } from "../solve/accept.js";
import type { RegionPoints } from "../solve/system.js";
import { trustedField } from "../surrogate/guarded.js";

/** Cells that are listed. */
const listed = 100;

/** Column of the trust in the states of a region, and how many columns there are; undefined without surrogate. */
function trustColumn({ region }: RegionPoints): { readonly at: number; readonly width: number } | undefined {
  const { state } = region.model;
  const index = state.findIndex(({ name }) => name === trustedField.name);
  return index < 0 ? undefined : { at: stride(state.slice(0, index)), width: stride(state) };
}

/** RVE solves that surrogates asked for in a step, those of abandoned attempts included. */
export function guardedSolves(step: AcceptedStep): number {
  return step.regions.reduce((sum, region, index) => sum + (trustColumn(region) ? step.cost.innerSolves[index] : 0), 0);
}

/** Number of points that no surrogate answered alone, and their cells; undefined without surrogate. */
export function guardOf(step: AcceptedStep): { readonly points: number; readonly cells: readonly number[] } | undefined {
  const regions = step.regions.flatMap((region) => {
    const column = trustColumn(region);
    return column ? [{ region, column }] : [];
  });
  if (regions.length === 0) return undefined;
  const cells = new Set<number>();
  let points = 0;
  for (const { region: { arena, patches }, column: { at, width } } of regions) {
    for (const patch of patches) {
      for (let k = 0; k < patch.cells.length * patch.points; k++) {
        if (arena.state0[(patch.firstPoint + k) * width + at] === 1) continue;
        points++;
        cells.add(patch.cells[Math.floor(k / patch.points)]);
      }
    }
  }
  return { points, cells: [...cells].sort((a, b) => a - b).slice(0, listed) };
}
