/** The section `fibres` of a case: named direction fields, where they come from, and what they are at the Gauss points. */
import * as v from "valibot";
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { cellDirections, cellField, type DirectionField, formulaField, meshPoints, type MeshPoints, ruleFields, type RuleSpec } from "../fibres/index.js";
import { compilePlaceFormulas } from "../lawc/place.js";
import { nodesOf } from "../mesh/index.js";
import type { PointFields } from "../solve/problem.js";
import { fibreVectors } from "./fibre-file.js";
import { pointFields } from "./fields.js";
import { within } from "./locate.js";
import { byKey, choose, exactly, named, plainNumber, says, text } from "./schema-parts.js";
import type { Path, Source } from "./source.js";
import type { Study } from "./study.js";

/** Where a direction field comes from. */
export type FibreSource =
  /** Components as formulas in x, y and z. */
  | { readonly formula: readonly (string | number)[] }
  /** A vector per cell `[cells, 3]`, read from a file. */
  | { readonly file: string; readonly array?: string; readonly vectors: Float64Array }
  | RuleSpec;

/** What a case file says of a direction field. */
export type FibreEntry = Exclude<FibreSource, { readonly file: string }> | { readonly file: string; readonly array?: string };

/** Schema of the section. */
export function fibresSchema() {
  const component = choose<v.GenericSchema<unknown, string | number>>((input) => (typeof input === "string" ? text("-y") : plainNumber("1")), [text("-y"), plainNumber("1")]);
  const angles = v.pipe(
    v.array(plainNumber("60"), says("two angles in degrees", "write for instance [60, -60].")),
    v.length(2, says("two angles in degrees", "give the angle at the inner and at the outer side.")),
  );
  const entry = byKey<v.GenericSchema>({
    formula: exactly({ formula: v.array(component, says("a list of components", 'write for instance ["-y", "x", 0].')) }),
    file: exactly({ file: text("fibres.vtu"), array: v.optional(text("fibre")) }),
    helix: exactly({ helix: angles, sheet: v.optional(angles), inner: text("endo"), outer: text("epi"), apex: text("apex"), base: text("base") }),
  }, "a direction field");
  return named(entry as v.GenericSchema<unknown, FibreEntry>, 'fibres: { around: { formula: ["-y", "x", 0] } }');
}

/** Reads the files that the section names. */
export async function readFibres(entries: Readonly<Record<string, FibreEntry>>, study: Pick<Study, "mesh">, source: Source, read: (path: Path, file: string) => Promise<Uint8Array>): Promise<Record<string, FibreSource>> {
  const out: Record<string, FibreSource> = {};
  for (const [name, entry] of Object.entries(entries)) {
    if (!("file" in entry)) {
      out[name] = entry;
      continue;
    }
    const bytes = await read(["fibres", name, "file"], entry.file);
    out[name] = { ...entry, vectors: within(source, ["fibres", name, "file"], () => fibreVectors(study.mesh, bytes, entry.file, entry.array ?? name)) };
  }
  return out;
}

/** Names of the fields that the section gives: its own, and `.sheet` and `.normal` of rules. */
export function fibreNames({ fibres }: Pick<Study, "fibres">): string[] {
  return Object.entries(fibres).flatMap(([name, source]) => ("helix" in source ? [name, `${name}.sheet`, `${name}.normal`] : [name]));
}

/**
 * Refuses what can be seen without solving anything: formulas that cannot be read, sets that do not exist, names that are taken.
 * @throws CaseError E_FIBRES, LawError E_FORMULA, MeshError E_SET, with path and place
 */
export function checkFibres(study: Study, source: Source): void {
  for (const [name, entry] of Object.entries(study.fibres)) {
    const path: Path = ["fibres", name];
    if ([...pointFields, "u", "reaction", "state"].includes(name)) {
      within(source, path, () => { throw new CaseError("E_FIBRES", `fibres.${name} has the name of a result.`, { hint: "choose another name, such as fibre." }); });
    }
    if ("formula" in entry) checkFormula(study, entry.formula, [...path, "formula"], source);
    if ("helix" in entry) for (const key of ["inner", "outer", "apex", "base"] as const) within(source, [...path, key], () => nodesOf(study.mesh, entry[key]));
  }
}

function checkFormula({ mesh }: Study, formula: readonly (string | number)[], path: Path, source: Source): void {
  if (formula.length !== mesh.dimension) {
    within(source, path, () => {
      throw new CaseError("E_LENGTH", `${path.join(".")} has ${formula.length} components, but the mesh has dimension ${mesh.dimension}.`, { hint: `give ${mesh.dimension} numbers or formulas.` });
    });
  }
  formula.forEach((component, i) => within(source, [...path, i], () => compilePlaceFormulas([formulaText(component)])));
}

/** A component as text; numbers may be negative or have an exponent, which the language reads as well. */
export function formulaText(component: string | number): string {
  return String(component);
}

/** Direction fields of a study at its Gauss points. */
export interface StudyFibres {
  /** By name; each writes a unit vector `[3]`. */
  readonly writers: ReadonlyMap<string, PointFields>;
  /** By name: one unit vector per cell `[cells, 3]`, for result files. */
  readonly cells: ReadonlyMap<string, Float64Array>;
}

/**
 * Evaluates the formulas and solves the rules of a study.
 * @throws CaseError E_FIBRES where a field has no direction; LawError, MeshError, ConvergenceError as src/fibres
 */
export async function resolveFibres(study: Study): Promise<StudyFibres> {
  const writers = new Map<string, PointFields>(), cells = new Map<string, Float64Array>();
  if (Object.keys(study.fibres).length === 0) return { writers, cells };
  const points = meshPoints(study.mesh);
  for (const [name, source] of Object.entries(study.fibres)) {
    for (const [full, field] of Object.entries(await fieldsOf(points, name, source))) {
      writers.set(full, (cell, _place, out, point) => out.set(field.values.subarray(3 * (points.firstOfCell[cell] + point), 3 * (points.firstOfCell[cell] + point) + 3)));
      cells.set(full, cellDirections(points, field));
    }
  }
  return { writers, cells };
}

async function fieldsOf(points: MeshPoints, name: string, source: FibreSource): Promise<Record<string, DirectionField>> {
  if ("formula" in source) return { [name]: formulaField(points, name, [...source.formula, 0, 0].slice(0, 3).map(formulaText)) };
  if ("file" in source) return { [name]: cellField(points, name, source.vectors) };
  const { fibre, sheet, normal } = await ruleFields(points, name, source);
  return { [name]: fibre, [`${name}.sheet`]: sheet, [`${name}.normal`]: normal };
}

/**
 * Refuses the name of a field that the case does not have.
 * @throws CaseError E_FIBRES with path and place
 */
export function checkFibreName(study: Study, name: string, path: Path, source: Source): void {
  const known = fibreNames(study);
  if (known.includes(name)) return;
  within(source, path, () => {
    throw new CaseError("E_FIBRES", `${path.join(".")} is "${name}", which is no direction field of this case.`, {
      hint: known.length > 0 ? suggestion(name, known) : `add it: fibres: { ${name}: { formula: ["-y", "x", 0] } }.`, details: { fibres: name, known },
    });
  });
}
