/** Directions of fibres that an RVE is written with: inputs of its surrogate. */
import { bindLaw } from "../law/bind.js";
import type { RveSpec } from "../rve/spec.js";
import { isVoid } from "../rve/void.js";

/** More directions than this say nothing that the symmetry class does not. */
const most = 8;

/** Unit vectors of the directions of laws and of fibres of a cell, each line once, row by row `[fibres, 3]`. */
export function fibresOf({ phases, shapes = [] }: RveSpec): number[] {
  const ofLaws = Object.values(phases).filter((law) => !isVoid(law)).flatMap((law) => rows(Array.from(bindLaw(law).directions)));
  const ofShapes = shapes.flatMap(({ cylinder }) => (cylinder ? [unit(cylinder.direction)] : []));
  const found: number[][] = [];
  for (const a of [...ofLaws, ...ofShapes]) {
    const known = found.some((b) => Math.abs(Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) - 1) < 1e-6);
    if (!known && found.length < most) found.push(a);
  }
  return found.flat();
}

function rows(numbers: readonly number[]): number[][] {
  return Array.from({ length: numbers.length / 3 }, (_, k) => numbers.slice(3 * k, 3 * k + 3));
}

function unit([x, y, z = 0]: readonly number[]): number[] {
  const length = Math.sqrt(x * x + y * y + z * z);
  return [x / length, y / length, z / length];
}
