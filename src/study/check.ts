/** Checks of a study that need more than one of its parts: sets, names, dimensions, directions. */
import { CaseError, MeshError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { formulations } from "../fe/formulations.js";
import { cellCount, cellsOf, facesOf, nodeCount, nodesOf } from "../mesh/index.js";
import { checkArc } from "./arc.js";
import { setsWith } from "./bonds.js";
import { checkContact, checkSpring } from "./check-bonds.js";
import { checkExcision } from "./check-excision.js";
import { checkAxis, checkLength, type Fail } from "./check-parts.js";
import { pointFields } from "./fields.js";
import { asymmetryOf, inflatedSets } from "./inflation.js";
import { checkPrestress } from "./prestress.js";
import { trustedField } from "../surrogate/guarded.js";
import { type Path, pathText, type Source } from "./source.js";
import { outputFieldsOf } from "./outputs.js";
import { type Axis, type Condition, hasTrust, type Probe, type Study } from "./study.js";
import { wrapperStates } from "./wrappers.js";

const axes: readonly Axis[] = ["x", "y", "z"];

/**
 * Refuses a study whose parts do not fit together.
 * @param source where its parts are written
 * @throws CaseError with path and place: E_ARC, E_SET (unknown set), E_MATERIAL (unknown material), E_REGION_CELLS, E_DIRECTION, E_LENGTH, E_PROBE, E_STEPS
 */
export function checkStudy(study: Study, source: Source): void {
  const fail: Fail = (path, code, text, hint) => {
    const place = source.placeOfValue(path);
    throw new CaseError(code, `${place ? `${place}: ` : ""}${pathText(path)} ${text}`, { hint, details: { path: pathText(path), place } });
  };
  checkRegions(study, fail);
  checkFormulation(study, fail);
  study.boundary.forEach((condition, index) => checkCondition(study, condition, index, fail));
  checkSteps(study, fail);
  checkArc(study, fail);
  checkPrestress(study, fail);
  for (const [name, probe] of Object.entries(study.probes)) checkProbe(study, probe, ["probes", name], fail);
}

function checkRegions(study: Study, fail: Fail): void {
  const names = Object.keys(study.materials);
  const owner = new Map<number, string>();
  for (const [set, material] of Object.entries(study.regions)) {
    const path = ["regions", set];
    if (!Object.hasOwn(study.materials, material)) fail(path, "E_MATERIAL", `is "${material}", which is no material of this case.`, suggestion(material, names));
    for (const cell of lookUp(() => cellsOf(study.mesh, set), path, fail)) {
      const other = owner.get(cell);
      if (other !== undefined) fail(path, "E_REGION_CELLS", `contains cell ${cell}, which region "${other}" already has; a cell has one material.`, "use cell sets that do not overlap.");
      owner.set(cell, set);
    }
  }
  const count = cellCount(study.mesh);
  if (owner.size === count) return;
  const first = Array.from({ length: count }, (_, cell) => cell).find((cell) => !owner.has(cell));
  const unused = Object.keys(study.mesh.sets.cells).filter((set) => !Object.hasOwn(study.regions, set));
  fail(["regions"], "E_REGION_CELLS", `leaves ${count - owner.size} of ${count} cells without a material (the first is cell ${first}).`,
    `add a cell set: ${unused.join(", ") || "all"}.`);
}

function checkFormulation(study: Study, fail: Fail): void {
  const { mesh, formulation, solver } = study;
  const elements = formulation === "auto" ? undefined : formulations[formulation].elements;
  const other = elements && mesh.blocks.find(({ type }) => !elements.some((known) => known === type));
  if (other) fail(["formulation"], "E_FORMULATION", `is ${formulation}, which is not made for ${other.type} cells; it is for ${elements.join(", ")}.`, `use a mesh of ${elements.join(" or ")}, or another formulation.`);
  const cause = asymmetryOf(study);
  if (cause && solver.linear === "symmetric") {
    fail(["solver", "linear"], "E_SYMMETRY", `is symmetric, but ${cause} makes the stiffness unsymmetric.`, "use auto or unsymmetric.");
  }
}

/** A set of the mesh, or the error of the mesh at the place where the set is named. */
function lookUp(find: () => Int32Array, path: Path, fail: Fail): Int32Array {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof MeshError) || error.code !== "E_SET") throw error;
    return fail(path, error.code, `names no usable set: ${error.text}`, error.hint);
  }
}

function checkCondition(study: Study, condition: Condition, index: number, fail: Fail): void {
  const { mesh } = study;
  const path: Path = ["boundary", index];
  lookUp(() => setOf(study, condition), [...path, "on"], fail);
  condition.fix?.forEach((axis, i) => checkAxis(study, axis, [...path, "fix", i], fail));
  for (const axis of Object.keys(condition.above ?? {})) checkAxis(study, axis as Axis, [...path, "above", axis], fail);
  for (const axis of Object.keys(condition.move ?? {})) checkAxis(study, axis as Axis, [...path, "move", axis], fail);
  if (condition.fix?.length === 0 || (condition.move && Object.keys(condition.move).length === 0)) {
    fail(path, "E_DIRECTION", "names no direction.", `name at least one of ${axes.slice(0, mesh.dimension).join(", ")}.`);
  }
  if (condition.tie !== undefined) lookUp(() => facesOf(mesh, condition.tie!), [...path, "tie"], fail);
  if (condition.spring) checkSpring(study, condition.spring, [...path, "spring"], fail);
  if (condition.contact) checkContact(study, condition, [...path, "contact"], fail);
  if (condition.excise) checkExcision(study, condition, index, fail);
  for (const key of ["traction", "force"] as const) if (condition[key]) checkLength(condition[key], mesh.dimension, [...path, key], fail);
}

/** The faces, cells or nodes that a condition needs. */
function setOf({ mesh }: Study, { on, traction, pressure, volume, force, spring, contact, tie, excise }: Condition): Int32Array {
  if (force ?? excise) return cellsOf(mesh, on);
  const onFaces = [traction, pressure, volume, spring?.stiffness, contact, tie].some((value) => value !== undefined);
  return onFaces ? facesOf(mesh, on) : nodesOf(mesh, on);
}

function checkSteps({ steps }: Study, fail: Fail): void {
  const { size, min, max, end } = steps;
  if (size === undefined) return;
  if (min !== undefined && min > size) fail(["steps", "min"], "E_STEPS", `is ${min}, but must be at most steps.size = ${size}.`, "reduce steps.min.");
  if (max !== undefined && max < size) fail(["steps", "max"], "E_STEPS", `is ${max}, but must be at least steps.size = ${size}.`, "raise steps.max.");
  if (size > end) fail(["steps", "size"], "E_STEPS", `is ${size}, but must be at most steps.end = ${end}.`, "reduce steps.size.");
}

/** Named outputs of the RVEs of a study, and the trust in its surrogates. */
function outputNames({ materials }: Study): string[] {
  return Object.values(materials).flatMap((material) => [...outputFieldsOf(material), ...(hasTrust(material) ? [trustedField.name] : [])]);
}

/** A field of a set needs the condition that makes it. */
function checkSetField(study: Study, on: string, field: string, path: Path, fail: Fail): void {
  const sources: Readonly<Record<string, readonly [sets: string[], what: string, condition: string]>> = {
    pressure: [inflatedSets(study), "neither pressure nor volume", "pressure: .."], volume: [inflatedSets(study), "neither pressure nor volume", "pressure: .."],
    springForce: [setsWith(study, "spring"), "no spring", "spring: { stiffness: .. }"],
    ...Object.fromEntries(["contactForce", "contactPressure", "gap"].map((name) => [name, [setsWith(study, "contact"), "no contact", "contact: { wall: .. }"]])),
  };
  if (!Object.hasOwn(sources, field) || sources[field][0].includes(on)) return;
  const [sets, what, condition] = sources[field];
  fail(path, "E_PROBE", `is "${on}", which has ${what} in \`boundary\`.`,
    sets.length > 0 ? `use ${[...new Set(sets)].join(" or ")}.` : `read the reaction, or add { on: .., ${condition} } to boundary.`);
}

function checkProbe(study: Study, probe: Probe, path: Path, fail: Fail): void {
  const { mesh } = study;
  if (probe.at) checkLength(probe.at, mesh.dimension, [...path, "at"], fail);
  if (probe.on !== undefined) lookUp(() => nodesOf(mesh, probe.on!), [...path, "on"], fail);
  for (const key of ["mean", "peak"] as const) if (probe[key] !== undefined) lookUp(() => cellsOf(mesh, probe[key]!), [...path, key], fail);
  if (probe.integral !== undefined) lookUp(() => facesOf(mesh, probe.integral!), [...path, "integral"], fail);
  if (probe.on !== undefined && probe.field === "area") lookUp(() => facesOf(mesh, probe.on!), [...path, "on"], fail);
  if (probe.on !== undefined) checkSetField(study, probe.on, probe.field, [...path, "on"], fail);
  if (probe.node !== undefined && probe.node >= nodeCount(mesh)) {
    fail([...path, "node"], "E_PROBE", `is ${probe.node}, but nodes are 0 to ${nodeCount(mesh) - 1}.`, "take a node of the mesh, or its place with `at`.");
  }
  if (probe.cell !== undefined && probe.cell >= cellCount(mesh)) {
    fail([...path, "cell"], "E_PROBE", `is ${probe.cell}, but cells are 0 to ${cellCount(mesh) - 1}.`, "take a cell of the mesh.");
  }
  const known = [...pointFields, ...outputNames(study), ...wrapperStates(study)];
  const ofCells = [probe.cell, probe.mean, probe.peak, probe.integral].some((place) => place !== undefined);
  if (ofCells && !known.includes(probe.field)) {
    fail([...path, "field"], "E_PROBE", `is "${probe.field}", which no material of this case has.`, suggestion(probe.field, known));
  }
}
