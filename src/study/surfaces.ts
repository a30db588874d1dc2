/** Names for faces of the mesh that lie on surfaces of triangles (STL): the section `surfaces` of a case, and `twoscale convert --surface`. */
import * as v from "valibot";
import { MeshError } from "../core/errors.js";
import { readStl } from "../io/index.js";
import { facesOnSurface, type Mesh, setNames } from "../mesh/index.js";
import { within } from "./locate.js";
import { exactly, named, positive, positiveNumber, text } from "./schema-parts.js";
import type { Path, Source } from "./source.js";
import type { UnitSystem } from "./units.js";

/** A surface that gives its name to faces. */
export interface SurfaceEntry {
  /** Name of the file. */
  readonly stl: string;
  /** Unit of the mesh over that of the file; default 1. */
  readonly scale?: number;
  /** How far faces may be from it, unit of length; default a twentieth of their edge. */
  readonly tolerance?: number | undefined;
}

/** The section of the case file. */
export function surfacesSchema(system: UnitSystem) {
  return named(exactly({ stl: text("inner.stl"), scale: v.optional(positiveNumber("1000")), tolerance: v.optional(positive("length", system)) }), "inner: { stl: inner.stl }");
}

/**
 * The mesh with a face set for each surface.
 * @param read gives the bytes of a file that stands at a path of the case
 * @throws FormatError for a file that is no STL; MeshError E_SURFACE where a set has that name already, or what `facesOnSurface` throws
 */
export async function withSurfaces(mesh: Mesh, entries: Readonly<Record<string, SurfaceEntry>>, source: Source, read: (path: Path, file: string) => Promise<Uint8Array>): Promise<Mesh> {
  if (Object.keys(entries).length === 0) return mesh;
  const faces: Record<string, Int32Array> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const bytes = await read(["surfaces", name, "stl"], entry.stl);
    faces[name] = within(source, ["surfaces", name], () => facesOf(mesh, name, entry, bytes));
  }
  return { ...mesh, sets: { ...mesh.sets, faces: { ...mesh.sets.faces, ...faces } } };
}

function facesOf(mesh: Mesh, name: string, { stl, scale = 1, tolerance }: SurfaceEntry, bytes: Uint8Array): Int32Array {
  if (setNames(mesh).includes(name)) throw new MeshError("E_SURFACE", `the mesh has a set "${name}" already.`, { hint: "give the surface another name, or leave it out.", details: { name } });
  const { points, triangles } = readStl(bytes, stl);
  return facesOnSurface(mesh, { surface: { points: points.map((x) => scale * x), triangles }, source: stl, tolerance });
}
