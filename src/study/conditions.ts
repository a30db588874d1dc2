/** Boundary conditions of a study as constraints and loads of the macro solver. */
import { type Constraint, fix, prescribe } from "../constraint/constraint.js";
import { tieFaces } from "../constraint/tie.js";
import { ramp, table, type TimeFunction } from "../core/time.js";
import { bodyForce, type Load, traction } from "../load/load.js";
import { cellsOf, facesOf, nodesOf } from "../mesh/index.js";
import type { Axis, Condition, Study, TimeValue } from "./study.js";

const axes: readonly Axis[] = ["x", "y", "z"];

/** All displacement conditions. */
export function constraintsOf(study: Study): Constraint[] {
  const own = study.boundary.flatMap((condition, index) => constraintOf(study, condition, sourceOf(condition, index)));
  return study.boundary.reduce((all, condition, index) => [...all, ...tieOf(study, condition, sourceOf(condition, index), all)], own);
}

function sourceOf({ on }: Condition, index: number): string {
  return `boundary[${index}] (set "${on}")`;
}

/** Equations of tied faces; dofs that others prescribe get none. */
function tieOf({ mesh }: Study, { on, tie }: Condition, source: string, others: readonly Constraint[]): Constraint[] {
  if (tie === undefined) return [];
  return tieFaces(mesh, { slave: facesOf(mesh, on), master: facesOf(mesh, tie), source }, new Set(others.map(({ slave }) => slave)));
}

function constraintOf({ mesh, steps }: Study, { on, fix: fixed, move }: Condition, source: string): Constraint[] {
  if (!fixed && !move) return [];
  const nodes = nodesOf(mesh, on);
  const held = fix(nodes, (fixed ?? []).map((axis) => axes.indexOf(axis)), mesh.dimension, source);
  const moved = entriesOf(move).flatMap(([axis, value]) => prescribe(nodes, axes.indexOf(axis), mesh.dimension, overTime(value, steps.end), source));
  return [...held, ...moved];
}

function entriesOf(move: Condition["move"]): [Axis, TimeValue][] {
  return axes.flatMap((axis): [Axis, TimeValue][] => (move?.[axis] === undefined ? [] : [[axis, move[axis]]]));
}

/** All dead loads: tractions and body forces; each direction has its own course over time. */
export function loadsOf({ mesh, boundary, steps }: Study): Load[] {
  const byDirection = (values: readonly TimeValue[] | undefined, make: (unit: number[], factor: TimeFunction) => Load): Load[] =>
    (values ?? []).flatMap((value, i) => (value === 0 ? [] : [make(Array.from({ length: mesh.dimension }, (_, k) => (k === i ? 1 : 0)), overTime(value, steps.end))]));
  return boundary.flatMap(({ on, traction: tractions, force }) => [
    ...byDirection(tractions, (unit, factor) => traction(mesh, facesOf(mesh, on), unit, factor)),
    ...byDirection(force, (unit, factor) => bodyForce(mesh, cellsOf(mesh, on), unit, factor)),
  ]);
}

/** A number, reached linearly at the end of the run, or a table. */
export function overTime(value: TimeValue, end: number): TimeFunction {
  return typeof value === "number" ? ramp(value, end) : table(value);
}

/** Times at which a table has a kink or a piece is cut out, in (0, end), increasing. */
export function kinks({ boundary, steps }: Study): number[] {
  const tables = boundary.flatMap(({ move, traction: tractions = [], force = [], pressure = 0, volume = 0, contact }) =>
    [...entriesOf(move).map(([, value]) => value), ...entriesOf(contact?.move).map(([, value]) => value), ...tractions, ...force, pressure, volume]).filter((value) => typeof value !== "number");
  const times = new Set([...tables.flatMap((rows) => rows.map(([time]) => time)), ...boundary.flatMap(({ release = [], excise = [] }) => [...release, ...excise])]);
  return [...times].filter((time) => time > 0 && time < steps.end).sort((a, b) => a - b);
}
