/** Which phases of an RVE need a formulation that does not lock. */
import { lawFunctions } from "../law/functions.gen.js";
import type { BoundLaw } from "../law/bind.js";
import { interpreter } from "../lawc/interpret.js";

/** How voxels turn displacements into F: displacements alone, or mean dilatation (src/fe/mean-dilatation.ts), which does not lock. */
export type PhaseFormulation = "standard" | "mixed";

/** What a user may ask for; `auto` decides phase by phase. */
export type RveFormulation = PhaseFormulation | "auto";

/** Bulk over shear modulus from which voxels of displacements alone are visibly too stiff: Poisson's ratio 0.475. */
const stiffRatio = 20;

/** Formulation of a phase: as asked, else mean dilatation where its law is nearly incompressible. */
export function formulationOf(law: BoundLaw, asked: RveFormulation = "auto"): PhaseFormulation {
  if (asked !== "auto") return asked;
  return stiffnessRatio(law) > stiffRatio ? "mixed" : "standard";
}

/** Bulk over smallest shear modulus of an undeformed law. */
export function stiffnessRatio(law: BoundLaw): number {
  const C = stiffness(law);
  const bulk = (C[0] + C[6] + C[11] + 2 * (C[1] + C[2] + C[7])) / 9;
  return bulk / Math.min(C[15], C[18], C[20]);
}

/** ∂S/∂E of an undeformed law: upper triangle of its Voigt matrix (21). */
export function stiffness(law: BoundLaw): Float64Array {
  const evaluate = law.program === undefined ? lawFunctions[law.kernel].tangent : interpreter(law.program.tangent);
  const answer = new Float64Array(28);
  evaluate(law.parameters, law.directions, Float64Array.of(0, 0, 0, 0, 0, 0, 1), answer);
  return answer.subarray(7);
}
