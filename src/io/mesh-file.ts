/** Mesh files by their extension. */
import { FormatError } from "../core/errors.js";
import type { Mesh } from "../mesh/index.js";
import { readGmsh } from "./gmsh-read.js";
import { writeGmsh } from "./gmsh-write.js";
import { readVtuMesh, writeVtuMesh } from "./vtu-mesh.js";

interface MeshFormat {
  read(bytes: Uint8Array, file: string): Mesh;
  write(mesh: Mesh): Uint8Array;
}

const formats: Readonly<Record<string, MeshFormat>> = {
  ".msh": { read: readGmsh, write: writeGmsh },
  ".vtu": { read: readVtuMesh, write: writeVtuMesh },
};

/**
 * Mesh of a file, by the extension of its name: `.msh` (Gmsh 4.1 and 2.2) or `.vtu`.
 * Throws FormatError (E_FORMAT_EXTENSION, or what the format found) and MeshError.
 */
export function readMesh(bytes: Uint8Array, name: string): Mesh {
  return formatOf(name).read(bytes, name);
}

/**
 * Bytes of a mesh in the format of the name's extension: `.msh` (Gmsh 4.1, ascii) or `.vtu`; both keep the sets.
 * Throws FormatError E_FORMAT_EXTENSION, MeshError where the format cannot hold the mesh.
 */
export function writeMesh(mesh: Mesh, name: string): Uint8Array {
  return formatOf(name).write(mesh);
}

/** Extensions of mesh files, with their dot. */
export const meshExtensions: readonly string[] = Object.keys(formats);

function formatOf(name: string): MeshFormat {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? "";
  if (Object.hasOwn(formats, extension)) return formats[extension];
  throw new FormatError("E_FORMAT_EXTENSION", `${name}: "${extension}" is not a mesh format.`, {
    hint: `use a name that ends in ${meshExtensions.join(" or ")}.`, details: { file: name, extension },
  });
}
