/** Mesh files by their extension. */
import { FormatError } from "../core/errors.js";
import type { Mesh } from "../mesh/index.js";
import { readAbaqus } from "./abaqus-read.js";
import { readVtkMesh } from "./legacy-read.js";
import { writeVtk, writeVtkText } from "./legacy-write.js";
import { readGmsh } from "./gmsh-read.js";
import { writeGmsh } from "./gmsh-write.js";
import { writeStl, writeStlText } from "./stl-write.js";
import { readVtuMesh, writeVtuMesh } from "./vtu-mesh.js";

/** A direction that is missing is explained by a hint. */
interface MeshFormat {
  readonly read: ((bytes: Uint8Array, file: string) => Mesh) | string;
  readonly write: ((mesh: Mesh) => Uint8Array) | string;
  /** Text, where `write` is binary. */
  readonly writeText?: (mesh: Mesh) => Uint8Array;
}

const formats: Readonly<Record<string, MeshFormat>> = {
  ".msh": { read: readGmsh, write: writeGmsh },
  ".vtu": { read: readVtuMesh, write: writeVtuMesh },
  ".inp": { read: readAbaqus, write: "Abaqus files are only read: write .msh, which Gmsh turns into .inp, or .vtu." },
  ".vtk": { read: readVtkMesh, write: writeVtk, writeText: writeVtkText },
  ".stl": { read: "STL holds a surface and no cells: fill it in a mesher (Gmsh: Merge, Surface Loop, Volume) and save .msh, or use it as a rigid body: contact: { surface: file.stl }.", write: (mesh) => writeStl(mesh), writeText: (mesh) => writeStlText(mesh) },
};

/**
 * Mesh of a file, by the extension of its name: `.msh` (Gmsh 4.1 and 2.2), `.vtu`, `.vtk` (legacy), `.inp` (Abaqus).
 * Throws FormatError (E_FORMAT_EXTENSION, E_FORMAT_DIRECTION, or what the format found) and MeshError.
 */
export function readMesh(bytes: Uint8Array, name: string): Mesh {
  const { read } = formatOf(name);
  return typeof read === "string" ? oneWay(name, "read", read) : read(bytes, name);
}

/**
 * Bytes of a mesh in the format of the name's extension: `.msh` (Gmsh 4.1, ascii), `.vtu` and `.vtk` (binary) keep the sets; `.stl` (binary) is the
 * boundary of a solid.
 * Throws FormatError E_FORMAT_EXTENSION, E_FORMAT_DIRECTION (a format that is only read), MeshError where the format cannot hold the mesh.
 */
export function writeMesh(mesh: Mesh, name: string): Uint8Array {
  const { write } = formatOf(name);
  return typeof write === "string" ? oneWay(name, "written", write) : write(mesh);
}

/** As `writeMesh`, but as text where the format has both. */
export function writeMeshText(mesh: Mesh, name: string): Uint8Array {
  return formatOf(name).writeText?.(mesh) ?? writeMesh(mesh, name);
}

/** Extensions of mesh files that can be read, with their dot. */
export const meshExtensions: readonly string[] = Object.keys(formats).filter((extension) => typeof formats[extension].read !== "string");

/** Extensions of mesh files that can be written, with their dot. */
export const writtenExtensions: readonly string[] = Object.keys(formats).filter((extension) => typeof formats[extension].write !== "string");

function oneWay(name: string, verb: string, hint: string): never {
  throw new FormatError("E_FORMAT_DIRECTION", `${name}: this format is not ${verb}.`, { hint, details: { file: name } });
}

function formatOf(name: string): MeshFormat {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? "";
  if (Object.hasOwn(formats, extension)) return formats[extension];
  throw new FormatError("E_FORMAT_EXTENSION", `${name}: "${extension}" is not a mesh format.`, {
    hint: `use a name that ends in ${Object.keys(formats).join(", ")}.`, details: { file: name, extension },
  });
}
