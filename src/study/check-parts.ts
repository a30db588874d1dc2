/** Small checks that several parts of a case need. */
import type { Path } from "./source.js";
import type { Axis, Study } from "./study.js";

/** Reports a fault at a path of the case. */
export type Fail = (path: Path, code: string, text: string, hint: string) => never;

const axes: readonly Axis[] = ["x", "y", "z"];

/** A direction that the mesh has. */
export function checkAxis({ mesh }: Study, axis: Axis, path: Path, fail: Fail): void {
  if (axes.indexOf(axis) < mesh.dimension) return;
  fail(path, "E_DIRECTION", `is "${axis}", but the mesh is plane.`, "use x and y in 2D.");
}

/** A list with one entry per direction. */
export function checkLength(list: readonly unknown[], length: number, path: Path, fail: Fail): void {
  if (list.length === length) return;
  fail(path, "E_LENGTH", `has ${list.length} entries, but the mesh has dimension ${length}.`, `give ${length} numbers, one per direction.`);
}
