/** Reads surfaces of triangles from STL files, binary and text; corners at the same place become one node. */
import { FormatError } from "../core/errors.js";

/** A surface of triangles in space. */
export interface TriangleSurface {
  /** Coordinates `[nodes, 3]`, in the unit of the file. */
  readonly points: Float64Array;
  /** Nodes of the triangles `[triangles, 3]`, counter-clockwise seen from outside. */
  readonly triangles: Int32Array;
}

const headBytes = 84, facetBytes = 50;

/**
 * Triangles of an STL file. Facets without area are dropped; normals are those of the order of the corners, whatever the file says.
 * @throws FormatError E_FORMAT_TRUNCATED, E_FORMAT_COUNT, E_FORMAT_NUMBER, E_FORMAT_SECTION, E_FORMAT_CELLS with the place
 */
export function readStl(bytes: Uint8Array, file: string): TriangleSurface {
  const corners = isText(bytes) ? readText(new TextDecoder().decode(bytes), file) : readBinary(bytes, file);
  const surface = welded(corners);
  if (surface.triangles.length > 0) return surface;
  throw new FormatError("E_FORMAT_CELLS", `${file} holds no triangle with an area.`, { hint: "write the surface again; STL holds triangles alone.", details: { file } });
}

/** Binary files may begin with "solid" as well: what counts is whether their length is that of their count. */
function isText(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 512));
  if (!/^\s*solid\b/.test(start)) return false;
  if (bytes.length < headBytes) return true;
  return bytes.length !== headBytes + facetBytes * countOf(bytes) && /^\s*solid[^\n]*\n?\s*(facet|endsolid|$)/.test(start);
}

function countOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(headBytes - 4, true);
}

function readBinary(bytes: Uint8Array, file: string): Float64Array {
  const again = { hint: "copy or write the file again.", details: { file } };
  if (bytes.length < headBytes) throw new FormatError("E_FORMAT_TRUNCATED", `${file} has ${bytes.length} bytes; a binary STL file begins with ${headBytes}.`, again);
  const count = countOf(bytes), wanted = headBytes + facetBytes * count;
  if (bytes.length < wanted) throw new FormatError("E_FORMAT_TRUNCATED", `${file} announces ${count} triangles (${wanted} bytes) and ends after ${bytes.length} bytes.`, again);
  if (bytes.length > wanted) throw new FormatError("E_FORMAT_COUNT", `${file} announces ${count} triangles (${wanted} bytes), but has ${bytes.length} bytes.`, again);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), out = new Float64Array(9 * count);
  for (let k = 0; k < out.length; k++) {
    const facet = Math.floor(k / 9);
    out[k] = view.getFloat32(headBytes + facetBytes * facet + 12 + 4 * (k % 9), true);
    if (!Number.isFinite(out[k])) throw new FormatError("E_FORMAT_NUMBER", `${file}: a corner of triangle ${facet} is not finite.`, again);
  }
  return out;
}

/** The grammar, line by line; several solids in one file are one surface. */
function readText(text: string, file: string): Float64Array {
  const out: number[] = [];
  let open = false, corners = 0;
  text.split(/\r?\n/).forEach((raw, k) => {
    const words = raw.trim().split(/\s+/), word = words[0].toLowerCase();
    const fail = (code: string, what: string): never => {
      throw new FormatError(code, `${file}:${k + 1}: ${what}.`, { hint: "the file is damaged at this line: write it again.", details: { file, line: k + 1 } });
    };
    if (word === "solid") open = true;
    else if (word === "endsolid") open = false;
    else if (word === "facet") corners = 0;
    else if (word === "endfacet") { if (corners !== 3) fail("E_FORMAT_COUNT", `a facet has ${corners} corners in place of 3`); }
    else if (word === "vertex") {
      corners++;
      const numbers = words.slice(1).map(Number);
      if (numbers.length !== 3 || !numbers.every(Number.isFinite) || words.slice(1).includes("")) fail("E_FORMAT_NUMBER", `"${raw.trim()}" is no corner of three numbers`);
      out.push(...numbers);
    } else if (word !== "" && word !== "outer" && word !== "endloop") fail("E_FORMAT_SECTION", `"${words[0]}" is no word of STL`);
  });
  if (open || out.length % 9 !== 0) throw new FormatError("E_FORMAT_TRUNCATED", `${file} ends before endsolid.`, { hint: "copy or write the file again.", details: { file } });
  return Float64Array.from(out);
}

/** One node for each place, compared as the numbers are; triangles without area go. */
function welded(corners: Float64Array): TriangleSurface {
  const ids = new Map<string, number>(), points: number[] = [], triangles: number[] = [];
  for (let at = 0; at < corners.length; at += 9) {
    const nodes = [0, 3, 6].map((j) => {
      const place = [0, 1, 2].map((i) => corners[at + j + i] + 0), key = place.join();
      const known = ids.get(key);
      if (known !== undefined) return known;
      ids.set(key, ids.size);
      points.push(...place);
      return ids.size - 1;
    });
    if (hasArea(corners.subarray(at, at + 9))) triangles.push(...nodes);
  }
  return { points: Float64Array.from(points), triangles: Int32Array.from(triangles) };
}

function hasArea(c: Float64Array): boolean {
  const [ux, uy, uz, vx, vy, vz] = [c[3] - c[0], c[4] - c[1], c[5] - c[2], c[6] - c[0], c[7] - c[1], c[8] - c[2]];
  const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  return n.some((x) => x !== 0);
}
