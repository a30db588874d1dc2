// Residual and sparse tangent of the whole RVE at given unknowns; cells in fixed order, so that the bits never change.
import { COUPLED, evaluateCell, MACRO_AT, RESIDUAL_AT, STIFFNESS_AT, SUM_A, SUM_FORCES, SUMS_AT, SUMS_SIZE } from "./cell";
import { blockLength } from "./modes";
import { add, address, clear, get, set, word } from "./plan";
import {
  CELLS, CONSTANT_PAIRS, CONSTANT_PLACES, CONSTANT_VALUES, CONSTANTS, DIMENSION, DOFS, ENTRIES, MACRO_ENTRIES, NODES,
  RESIDUAL, SCATTER, SCATTER_MACRO, SCRATCH, SIZE, VALUES,
} from "../../src/kernels/rve-layout";

/** Adds the forces of a cell to the residual, and their squares to the sums. */
export function scatterForces(plan: usize, cell: i32): void {
  const scratch = address(plan, SCRATCH), residual = address(plan, RESIDUAL);
  const count = word(plan, DIMENSION) * word(plan, NODES);
  const dofs = address(plan, DOFS) + <usize>(cell * count) * 4;
  let norm = 0.0;
  for (let i = 0; i < count; i++) {
    const force = get(scratch + RESIDUAL_AT, i);
    norm += force * force;
    const dof = load<i32>(dofs + (<usize>i << 2));
    if (dof >= 0) add(residual, dof, force);
  }
  add(scratch + SUMS_AT, SUM_FORCES, norm);
}

/** values[place] += entry for a run of entries. */
// @ts-ignore: decorator
@inline
function scatterRun(places: usize, entries: usize, count: i32, values: usize): void {
  for (let i = 0; i < count; i++) {
    add(values, load<i32>(places), load<f64>(entries));
    places += 4;
    entries += 8;
  }
}

function scatterStiffness(plan: usize, cell: i32): void {
  const scratch = address(plan, SCRATCH), values = address(plan, VALUES);
  const dimension = word(plan, DIMENSION), nodes = word(plan, NODES);
  const lower = (dimension * (dimension + 1)) >> 1, block = <usize>blockLength(dimension) << 3;
  let places = address(plan, SCATTER) + <usize>(cell * lower * nodes * nodes) * 4, entries = scratch + STIFFNESS_AT;
  for (let pair = 0; pair < nodes * nodes; pair++) {
    scatterRun(places, entries, lower, values);
    places += <usize>lower << 2;
    entries += block;
  }
  const macros = dimension * dimension * dimension * nodes;
  scatterRun(address(plan, SCATTER_MACRO) + <usize>(cell * macros) * 4, scratch + MACRO_AT, macros, values);
}

/** The macroscopic block: the volume average of A, times the volume. */
function scatterMacroBlock(plan: usize): void {
  const sums = address(plan, SCRATCH) + SUMS_AT + (<usize>SUM_A << 3), values = address(plan, VALUES);
  const places = address(plan, MACRO_ENTRIES);
  const macros = word(plan, DIMENSION) * word(plan, DIMENSION);
  for (let r = 0; r < macros; r++) {
    for (let c = 0; c <= r; c++) add(values, load<i32>(places + <usize>(r * macros + c) * 4), get(sums, r * macros + c));
  }
}

/** The linear constraint of boundary `minimal`: forces of the multipliers, and the constraint itself. */
function addConstantForces(plan: usize, unknowns: usize): void {
  const count = word(plan, CONSTANTS), residual = address(plan, RESIDUAL);
  const values = address(plan, CONSTANT_VALUES);
  let pair = address(plan, CONSTANT_PAIRS);
  for (let i = 0; i < count; i++) {
    const unknown = load<i32>(pair), multiplier = load<i32>(pair, 4);
    const value = get(values, i);
    add(residual, unknown, value * get(unknowns, multiplier));
    add(residual, multiplier, value * get(unknowns, unknown));
    pair += 8;
  }
}

/**
 * Residual at `unknowns`, and with level COUPLED the sparse matrix with its macroscopic rows.
 * Returns 0 or the status of the first bad Gauss point.
 */
export function assembleRve(plan: usize, unknowns: usize, level: i32): i32 {
  const cells = word(plan, CELLS);
  clear(address(plan, RESIDUAL), word(plan, SIZE));
  clear(address(plan, SCRATCH) + SUMS_AT, SUMS_SIZE);
  if (level == COUPLED) clear(address(plan, VALUES), word(plan, ENTRIES) + 1);
  for (let cell = 0; cell < cells; cell++) {
    const status = evaluateCell(plan, cell, unknowns, level);
    if (status != 0) return status;
    scatterForces(plan, cell);
    if (level == COUPLED) scatterStiffness(plan, cell);
  }
  addConstantForces(plan, unknowns);
  if (level == COUPLED) {
    scatterMacroBlock(plan);
    scatterRun(address(plan, CONSTANT_PLACES), address(plan, CONSTANT_VALUES), word(plan, CONSTANTS), address(plan, VALUES));
  }
  return 0;
}
