/** From a case to a study: schema, units, files it names, and checks, so that everything behind this door can rely on it. */
import type * as v from "valibot";
import { CaseError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import { readMesh, readStl } from "../io/index.js";
import { assertNotInverted, box, type BoxSpec, ellipsoid, type EllipsoidSpec, type Mesh, sheet, type SheetSpec } from "../mesh/index.js";
import type { RveSpec } from "../rve/spec.js";
import { besideFile, type FileStore, memoryFiles } from "../platform/files.js";
import { decodeSurrogate } from "../surrogate/file.js";
import type { Surrogate } from "../surrogate/surrogate.js";
import { checkBudget } from "./budget.js";
import { checkStudy } from "./check.js";
import { show, validate } from "./issues.js";
import { checkFibres, readFibres } from "./fibres.js";
import { within, withinAsync } from "./locate.js";
import { checkMaterials, checkRve } from "./materials.js";
import { checkSupports } from "./supports.js";
import { type SurfaceEntry, withSurfaces } from "./surfaces.js";
import { caseSchema } from "./schema-case.js";
import { rveFileSchema } from "./schema-rve.js";
import { objectSource, type Path, type Source } from "./source.js";
import type { Condition, InputFile, Material, Study } from "./study.js";
import { type UnitSystem, unitSystem } from "./units.js";
import { refuseUnsupported } from "./unsupported.js";

type CaseFile = v.InferOutput<ReturnType<typeof caseSchema>>;
type CaseKeys = v.InferInput<ReturnType<typeof caseSchema>>;

/** A case as a program writes it: the keys of the case file, and a mesh in memory where the file names one. */
export type CaseInput = Omit<CaseKeys, "mesh"> & { readonly mesh: Mesh | CaseKeys["mesh"] };

/** Where a case is read: its source, its name, the files beside it, and what has been read so far. */
interface Door {
  readonly source: Source;
  readonly name: string;
  readonly files: FileStore;
  readonly inputs: InputFile[];
}

const defaultUnits = "mm-N-MPa";

/**
 * Reads and checks a case file with all the files it names.
 * @param name name of the case file in `files`; what it names is looked for beside it
 * @throws CaseError (with `file:line:column`), MeshError, FormatError or LawError; nothing else, and nothing is written
 */
export async function loadCase(name: string, files: FileStore): Promise<Study> {
  const inputs: InputFile[] = [];
  const bytes = await readInput({ name: "", files, inputs }, name);
  const source = await sourceOf(decode(bytes, name), name);
  return fromSource({ source, name, files, inputs });
}

/**
 * Makes a study of a case that a program has built; the same keys, units and checks as in a file.
 * @param data the case
 * @param files where the files it names are, if it names any
 * @throws CaseError, MeshError, FormatError or LawError
 */
export function createStudy(data: CaseInput, files: FileStore = memoryFiles()): Promise<Study> {
  return isMesh(data?.mesh)
    ? fromSource({ source: objectSource({ ...data, mesh: { file: inMemory } }), name: "", files, inputs: [] }, data.mesh)
    : fromSource({ source: objectSource(data), name: "", files, inputs: [] });
}

const inMemory = "(a mesh in memory)";

async function fromSource(door: Door, mesh?: Mesh): Promise<Study> {
  const { source } = door;
  refuseUnsupported(source);
  const units = unitsOf(source);
  const file = validate(caseSchema(units), source.data, source);
  const read = (path: Path, name: string): Promise<Uint8Array> => withinAsync(source, path, () => readInput(door, name));
  const body = await withSurfaces(mesh ?? await meshOf(file, door), file.surfaces as Readonly<Record<string, SurfaceEntry>>, source, read);
  const fibres = await readFibres(file.fibres, { mesh: body }, source, read);
  const study: Study = {
    title: file.title, units, mesh: body, fibres, materials: await materialsOf(file, units, door), regions: file.regions,
    formulation: file.formulation, boundary: await boundaryOf(file, door), steps: { end: 1, ...file.steps } as Study["steps"],
    ...(file.prestress ? { prestress: file.prestress } : {}), solver: file.solver, probes: file.probes as Study["probes"], output: file.output, inputs: door.inputs,
  };
  within(source, ["mesh"], () => assertNotInverted(study.mesh));
  checkDimension(file, study, source);
  checkStudy(study, source);
  checkFibres(study, source);
  checkMaterials(study, source);
  checkBudget(study, source);
  checkSupports(study, source);
  return study;
}

function isMesh(value: unknown): value is Mesh {
  return typeof value === "object" && value !== null && "points" in value && "blocks" in value && "sets" in value;
}

/** Before the schema, which needs the system to convert quantities; a wrong type is left to the schema. */
function unitsOf(source: Source): UnitSystem {
  const { data } = source;
  const given = typeof data === "object" && data !== null ? (data as Record<string, unknown>).units : undefined;
  return within(source, ["units"], () => unitSystem(typeof given === "string" ? given : defaultUnits));
}

async function meshOf(file: CaseFile, door: Door): Promise<Mesh> {
  if ("box" in file.mesh) {
    const spec: BoxSpec = file.mesh.box as BoxSpec;
    return within(door.source, ["mesh", "box"], () => box(spec));
  }
  if ("ellipsoid" in file.mesh) {
    const spec: EllipsoidSpec = file.mesh.ellipsoid as EllipsoidSpec;
    return within(door.source, ["mesh", "ellipsoid"], () => ellipsoid(spec));
  }
  if ("sheet" in file.mesh) {
    const spec = file.mesh.sheet as SheetSpec;
    return within(door.source, ["mesh", "sheet"], () => sheet(spec));
  }
  const name = file.mesh.file;
  return readMesh(await withinAsync(door.source, ["mesh", "file"], () => readInput(door, name)), name);
}

/** Conditions with the surfaces that they name read, in the unit of the case after `scale`. */
async function boundaryOf({ boundary }: CaseFile, door: Door): Promise<Study["boundary"]> {
  return Promise.all((boundary as readonly NamedCondition[]).map(async (condition, index): Promise<Condition> => {
    const { surface: name, scale = 1, ...rest } = condition.contact ?? {};
    if (name === undefined) return condition as unknown as Condition;
    const path: Path = ["boundary", index, "contact", "surface"], bytes = await withinAsync(door.source, path, () => readInput(door, name));
    const { points, triangles } = within(door.source, path, () => readStl(bytes, name));
    return { ...condition, contact: { ...rest, surface: { name, triangles, points: points.map((x) => scale * x) } } };
  }));
}

/** A condition whose surface may still be the name of a file. */
type NamedCondition = Omit<Condition, "contact"> & { readonly contact?: { readonly surface?: string; readonly scale?: number } };

/** A material whose RVE and surrogate may still be names of files. */
interface NamedMaterial {
  readonly rve?: RveSpec | string;
  readonly surrogate?: string;
  readonly guard?: { readonly rve: RveSpec | string };
}

async function materialsOf(file: CaseFile, units: UnitSystem, door: Door): Promise<Record<string, Material>> {
  const materials: Record<string, Material> = {};
  for (const [name, material] of Object.entries(file.materials as Readonly<Record<string, NamedMaterial>>)) {
    const path: Path = ["materials", name];
    const { rve, surrogate, guard } = material;
    materials[name] = {
      ...material,
      ...(rve === undefined ? {} : { rve: await rveOf(rve, [...path, "rve"], units, door) }),
      ...(surrogate === undefined ? {} : { surrogate: await surrogateOf(surrogate, [...path, "surrogate"], door) }),
      ...(guard === undefined ? {} : { guard: { ...guard, rve: await rveOf(guard.rve, [...path, "guard", "rve"], units, door) } }),
    } as Material;
  }
  return materials;
}

async function surrogateOf(name: string, path: Path, door: Door): Promise<Surrogate> {
  const bytes = await withinAsync(door.source, path, () => readInput(door, name));
  return within(door.source, path, () => decodeSurrogate(decode(bytes, name), name));
}

async function rveOf(rve: RveSpec | string, path: Path, units: UnitSystem, door: Door): Promise<RveSpec> {
  if (typeof rve !== "string") return rve;
  const name = rve;
  const bytes = await withinAsync(door.source, path, () => readInput(door, name));
  return (await readRve(decode(bytes, name), name, units)).rve;
}

/**
 * Reads an RVE file (DESIGN §4, `cell.yaml`).
 * @param outer unit system of the case that names it; absent: the file's own, or mm-N-MPa
 * @throws CaseError or LawError with `file:line:column`
 */
export async function readRve(text: string, name: string, outer?: UnitSystem): Promise<{ readonly rve: RveSpec; readonly units: UnitSystem }> {
  const source = await sourceOf(text, name);
  refuseUnsupported(source);
  const units = unitsOf(source);
  const file = validate(rveFileSchema(outer ?? units), source.data, source);
  if (outer && file.units !== undefined && units.name !== outer.name) {
    within(source, ["units"], () => {
      throw new CaseError("E_UNITS", `units are "${units.name}", but the case that uses this RVE has "${outer.name}".`, { hint: "use the same units in both files." });
    });
  }
  const rve = file.rve as RveSpec;
  checkRve(rve, [], source);
  return { rve, units: outer ?? units };
}

/**
 * Reads and checks an RVE file.
 * @param name name of the file in `files`
 * @throws CaseError or LawError with `file:line:column`
 */
export async function loadRve(name: string, files: FileStore): ReturnType<typeof readRve> {
  const bytes = await readInput({ name: "", files, inputs: [] }, name);
  return readRve(decode(bytes, name), name);
}

async function sourceOf(text: string, name: string): Promise<Source> {
  const { readSource } = await import("./source-text.js");
  return readSource(text, name);
}

function checkDimension(file: CaseFile, { mesh }: Study, source: Source): void {
  if (file.dimension === undefined || file.dimension === mesh.dimension) return;
  within(source, ["dimension"], () => {
    throw new CaseError("E_DIMENSION", `dimension is ${show(file.dimension)}, but the mesh has dimension ${mesh.dimension}.`, { hint: `set dimension: ${mesh.dimension}, or use another mesh.` });
  });
}

/** Bytes of a file that the case names, noted as an input. */
async function readInput({ name: from, files, inputs }: Omit<Door, "source">, name: string): Promise<Uint8Array> {
  const hint = from === "" ? "check the name and the folder." : `names of files are relative to the folder of ${from}.`;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(from === "" ? name : besideFile(from, name));
  } catch (cause) {
    throw new CaseError("E_FILE", `the file "${name}" cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`, { hint, details: { file: name }, cause });
  }
  if (bytes === undefined) throw new CaseError("E_FILE", `the file "${name}" does not exist.`, { hint, details: { file: name } });
  inputs.push({ name, sha256: sha256(bytes) });
  return bytes;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CaseError("E_YAML", `${name}: the file is not UTF-8 text.`, { hint: "name a YAML or JSON file.", cause });
  }
}
