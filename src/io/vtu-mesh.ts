/** Meshes with their sets in .vtu files. */
import type { Mesh } from "../mesh/index.js";
import { type Marks, setMarks } from "./vtk-marks.js";
import { readVtu } from "./vtu-read.js";
import { writeVtu, type VtuField } from "./vtu-write.js";

/** Mesh of a .vtu file with the sets that `writeVtuMesh` left in it; see `readVtu`. Throws FormatError and MeshError. */
export function readVtuMesh(bytes: Uint8Array, file: string): Mesh {
  return readVtu(bytes, file).mesh;
}

/** A .vtu file of a mesh and its sets, which travel as marks on nodes and cells; see `setMarks`. */
export function writeVtuMesh(mesh: Mesh): Uint8Array {
  const { points, cells } = setMarks(mesh);
  return writeVtu(mesh, { points: fields(points), cells: fields(cells) });
}

function fields(marks: Marks): Record<string, VtuField> {
  return Object.fromEntries(Object.entries(marks).map(([name, values]) => [name, { components: 1, values }]));
}
