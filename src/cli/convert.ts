/** `twoscale convert`: mesh files from one format to another. */
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { meshExtensions, readMesh, readStl, type TriangleSurface, writeMesh, writeMeshText, writeStl, writeStlText, writeSurfaceStl, writeSurfaceStlText, writeXdmfMesh, writtenExtensions } from "../io/index.js";
import { cellCount, facesOf, type Mesh, nodeCount, refine, setNames } from "../mesh/index.js";
import { objectSource } from "../study/source.js";
import { type SurfaceEntry, withSurfaces } from "../study/surfaces.js";
import { jsonOption, splitPath } from "./options.js";
import { data, tell } from "./terminal.js";

interface ConvertFlags {
  readonly refine?: number;
  readonly faces?: string;
  readonly text?: boolean;
  readonly surface?: Readonly<Record<string, string>>;
  readonly tolerance?: number;
  readonly json?: boolean;
}

/** Adds the verb. */
export function convert(program: Command): void {
  program.command("convert").argument("<in>", `mesh file (${meshExtensions.join(", ")})`).argument("<out>", `file to write (${[...writtenExtensions, ".xdmf"].join(", ")}); its ending decides the format`)
    .description("convert a mesh; sets are kept")
    .option("--refine <n>", "cut every cell into 4 (plane) or 8 (solid), n times; sets are kept", readLevels)
    .option("--faces <set>", "write only this face set (.stl)")
    .option("--surface <name=file.stl>", "name the faces that lie on a surface; may be repeated", addSurface)
    .option("--tolerance <length>", "how far those faces may be from it; default a twentieth of their edge", readTolerance)
    .option("--text", "write text where the format has text and binary (.vtk, .stl)")
    .addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale convert strip.msh strip.vtu
  twoscale convert model.inp model.msh
  twoscale convert strip.msh strip.vtk --text
  twoscale convert coarse.msh fine.msh --refine 1
  twoscale convert strip.msh strip.xdmf
  twoscale convert heart.msh endo.stl --faces endo
  twoscale convert heart.msh named.msh --surface endo=endo.stl --surface epi=epi.stl
  twoscale convert binary.stl text.stl --text
  twoscale convert old-2.2.msh new.msh`)
    .action(convertMesh);
}

async function convertMesh(from: string, to: string, flags: ConvertFlags): Promise<void> {
  const source = splitPath(from);
  const bytes = await source.files.read(source.name);
  if (bytes === undefined) throw new CaseError("E_FILE", `${from} does not exist.`, { hint: "check the name and the folder." });
  if (/\.stl$/i.test(from) && /\.stl$/i.test(to)) return convertSurface(readStl(bytes, from), to, flags);
  const mesh = refined(await namedFaces(readMesh(bytes, from), flags), flags.refine ?? 0);
  const target = splitPath(to);
  const outputs = await outputsOf(mesh, target.name, flags);
  for (const [name, content] of Object.entries(outputs)) await target.files.write(name, content);
  if (/\.stl$/i.test(to)) return tellSurface(to, readStl(outputs[target.name], to), flags);
  const facts = { dimension: mesh.dimension, nodes: nodeCount(mesh), cells: cellCount(mesh), sets: setNames(mesh) };
  tell(`${to}: ${facts.nodes} nodes, ${facts.cells} cells, sets ${facts.sets.join(", ")}`);
  if (flags.json) data(facts);
}

/** A surface from STL to STL: corners welded, triangles without area dropped, normals by the order of the corners. */
async function convertSurface(surface: TriangleSurface, to: string, flags: ConvertFlags): Promise<void> {
  const target = splitPath(to);
  await target.files.write(target.name, (flags.text ? writeSurfaceStlText : writeSurfaceStl)(surface));
  tellSurface(to, surface, flags);
}

function tellSurface(to: string, { points, triangles }: TriangleSurface, { json }: ConvertFlags): void {
  const facts = { nodes: points.length / 3, triangles: triangles.length / 3 };
  tell(`${to}: ${facts.nodes} nodes, ${facts.triangles} triangles`);
  if (json) data(facts);
}

function readLevels(text: string): number {
  if (/^[0-9]$/.test(text)) return Number(text);
  throw new CaseError("E_OPTION", `--refine is "${text}", but must be a whole number from 0 to 9.`, { hint: "write for instance --refine 1." });
}

function addSurface(given: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [name, file] = [given.slice(0, given.indexOf("=")), given.slice(given.indexOf("=") + 1)];
  if (given.includes("=") && name !== "" && file !== "") return { ...before, [name]: file };
  throw new CaseError("E_OPTION", `--surface is "${given}", but must be a name, "=" and an STL file.`, { hint: "write for instance --surface endo=endo.stl." });
}

function readTolerance(text: string): number {
  if (Number(text) > 0 && Number.isFinite(Number(text))) return Number(text);
  throw new CaseError("E_OPTION", `--tolerance is "${text}", but must be a positive length.`, { hint: "write for instance --tolerance 0.1." });
}

function namedFaces(mesh: Mesh, { surface = {}, tolerance }: ConvertFlags): Promise<Mesh> {
  const entries = Object.fromEntries(Object.entries(surface).map(([name, stl]): [string, SurfaceEntry] => [name, { stl, tolerance }]));
  return withSurfaces(mesh, entries, objectSource({}), async (_path, file) => {
    const { files, name } = splitPath(file), bytes = await files.read(name);
    if (bytes === undefined) throw new CaseError("E_FILE", `${file} does not exist.`, { hint: "check the name and the folder." });
    return bytes;
  });
}

function refined(mesh: Mesh, levels: number): Mesh {
  return levels === 0 ? mesh : refined(refine(mesh), levels - 1);
}

/** Contents by name: XDMF comes in two files. */
async function outputsOf(mesh: Mesh, to: string, flags: ConvertFlags): Promise<Record<string, Uint8Array>> {
  if (!/\.xdmf$/i.test(to)) return { [to]: written(mesh, to, flags) };
  const arrays = to.replace(/\.xdmf$/i, ".h5");
  const { xdmf, h5 } = await writeXdmfMesh(mesh, arrays.slice(arrays.lastIndexOf("/") + 1));
  return { [arrays]: h5, [to]: xdmf };
}

function written(mesh: Mesh, to: string, { faces, text }: ConvertFlags): Uint8Array {
  if (faces === undefined) return (text ? writeMeshText : writeMesh)(mesh, to);
  if (!/\.stl$/i.test(to)) throw new CaseError("E_OPTION", `--faces is for .stl files, but the file is ${to}.`, { hint: "leave it out: other formats keep all sets." });
  return (text ? writeStlText : writeStl)(mesh, facesOf(mesh, faces));
}
