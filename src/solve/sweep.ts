/** The pass over cells whose material is a law alone (kernels/sweep.ts), beside the models that are asked point by point. */
import { planSweep, type SweptPatch } from "../fe/sweep.js";
import type { Assembler } from "../fe/assembly.js";
import { standard } from "../fe/formulation.js";
import { createSweepRunner, type SweepRunner } from "../kernels/sweep-pool.js";
import type { Problem, Region } from "./problem.js";
import type { RegionPoints } from "./system.js";

/** What the pass does of a system. */
export interface Sweep extends SweepRunner {
  /** Regions that it answers for, and patches of the assembler that it leaves to others. */
  readonly regions: ReadonlySet<RegionPoints>;
  readonly rest: readonly number[];
  /** Its part of the internal forces `[dofs]`. */
  readonly forces: Float64Array;
  /** Whether the stiffness of the other patches has been added since the last pass. */
  complete: boolean;
}

/**
 * A pass over the regions of a problem that allow it: solids whose model is a law alone, in the standard formulation or of hex8 cells alone in another.
 * @param u displacements that it reads `[dofs]`, unit of length
 * @returns undefined when there are none, or when the problem does not ask for it
 * @throws BackendError when workers cannot be set up
 */
export async function createSweep({ mesh, threads }: Problem, regions: readonly RegionPoints[], assembler: Assembler, u: Float64Array): Promise<Sweep | undefined> {
  if (threads === undefined || mesh.dimension !== 3) return undefined;
  const swept: SweptPatch[] = [], own = new Set<RegionPoints>(), rest: number[] = [];
  let number = 0;
  for (const points of regions) {
    const { law } = points.region, local = law !== undefined && points.integrations.every(({ relieved }) => relieved !== undefined || isStandard(points.region));
    if (local) own.add(points);
    for (const integration of points.integrations) {
      if (local) swept.push({ number, integration, law, arena: points.arena });
      else rest.push(number);
      number++;
    }
  }
  if (swept.length === 0) return undefined;
  const plan = planSweep(swept, assembler, u);
  return { ...await createSweepRunner(plan, threads), regions: own, rest, forces: plan.forces, complete: false };
}

function isStandard({ formulation }: Region): boolean {
  return formulation === undefined || formulation === standard;
}
