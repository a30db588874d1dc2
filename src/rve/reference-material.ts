/** The homogeneous isotropic material whose Green operator preconditions a periodic cell. */
import { stiffness } from "./formulation.js";
import { type Rve, volumeFractions } from "./rve.js";

/** Lamé parameters, unit of stress of the case. */
export interface Isotropic {
  readonly lambda: number;
  readonly mu: number;
}

/**
 * The isotropic stiffness next to the volume average of the undeformed phases (Voigt), by its two invariants C_iijj and C_ijij.
 * Only the ratio matters for conjugate gradients.
 */
export function referenceMaterial(rve: Rve): Isotropic {
  const fractions = volumeFractions(rve);
  let dilation = 0;
  let total = 0;
  rve.laws.forEach((law, phase) => {
    const C = stiffness(law);
    const normal = C[0] + C[6] + C[11];
    dilation += fractions[phase] * (normal + 2 * (C[1] + C[2] + C[7]));
    total += fractions[phase] * (normal + 2 * (C[15] + C[18] + C[20]));
  });
  return { lambda: (2 * dilation - total) / 15, mu: (3 * total - dilation) / 30 };
}

/** Stiffness of the stiffest phase over that of the softest, undeformed: by the invariant C_iijj + 2 C_ijij of their tangents. */
export function phaseContrast({ laws }: Rve): number {
  const sizes = laws.map((law) => {
    const C = stiffness(law);
    return C[0] + C[6] + C[11] + 2 * (C[15] + C[18] + C[20]);
  });
  return Math.max(...sizes) / Math.min(...sizes);
}
