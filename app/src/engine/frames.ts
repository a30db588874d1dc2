/** From fields to pictures: a step of a run, or of a result file, as the page draws it. */
import type { Frame, Shade } from "./messages.js";
import { type FieldSource, quantities } from "./shades.js";
import { deformed, shadeOf, type SkinParts, vertexNormals, vertexShadeOf } from "./skin.js";

/** A step, whoever has computed it. */
export interface Moment {
  readonly index: number;
  readonly time: number;
  /** Displacements `[nodes, 3]`, where there are any. */
  readonly u: Float64Array | undefined;
  /** Fields of cells. */
  readonly cells: FieldSource;
  /** Names of further scalars among them. */
  readonly states: readonly string[];
  /** Fields of nodes beside `u`, one number each. */
  readonly nodes: Readonly<Record<string, ArrayLike<number>>>;
}

/** The picture of a step. */
export function frameOf({ index, time, u, cells, states, nodes }: Moment, parts: SkinParts): Frame {
  const { skin } = parts;
  const points = u ? deformed(parts, u) : skin.points.slice();
  const shades: Record<string, Shade> = {};
  for (const [name, values] of Object.entries(quantities(cells, states))) shades[name] = shadeOf(skin, values);
  for (const [name, values] of Object.entries(nodes)) shades[name] = vertexShadeOf(parts, values);
  const F = cells("F");
  return { index, time, points, normals: vertexNormals(skin.polygons, points), shades, ...(F ? { F: Float64Array.from(F.values) } : {}) };
}

/** The memory of a frame, which can change hands without a copy. */
export function buffersOf({ points, normals, shades, F }: Frame): ArrayBuffer[] {
  const arrays = [points, normals, ...(F ? [F] : []), ...Object.values(shades).flatMap(({ cells, vertices }) => [cells, vertices])];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
