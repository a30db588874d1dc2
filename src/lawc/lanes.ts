/** The programs that RVE kernels run on two points at once: laws and kinematics in space, and in plane strain. */
import type { LawProgram } from "./compile.js";
import { planeStrainTape, responseTape, strainTape } from "./kinematics.js";
import { upperTriangle } from "./response.js";
import { restrictTape } from "./restrict.js";
import type { Tape } from "./tape.js";

/** Voigt places of the strains that plane strain leaves; shear out of the plane vanishes, the normal strain is what F33 makes it. */
const planePlaces = [0, 1, 2, 3] as const;
/** Voigt places of the pairs 00, 11, 01: the components between which the tangent in the plane acts. */
const tangentPlaces = [0, 1, 3] as const;
const outOfPlane = { E: [4, 5] } as const;

/** A law for two points: each entry of E and of the outputs is a pair. */
export interface LaneProgram {
  /** out = [W, S (6)], in the plane [W, S00, S11, S22, S01]. */
  readonly stress: Tape;
  /** The same and ∂S/∂E (21), in the plane its entries between 00, 11, 01 (6, upper triangle by rows). */
  readonly tangent: Tape;
}

/** The program of a law in a space of two or three dimensions. */
export function laneProgram({ stress, tangent }: LawProgram, dimension: 2 | 3): LaneProgram {
  if (dimension === 3) return { stress, tangent };
  const stresses = [0, ...planePlaces.map((place) => 1 + place)];
  const stiffness = tangentPlaces.flatMap((i, n) => tangentPlaces.slice(n).map((j) => 7 + upperTriangle.findIndex(([a, b]) => a === i && b === j)));
  return { stress: restrictTape(stress, outOfPlane, stresses), tangent: restrictTape(tangent, outOfPlane, [...stresses, ...stiffness]) };
}

/** Kinematics of a voxel's Gauss points, by the name of the kernel. */
export function laneKinematics(): readonly (readonly [string, Tape])[] {
  return [
    ["strain3", strainTape()], ["strain2", planeStrainTape()],
    ...(["stress", "tangent"] as const).flatMap((want) => ([3, 2] as const).map((dimension) => [`${want}${dimension}`, responseTape(want, dimension)] as const)),
  ];
}
