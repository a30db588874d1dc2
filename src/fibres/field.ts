/** Direction fields: a unit vector at every Gauss point, from formulas, from vectors of cells, or from a rule. */
import { CaseError } from "../core/errors.js";
import { compilePlaceFormulas } from "../lawc/place.js";
import { cellCount } from "../mesh/index.js";
import { forEachPoint, type MeshPoints, placeOf } from "./points.js";

/** A unit vector at every Gauss point. */
export interface DirectionField {
  /** `[points of the mesh, 3]` */
  readonly values: Float64Array;
}

/**
 * A field from three formulas in x, y and z.
 * @param name for errors
 * @param formulas components of the vector, of any length but zero
 * @throws LawError E_FORMULA; CaseError E_FIBRES where the vector has no direction
 */
export function formulaField(points: MeshPoints, name: string, formulas: readonly string[]): DirectionField {
  const evaluate = compilePlaceFormulas(formulas);
  const values = new Float64Array(3 * points.count);
  const place = new Float64Array(3);
  forEachPoint(points, (at) => {
    const out = values.subarray(3 * at.point, 3 * at.point + 3);
    evaluate(placeOf(points, at, place), out);
    if (!normalise(out)) throw noDirection(name, `is (${Array.from(out).join(", ")}) at (${Array.from(place, (x) => Number(x.toPrecision(6))).join(", ")}) in cell ${at.cell}`, "change the formula so that it has a direction everywhere in the body.");
  });
  return { values };
}

/**
 * A field from one vector per cell.
 * @param vectors `[cells, 3]`, of any length but zero
 * @throws CaseError E_FIBRES for another number of vectors, or one without direction
 */
export function cellField(points: MeshPoints, name: string, vectors: Float64Array): DirectionField {
  const cells = cellCount(points.mesh);
  if (vectors.length !== 3 * cells) throw noDirection(name, `has ${vectors.length / 3} vectors, but the mesh has ${cells} cells`, "give one vector per cell, in the order of the cells of the mesh.");
  const values = new Float64Array(3 * points.count);
  forEachPoint(points, ({ cell, point }) => {
    const out = values.subarray(3 * point, 3 * point + 3);
    out.set(vectors.subarray(3 * cell, 3 * cell + 3));
    if (!normalise(out)) throw noDirection(name, `is (${Array.from(out).join(", ")}) in cell ${cell}`, "give that cell a direction: its vector must be finite and not zero.");
  });
  return { values };
}

/** Scales a vector to unit length; false, and the vector untouched, when it has no direction. */
export function normalise(v: Float64Array): boolean {
  const largest = Math.max(Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2]));
  if (!(largest > 0 && largest < Infinity)) return false;
  const [x, y, z] = [v[0] / largest, v[1] / largest, v[2] / largest];
  const length = Math.sqrt(x * x + y * y + z * z);
  v[0] = x / length;
  v[1] = y / length;
  v[2] = z / length;
  return true;
}

function noDirection(name: string, what: string, hint: string): CaseError {
  return new CaseError("E_FIBRES", `fibres.${name} ${what}.`, { hint, details: { fibres: name } });
}

/**
 * One unit vector per cell, for pictures: the mean over its points, as directions without sense (each is turned towards the first).
 * @returns `[cells, 3]`
 */
export function cellDirections(points: MeshPoints, { values }: DirectionField): Float64Array {
  const out = new Float64Array(3 * cellCount(points.mesh));
  forEachPoint(points, ({ patch, c, q, cell, point }) => {
    const first = 3 * points.firstOfCell[cell];
    const cosine = values[3 * point] * values[first] + values[3 * point + 1] * values[first + 1] + values[3 * point + 2] * values[first + 2];
    const weight = (cosine < 0 ? -1 : 1) * patch.dV[c * patch.points + q];
    for (let i = 0; i < 3; i++) out[3 * cell + i] += weight * values[3 * point + i];
  });
  for (let at = 0; at < out.length; at += 3) normalise(out.subarray(at, at + 3));
  return out;
}
