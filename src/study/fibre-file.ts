/** Vectors of cells from a file: an array of a VTK mesh, or a table. */
import { CaseError, FormatError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { readVtk, readVtu } from "../io/index.js";
import { cellCentroids, cellCount, type Mesh } from "../mesh/index.js";

/** Distance between centres of the same cell in two files, over the size of the mesh. */
const placeTolerance = 1e-6;

/**
 * One vector per cell of a mesh.
 * @param name of the file: `.vtu` and `.vtk` have them as a cell array; `.csv` has one line `x,y,z` per cell, `.json` a list of `[x, y, z]`
 * @param array name of the array, for VTK files
 * @returns `[cells, 3]`, as they are written
 * @throws FormatError, CaseError E_FIBRES when the file belongs to another mesh or has no such array
 */
export function fibreVectors(mesh: Mesh, bytes: Uint8Array, name: string, array: string): Float64Array {
  const extension = /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? "";
  if (extension === ".vtu" || extension === ".vtk") return fromVtk(mesh, extension === ".vtu" ? readVtu(bytes, name) : readVtk(bytes, name), name, array);
  const text = new TextDecoder().decode(bytes);
  if (extension === ".csv") return sameCount(mesh, Float64Array.from(text.split(/\r?\n/).filter((line) => /^[\s\d.+-]/.test(line) && line.trim() !== "").flatMap((line) => numbers(line.split(/[,;\s]+/).filter(Boolean), name))), name);
  if (extension === ".json") return sameCount(mesh, Float64Array.from(parsed(text, name).flatMap((row) => numbers(Array.isArray(row) ? row : [row], name))), name);
  throw new FormatError("E_FORMAT_EXTENSION", `${name}: "${extension}" holds no directions.`, { hint: "use a name that ends in .vtu, .vtk, .csv or .json.", details: { file: name, extension } });
}

type VtkContent = Pick<ReturnType<typeof readVtu>, "mesh" | "cellData">;

function fromVtk(mesh: Mesh, content: VtkContent, name: string, array: string): Float64Array {
  const found = Object.hasOwn(content.cellData, array) ? content.cellData[array] : undefined;
  const vectors = Object.keys(content.cellData).filter((candidate) => content.cellData[candidate].components === 3);
  if (!found || found.components !== 3) {
    throw new CaseError("E_FIBRES", `${name} has no cell array "${array}" of three components.`, {
      hint: vectors.length > 0 ? `set array: to ${vectors.join(" or ")}. ${suggestion(array, vectors)}` : "save the directions as a cell array of vectors.", details: { file: name, array, known: vectors },
    });
  }
  sameCount(mesh, found.values, name);
  samePlaces(mesh, content.mesh, name);
  return found.values;
}

function sameCount(mesh: Mesh, values: Float64Array, name: string): Float64Array {
  if (values.length === 3 * cellCount(mesh)) return values;
  throw new CaseError("E_FIBRES", `${name} has ${values.length / 3} vectors, but the mesh has ${cellCount(mesh)} cells.`, { hint: "give one vector per cell, in the order of the cells of the mesh.", details: { file: name } });
}

function samePlaces(mesh: Mesh, other: Mesh, name: string): void {
  const [own, given] = [cellCentroids(mesh), cellCentroids(other)];
  const size = own.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const at = own.findIndex((x, i) => !(Math.abs(x - given[i]) <= placeTolerance * size));
  if (at < 0) return;
  const cell = Math.floor(at / 3);
  throw new CaseError("E_FIBRES", `${name}: cell ${cell} is at another place than cell ${cell} of the mesh.`, { hint: "save the directions with the mesh of the case, in the same order and unit.", details: { file: name, cell } });
}

function parsed(text: string, name: string): unknown[] {
  try {
    const data: unknown = JSON.parse(text);
    if (Array.isArray(data)) return data;
  } catch (cause) {
    throw new FormatError("E_FORMAT_NUMBER", `${name} is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`, { hint: "write a list of [x, y, z].", details: { file: name }, cause });
  }
  throw new FormatError("E_FORMAT_NUMBER", `${name} is not a list.`, { hint: "write a list of [x, y, z].", details: { file: name } });
}

function numbers(row: readonly unknown[], name: string): number[] {
  const values = row.map(Number);
  if (values.length === 3 && values.every(Number.isFinite)) return values;
  throw new FormatError("E_FORMAT_NUMBER", `${name}: "${row.join(", ")}" is no vector of three numbers.`, { hint: "write x, y and z of one cell per line.", details: { file: name } });
}
