/** The key `steps.arc` of a study: what can be followed along a path, and where it ends. */
import { nodeCount } from "../mesh/index.js";
import { type ArcControl, displacementTarget, loadTarget, type PathTarget } from "../solve/problem.js";
import { checkAxis, checkLength, type Fail } from "./check-parts.js";
import { nearestNode } from "./probes.js";
import type { ArcSteps, Axis, Condition, PathEnd, Study, TimeValue } from "./study.js";
import { wrappersOf } from "./wrappers.js";

/** Length of the first step, as a change of the load factor. */
const defaultSize = 0.1;
/** Most steps of a path that has an end. */
const defaultCount = 500;
const axes: readonly Axis[] = ["x", "y", "z"];

/** The path that a study asks for; undefined when it goes through time. */
export function arcControl(study: Study): ArcControl | undefined {
  const { arc } = study.steps;
  if (!arc) return undefined;
  const { size = defaultSize, min = size / 1024, max = 2 * size, count = defaultCount } = arc;
  const until = endOf(arc);
  return { size, min, max, count, ...(until ? { target: targetOf(study, until) } : {}) };
}

/** Without an end and without a number of steps, a path goes to the full load. */
function endOf({ until, count }: ArcSteps): PathEnd | undefined {
  return until ?? (count === undefined ? { load: 1 } : undefined);
}

function targetOf({ mesh }: Study, until: PathEnd): PathTarget {
  if ("load" in until) return loadTarget(until.load);
  const node = until.node ?? nearestNode(mesh, until.at ?? []);
  const [[axis, value]] = Object.entries(until.u) as [Axis, number][];
  return displacementTarget(node * mesh.dimension + axes.indexOf(axis), value);
}

/**
 * Refuses what a path cannot follow, with the reason.
 * @throws CaseError E_ARC, E_STEPS, E_DIRECTION, E_LENGTH with place
 */
export function checkArc(study: Study, fail: Fail): void {
  const { arc } = study.steps;
  if (!arc) return;
  checkSizes(arc, fail);
  if (arc.until) checkEnd(study, arc.until, fail);
  study.boundary.forEach((condition, index) => { checkDriven(condition, index, fail); });
  if (!study.boundary.some((condition) => valuesOf(condition).some(([, value]) => typeof value === "number" && value !== 0))) {
    fail(["steps", "arc"], "E_ARC", "has nothing to scale: no load and no motion is a number other than 0.", "give a traction, force, pressure or move as a number; it is reached at the load factor 1.");
  }
  for (const [name, material] of Object.entries(study.materials)) {
    const clock = wrappersOf(material).find(({ wrapper: { key }, spec }) => key === "growth" || key === "viscosity" || (key === "prestrain" && (spec as { over?: number }).over !== undefined));
    if (clock) fail(["materials", name, clock.wrapper.key], "E_ARC", "depends on time, which a path does not have: its load factor goes up and down.", "leave it out, or walk through time with steps.size.");
  }
}

function checkSizes({ size = defaultSize, min, max }: ArcSteps, fail: Fail): void {
  if (min !== undefined && min > size) fail(["steps", "arc", "min"], "E_STEPS", `is ${min}, but must be at most steps.arc.size = ${size}.`, "reduce steps.arc.min.");
  if (max !== undefined && max < size) fail(["steps", "arc", "max"], "E_STEPS", `is ${max}, but must be at least steps.arc.size = ${size}.`, "raise steps.arc.max.");
}

function checkEnd(study: Study, until: PathEnd, fail: Fail): void {
  const path = ["steps", "arc", "until"];
  if ("load" in until) {
    if (until.load === 0) fail([...path, "load"], "E_ARC", "is 0, where the path begins.", "give a load factor other than 0, or a displacement.");
    return;
  }
  const wanted = Object.entries(until.u);
  for (const [axis] of wanted) checkAxis(study, axis as Axis, [...path, "u", axis], fail);
  if (wanted.length !== 1 || wanted[0][1] === 0) fail([...path, "u"], "E_ARC", "must be one displacement other than 0.", "write for instance u: { y: -2 }.");
  if (until.at) checkLength(until.at, study.mesh.dimension, [...path, "at"], fail);
  if (until.node !== undefined && until.node >= nodeCount(study.mesh)) fail([...path, "node"], "E_ARC", `is ${until.node}, but nodes are 0 to ${nodeCount(study.mesh) - 1}.`, "take a node of the mesh, or its place with `at`.");
}

/** What a condition prescribes over time, with the key it stands under. */
function valuesOf({ move, traction, pressure, force }: Condition): [key: string, value: TimeValue][] {
  return [
    ...Object.values(move ?? {}).map((value): [string, TimeValue] => ["move", value]), ...(traction ?? []).map((value): [string, TimeValue] => ["traction", value]),
    ...(force ?? []).map((value): [string, TimeValue] => ["force", value]), ...(pressure === undefined ? [] : [["pressure", pressure] as [string, TimeValue]]),
  ];
}

/** Loads must be linear in the load factor, and what has an unknown of its own cannot have another. */
function checkDriven(condition: Condition, index: number, fail: Fail): void {
  const table = valuesOf(condition).find(([, value]) => typeof value !== "number" && value.length > 1);
  if (table) fail(["boundary", index, table[0]], "E_ARC", "is a table over time, but along a path loads grow with one factor.", "give a number (reached at the load factor 1), or [[0, value]] for what stays as it is.");
  if (condition.volume !== undefined) fail(["boundary", index, "volume"], "E_ARC", "controls a volume, which goes past limit points of the pressure by itself.", "use steps.size, or a pressure in place of the volume.");
  if (condition.contact?.move) fail(["boundary", index, "contact", "move"], "E_ARC", "moves a rigid body, which does not follow the load factor.", "hold the rigid body and move the other side of the body, or use steps.size.");
}
