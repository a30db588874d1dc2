/** Forces inside a body that has been left at a checkpoint. */
import { type Checkpoint, restore } from "./checkpoint.js";
import { addForces } from "../fe/assembly.js";
import type { Problem } from "./problem.js";
import { respond } from "./respond.js";
import { createSystem } from "./system.js";

/**
 * Internal nodal forces at a checkpoint, over no time: nothing grows or relaxes.
 * @returns `[dofs]`, unit of force
 * @throws what `createSystem` and `restore` throw
 */
export async function restingForces(problem: Problem, checkpoint: Checkpoint): Promise<Float64Array> {
  const system = await createSystem(problem);
  try {
    restore(system, checkpoint);
    await respond(system, 0);
    const forces = system.sweep ? Float64Array.from(system.sweep.forces) : new Float64Array(system.dofs);
    addForces(system.assembler, system.stress, forces, system.sweep?.rest);
    return forces;
  } finally {
    system.solver.dispose();
    system.sweep?.dispose();
  }
}
