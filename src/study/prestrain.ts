/** The key `prestrain` of a material: it is deformed already in the geometry of the mesh (src/constitutive/prestrained.ts). */
import * as v from "valibot";
import { prestrained } from "../constitutive/prestrained.js";
import { CaseError } from "../core/errors.js";
import { compilePlaceFormulas } from "../lawc/place.js";
import type { PointFields } from "../solve/problem.js";
import { checkFibreName, formulaText, type StudyFibres } from "./fibres.js";
import { within } from "./locate.js";
import { byKey, choose, exactly, plainNumber, positive, says, text } from "./schema-parts.js";
import { type Path, pathText, type Source } from "./source.js";
import { isRve, type Study } from "./study.js";
import type { UnitSystem } from "./units.js";
import type { Wrapper } from "./wrappers.js";

type Component = number | string;

/** A stretch along a direction, at constant volume; or the whole deformation gradient. Numbers may be formulas in x, y, z. */
export type PrestrainSpec = { readonly over?: number } & (
  | { readonly stretch: Component; readonly direction: string | readonly number[] }
  | { readonly gradient: readonly (readonly Component[])[] }
);

/** Prestrain as a wrapper of materials. */
export const prestrain: Wrapper<PrestrainSpec> = {
  key: "prestrain",
  schema: prestrainSchema,
  check(spec, study, path, source) {
    if ("stretch" in spec) checkStretch(spec, study, path, source);
    else checkGradient(spec.gradient, study, path, source);
    checkPlaneCell(spec, study, path, source);
  },
  states: () => [],
  tangent: () => "kept",
  wrap: ({ model, writers }, spec, _study, fibres) => ({ model: prestrained(model, spec.over ?? 0), writers: { ...writers, prestrain: "stretch" in spec ? stretchWriter(spec, fibres) : gradientWriter(spec.gradient) } }),
};

function prestrainSchema(system: UnitSystem): v.GenericSchema<unknown, PrestrainSpec> {
  const component = choose<v.GenericSchema<unknown, Component>>((input) => (typeof input === "string" ? text("1 + 0.1*x") : plainNumber("1.1")), [plainNumber("1.1"), text("1 + 0.1*x")]);
  const vector = v.array(plainNumber("1"), says("a direction", "write for instance [1, 0, 0]."));
  const direction = choose<v.GenericSchema<unknown, string | number[]>>((input) => (Array.isArray(input) ? vector : text("fibre")), [vector, text("fibre")]);
  const over = v.optional(positive("time", system));
  return byKey<v.GenericSchema<unknown, PrestrainSpec>>({
    stretch: exactly({ stretch: component, direction, over }) as v.GenericSchema<unknown, PrestrainSpec>,
    gradient: exactly({ gradient: v.array(v.array(component, says("a row", "write for instance [1.1, 0, 0].")), says("rows of a matrix", "write for instance [[1.1, 0, 0], [0, 0.95, 0], [0, 0, 0.95]].")), over }) as v.GenericSchema<unknown, PrestrainSpec>,
  }, "a prestrain");
}

function fault(path: Path, source: Source, what: string, hint: string): never {
  return within(source, path, () => { throw new CaseError("E_PRESTRAIN", `${pathText(path)} ${what}.`, { hint, details: { path: pathText(path) } }); });
}

function checkStretch({ stretch, direction }: Extract<PrestrainSpec, { stretch: Component }>, study: Study, path: Path, source: Source): void {
  if (typeof stretch === "number" && !(stretch > 0)) fault([...path, "stretch"], source, `is ${stretch}, but must be greater than 0`, "write for instance 1.1.");
  if (typeof stretch === "string") within(source, [...path, "stretch"], () => compilePlaceFormulas([stretch]));
  if (typeof direction === "string") checkFibreName(study, direction, [...path, "direction"], source);
  else if (direction.length !== study.mesh.dimension || !direction.some((x) => x !== 0)) {
    fault([...path, "direction"], source, `is [${direction.join(", ")}], which is no direction of a mesh of dimension ${study.mesh.dimension}`, `give ${study.mesh.dimension} numbers that are not all 0.`);
  }
}

function checkGradient(gradient: readonly (readonly Component[])[], { mesh }: Study, path: Path, source: Source): void {
  const at = [...path, "gradient"], n = mesh.dimension;
  if (gradient.length !== n || gradient.some((row) => row.length !== n)) fault(at, source, `is not ${n} rows of ${n} numbers, as the mesh has dimension ${n}`, "write it row by row.");
  gradient.forEach((row, i) => row.forEach((component, j) => within(source, [...at, i, j], () => compilePlaceFormulas([formulaText(component)]))));
  const numbers = filled(gradient).map(Number);
  const J = determinant(numbers);
  if (J <= 0) fault(at, source, `has the determinant ${J}, but must have a positive one`, "a body cannot be turned inside out: check the signs and the order of the rows.");
}

/** A plane RVE has an answer for F33 = 1 alone. */
function checkPlaneCell(spec: PrestrainSpec, { materials }: Study, path: Path, source: Source): void {
  const material = materials[path[1]];
  if (!isRve(material) || material.rve.dimension === 3 || !("stretch" in spec)) return;
  fault([...path, "stretch"], source, "at constant volume changes the thickness, where an RVE of dimension 2 (plane strain) has no answer", "give the in-plane gradient: [[1.1, 0], [0, 1]].");
}

/** The nine components, row by row; out of the plane nothing happens. */
function filled(gradient: readonly (readonly Component[])[]): Component[] {
  return Array.from({ length: 9 }, (_, k) => gradient[Math.floor(k / 3)]?.[k % 3] ?? (k % 4 === 0 ? 1 : 0));
}

function determinant(m: ArrayLike<number>): number {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) + m[1] * (m[5] * m[6] - m[3] * m[8]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

function gradientWriter(gradient: readonly (readonly Component[])[]): PointFields {
  const evaluate = compilePlaceFormulas(filled(gradient).map(formulaText));
  return (cell, place, out) => {
    evaluate(place, out);
    const J = determinant(out);
    if (!(J > 0 && J < Infinity)) throw unusable(`has the determinant ${J}`, cell, place);
  };
}

/** Stretch along a unit vector n, its inverse root across: Fp = s^(-1/2) I + (s - s^(-1/2)) n ⊗ n. */
function stretchWriter({ stretch, direction }: Extract<PrestrainSpec, { stretch: Component }>, { writers }: StudyFibres): PointFields {
  const size = compilePlaceFormulas([formulaText(stretch)]);
  const towards = typeof direction === "string" ? writers.get(direction)! : fixed(direction);
  const n = new Float64Array(3), s = new Float64Array(1);
  return (cell, place, out, point) => {
    size(place, s);
    if (!(s[0] > 0 && s[0] < Infinity)) throw unusable(`is a stretch of ${s[0]}`, cell, place);
    towards(cell, place, n, point);
    const across = 1 / Math.sqrt(s[0]);
    for (let k = 0; k < 9; k++) out[k] = (k % 4 === 0 ? across : 0) + (s[0] - across) * n[Math.floor(k / 3)] * n[k % 3];
  };
}

function fixed([x, y, z = 0]: readonly number[]): PointFields {
  const length = Math.sqrt(x * x + y * y + z * z);
  return (_cell, _place, out) => out.set([x / length, y / length, z / length]);
}

function unusable(what: string, cell: number, place: Float64Array): CaseError {
  return new CaseError("E_PRESTRAIN", `prestrain ${what} in cell ${cell} at (${Array.from(place, (x) => Number(x.toPrecision(6))).join(", ")}).`, { hint: "change the formula so that it is positive and finite everywhere in the body.", details: { cell } });
}
