/** From affine equations to u = T q + g(t): Gaussian elimination on the equations, which finds chains, repeats and conflicts. */
import { CaseError } from "../core/errors.js";
import type { TimeFunction } from "../core/time.js";
import type { Constraint } from "./constraint.js";

/** u_i = Σ factor · q_free + Σ weight · function(t), rows in compressed form. Free dofs are rows with the single entry 1. */
export interface Transformation {
  /** Number of all dofs. */
  readonly dofs: number;
  /** Number of free dofs q. */
  readonly free: number;
  /** Start of each row `[dofs + 1]`. */
  readonly start: Int32Array;
  /** Free dof of each entry, increasing in a row. */
  readonly column: Int32Array;
  readonly factor: Float64Array;
  /** Dof of each free dof `[free]`. */
  readonly freeDofs: Int32Array;
  /** Eliminated dofs, increasing. */
  readonly eliminated: Int32Array;
  /** Writes g(t) `[dofs]`, zero at free dofs. */
  offsets(time: number, out: Float64Array): void;
}

/** u_dof + Σ terms = Σ known, as maps over dofs and over numbers of time functions. */
interface Row { terms: Map<number, number>; known: Map<number, number>; source: string }

/** Factors below this, relative to the largest of their equation, are rounding of an elimination. */
const negligible = 1e-12;

interface Elimination {
  readonly rows: Map<number, Row>;
  /** Eliminated dofs whose row refers to a dof. */
  readonly users: Map<number, Set<number>>;
  readonly functions: TimeFunction[];
  readonly numbers: Map<TimeFunction, number>;
  readonly name: (dof: number) => string;
  readonly times: readonly number[];
}

/**
 * Eliminates constraints. Equations that repeat what others say are dropped; order does not change the solution.
 * @param dofs number of all dofs
 * @param active 1 for dofs that carry stiffness `[dofs]`; others are held at zero unless a constraint uses them
 * @param constraints affine equations
 * @param times at which repeated equations are compared, unit of time of the case
 * @param name name of a dof in messages, e.g. "x of node 12"
 * @throws CaseError E_CONSTRAINT_CONFLICT when two equations contradict each other
 */
export function eliminate(
  dofs: number, active: Uint8Array, constraints: readonly Constraint[], times: readonly number[], name: (dof: number) => string,
): Transformation {
  const state: Elimination = { rows: new Map(), users: new Map(), functions: [], numbers: new Map(), name, times };
  for (const constraint of constraints) addEquation(state, constraint);
  return compress(dofs, active, constraints, state);
}

function addEquation(state: Elimination, constraint: Constraint): void {
  const row: Row = { terms: new Map(), known: new Map(), source: constraint.source };
  addTerm(state, row, constraint.slave, 1);
  for (let k = 0; k < constraint.masters.length; k++) addTerm(state, row, constraint.masters[k], -constraint.factors[k]);
  add(row.known, functionNumber(state, constraint.value), 1);
  const pivot = choosePivot(row, constraint);
  if (pivot < 0) checkRepeat(state, row, constraint);
  else install(state, row, pivot);
}

/** Adds factor · u_dof, replacing a dof that is already eliminated by its row. */
function addTerm(state: Elimination, row: Row, dof: number, factor: number): void {
  const known = state.rows.get(dof);
  if (!known) return add(row.terms, dof, factor);
  for (const [other, c] of known.terms) if (other !== dof) add(row.terms, other, -factor * c);
  for (const [number, c] of known.known) add(row.known, number, -factor * c);
}

function add(map: Map<number, number>, key: number, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

function functionNumber(state: Elimination, value: TimeFunction): number {
  const found = state.numbers.get(value);
  if (found !== undefined) return found;
  state.functions.push(value);
  state.numbers.set(value, state.functions.length - 1);
  return state.functions.length - 1;
}

/** The wanted slave, or the dof with the largest factor; -1 when nothing is left of the equation. */
function choosePivot(row: Row, constraint: Constraint): number {
  let scale = 1;
  for (let k = 0; k < constraint.factors.length; k++) scale = Math.max(scale, Math.abs(constraint.factors[k]));
  let largest = negligible * scale, pivot = -1;
  for (const [dof, c] of row.terms) {
    if (Math.abs(c) <= negligible * scale) row.terms.delete(dof);
    else if (Math.abs(c) > largest) { largest = Math.abs(c); pivot = dof; }
  }
  const wanted = Math.abs(row.terms.get(constraint.slave) ?? 0);
  return wanted > 1e-6 * largest && pivot >= 0 ? constraint.slave : pivot;
}

/** An equation without unknowns must hold by itself at all times. */
function checkRepeat(state: Elimination, row: Row, constraint: Constraint): void {
  for (const time of state.times) {
    let gap = 0, scale = 0;
    for (const [number, c] of row.known) {
      const value = c * state.functions[number](time);
      gap += value;
      scale = Math.max(scale, Math.abs(value));
    }
    if (Math.abs(gap) > 1e-9 * scale) throw conflict(state, constraint, time, gap);
  }
}

function conflict(state: Elimination, constraint: Constraint, time: number, gap: number): CaseError {
  const other = state.rows.get(constraint.slave)?.source ?? constraint.source;
  return new CaseError("E_CONSTRAINT_CONFLICT",
    `${constraint.source} asks something else of ${state.name(constraint.slave)} than ${other}: they differ by ${gap.toPrecision(4)} at t=${time}; they must agree.`,
    {
      hint: "remove the component from one of the two boundary entries, or give both the same values.",
      details: { dof: constraint.slave, time, gap, sources: [constraint.source, other] },
    });
}

/** Solves the row for its pivot and puts it into the rows that use the pivot. */
function install(state: Elimination, row: Row, pivot: number): void {
  const scale = row.terms.get(pivot) ?? 1;
  for (const [dof, c] of row.terms) row.terms.set(dof, dof === pivot ? 1 : c / scale);
  for (const [number, c] of row.known) row.known.set(number, c / scale);
  state.rows.set(pivot, row);
  for (const dof of row.terms.keys()) if (dof !== pivot) use(state, dof, pivot);
  for (const user of state.users.get(pivot) ?? []) substitute(state, user, pivot, row);
  state.users.delete(pivot);
}

function use(state: Elimination, dof: number, user: number): void {
  const users = state.users.get(dof);
  if (users) users.add(user);
  else state.users.set(dof, new Set([user]));
}

function substitute(state: Elimination, user: number, pivot: number, by: Row): void {
  const row = state.rows.get(user);
  const factor = row?.terms.get(pivot);
  if (!row || factor === undefined) return;
  row.terms.delete(pivot);
  for (const [dof, c] of by.terms) {
    if (dof === pivot) continue;
    add(row.terms, dof, -factor * c);
    use(state, dof, user);
  }
  for (const [number, c] of by.known) add(row.known, number, -factor * c);
}

/** Numbers the free dofs and writes all rows down. */
function compress(dofs: number, active: Uint8Array, constraints: readonly Constraint[], state: Elimination): Transformation {
  const used = active.slice();
  for (const constraint of constraints) {
    used[constraint.slave] = 1;
    for (let k = 0; k < constraint.masters.length; k++) used[constraint.masters[k]] = 1;
  }
  const number = new Int32Array(dofs).fill(-1);
  const freeDofs: number[] = [];
  for (let dof = 0; dof < dofs; dof++) if (used[dof] === 1 && !state.rows.has(dof)) number[dof] = freeDofs.push(dof) - 1;
  const start = new Int32Array(dofs + 1);
  const entries: [number, number][] = [];
  for (let dof = 0; dof < dofs; dof++) {
    entries.push(...rowEntries(state.rows.get(dof), dof, number));
    start[dof + 1] = entries.length;
  }
  return {
    dofs, free: freeDofs.length, freeDofs: Int32Array.from(freeDofs), start,
    column: Int32Array.from(entries, (entry) => entry[0]),
    factor: Float64Array.from(entries, (entry) => entry[1]),
    ...knownParts(state),
  };
}

function rowEntries(row: Row | undefined, dof: number, number: Int32Array): [number, number][] {
  if (!row) return number[dof] < 0 ? [] : [[number[dof], 1]];
  const entries: [number, number][] = [];
  for (const [other, c] of row.terms) if (other !== dof && c !== 0) entries.push([number[other], -c]);
  return entries.sort((a, b) => a[0] - b[0]);
}

function knownParts(state: Elimination): Pick<Transformation, "eliminated" | "offsets"> {
  const slaves = [...state.rows.keys()].sort((a, b) => a - b);
  const parts = slaves.map((slave) => [...(state.rows.get(slave)?.known ?? [])].filter(([, c]) => c !== 0));
  const values = new Float64Array(state.functions.length);
  return {
    eliminated: Int32Array.from(slaves),
    offsets(time, out) {
      out.fill(0);
      state.functions.forEach((value, k) => { values[k] = value(time); });
      slaves.forEach((slave, s) => {
        let sum = 0;
        for (const [number, c] of parts[s]) sum += c * values[number];
        out[slave] = sum;
      });
    },
  };
}
