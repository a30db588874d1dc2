/** Checks of what holds the body: conditions that contradict each other, and rigid motions that nothing holds. */
import { eliminate } from "../constraint/eliminate.js";
import { dofName } from "../constraint/names.js";
import { checkRigidMotions } from "../constraint/rigid.js";
import { heldBySprings } from "../load/spring.js";
import { nodeCount } from "../mesh/index.js";
import { springsOf } from "./bonds.js";
import { constraintsOf, kinks } from "./conditions.js";
import { within } from "./locate.js";
import type { Source } from "./source.js";
import type { Study } from "./study.js";

/**
 * The solver would find the same, but it does not know where the conditions are written.
 * @throws CaseError E_CONSTRAINT_CONFLICT, E_RIGID_BODY with place
 */
export function checkSupports(study: Study, source: Source): void {
  const { mesh } = study;
  const constraints = within(source, ["boundary"], () => constraintsOf(study));
  const { end } = study.steps;
  const dofs = nodeCount(mesh) * mesh.dimension;
  // Not a round share of the run, so that two different courses are not caught where they cross.
  const times = [0, 0.37 * end, ...kinks(study), end];
  within(source, [], () => eliminate(dofs, new Uint8Array(dofs).fill(1), constraints, times, (dof) => dofName(dof, mesh.dimension)));
  within(source, ["boundary"], () => checkRigidMotions(mesh, [...constraints, ...springsOf(study).flatMap((springs) => heldBySprings(springs, "spring"))]));
}
