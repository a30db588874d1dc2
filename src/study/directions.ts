/** Directions of laws that are fields: the law is bound with axes in their place, and every Gauss point gives its own. */
import { CaseError } from "../core/errors.js";
import type { LawSpec } from "../law/bind.js";
import type { PointFields } from "../solve/problem.js";
import type { StudyFibres } from "./fibres.js";

/** One direction: the name of a field, or a vector. */
type Direction = string | readonly number[];

const axes: readonly (readonly number[])[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

function directionsOf({ direction, directions }: LawSpec): readonly Direction[] {
  return (direction !== undefined ? [direction] : directions ?? []) as readonly Direction[];
}

/** Whether some direction of a law is the name of a field. */
export function hasFieldDirections(law: LawSpec): boolean {
  return directionsOf(law).some((direction) => typeof direction === "string");
}

/** Names of the fields that are directions of a law, with their places in its list. */
export function fieldDirections(law: LawSpec): { readonly name: string; readonly index: number }[] {
  return directionsOf(law).flatMap((direction, index) => (typeof direction === "string" ? [{ name: direction, index }] : []));
}

/** The law with axes (perpendicular, as far as there are enough) for all its directions when some are fields; else itself. */
export function withAxes(law: LawSpec): LawSpec {
  if (!hasFieldDirections(law)) return law;
  const { direction, directions, ...rest } = law;
  return { ...rest, directions: directionsOf({ direction, directions } as LawSpec).map((_, i) => axes[i % 3]) };
}

/** Writers of the fields `direction1`, `direction2`, … of a law with fields for directions. Throws CaseError E_FIBRES for a vector without direction. */
export function directionWriters(law: LawSpec, { writers }: StudyFibres): Record<string, PointFields> {
  return Object.fromEntries(directionsOf(law).map((direction, i) => [`direction${i + 1}`, typeof direction === "string" ? writers.get(direction)! : constant(direction)]));
}

function constant(vector: readonly number[]): PointFields {
  const [x, y, z = 0] = vector;
  const length = Math.sqrt(x * x + y * y + z * z);
  if (!(length > 0)) throw new CaseError("E_FIBRES", `a direction of a material is [${vector.join(", ")}].`, { hint: "give a vector that is not zero." });
  return (_cell, _place, out) => out.set([x / length, y / length, z / length]);
}
