/** Unit directions of a law from a case file: `directions`, `direction` or `angle`. */
import { LawError } from "../core/errors.js";
import { cos, sin } from "../core/math.gen.js";
import { valueError, type Place } from "./place.js";

/** π/180; the nearest double. */
const degree = 0.017453292519943295;

/** Sine of the largest angle by which two axes of a material frame may miss a right one. */
const frameTolerance = 1e-6;

/**
 * Directions as given, normalised.
 * @param spec object with one of the three keys
 * @returns `[count, 3]` row-major, dimensionless
 * @throws LawError E_PARAMETER for a direction that is no vector of two or three finite numbers, or has no length
 */
export function readDirections(place: Place, spec: Readonly<Record<string, unknown>>): Float64Array {
  const given = ["directions", "direction", "angle"].filter((key) => spec[key] !== undefined);
  if (given.length > 1) throw new LawError("E_PARAMETER", `${place.text}: ${given.join(" and ")} are both given.`, { hint: `keep one of ${given.join(", ")}.` });
  if (spec.angle !== undefined) return anglePair(place, spec.angle);
  if (spec.direction !== undefined) return Float64Array.from(unit(place, "direction", spec.direction));
  const list = spec.directions ?? [];
  if (!Array.isArray(list)) throw notVectors(place, "directions", list);
  return Float64Array.from(list.flatMap((vector, i) => unit(place, `directions[${i}]`, vector)));
}

/** Two families at ± the angle (degrees) from x in the xy plane. */
function anglePair(place: Place, angle: unknown): Float64Array {
  if (typeof angle !== "number" || !(Math.abs(angle) <= 360)) throw valueError(place, "angle", angle, "a number between -360 and 360 degrees");
  const c = cos(angle * degree);
  const s = sin(angle * degree);
  return Float64Array.of(c, s, 0, c, -s, 0);
}

function unit(place: Place, key: string, vector: unknown): number[] {
  if (!Array.isArray(vector) || vector.length < 2 || vector.length > 3 || !vector.every(Number.isFinite)) throw notVectors(place, key, vector);
  const [x, y, z = 0] = vector as number[];
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (largest === 0) throw valueError(place, key, vector, "a vector that is not zero");
  const [a, b, c] = [x / largest, y / largest, z / largest];
  const length = Math.sqrt(a * a + b * b + c * c);
  return [a / length, b / length, c / length];
}

function notVectors(place: Place, key: string, value: unknown): LawError {
  return valueError(place, key, value, key === "directions" ? "a list of vectors, as in [[1, 0, 0], [0, 1, 0]]" : "a vector of two or three numbers, as in [1, 0, 0]");
}

/**
 * Makes direction 2 perpendicular to direction 1, for laws in a material frame.
 * @throws LawError E_PARAMETER when they are not perpendicular to 1e-6
 */
export function checkFrame(place: Place, directions: Float64Array): void {
  const [a, b, c, x, y, z] = directions;
  const cosine = a * x + b * y + c * z;
  if (Math.abs(cosine) <= frameTolerance) return;
  throw valueError(place, "directions", `directions 1 and 2 with f·s = ${cosine}`, "perpendicular axes f and s of the material frame");
}
