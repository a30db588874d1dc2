// Residual and sparse tangent of the whole RVE at given unknowns; cells in fixed order, so that the bits never change.
import { COUPLED, evaluatePair, STIFFNESS } from "./cell";
import { add, address, clear, get, word } from "./plan";
import { clearSums, foldSums, MACRO_AT, RESIDUAL_AT, STIFFNESS_AT, SUM_A, SUMS_AT } from "./scratch";
import {
  CONSTANT_PAIRS, CONSTANT_PLACES, CONSTANT_VALUES, CONSTANTS, DIMENSION, DOFS, ENTRIES, MACRO_ENTRIES, NODES, PAIR_COUNT, PAIRS,
  RESIDUAL, SCATTER, SCATTER_COUNT, SCATTER_MACRO, SCATTER_OFFSETS, SCRATCH, SIZE, VALUES,
} from "../../src/kernels/rve-layout";

/** Voxel of a pair in a lane, -1 where the pair has one voxel and this is the second lane. */
// @ts-ignore: decorator
@inline
export function voxelOf(plan: usize, pair: i32, lane: i32): i32 {
  const cells = address(plan, PAIRS) + (<usize>pair << 3), first = load<i32>(cells), second = load<i32>(cells, 4);
  return lane == 0 ? first : second == first ? -1 : second;
}

/** Adds the forces of a voxel to the residual; those of fixed nodes go to the bin behind it. */
export function scatterForces(plan: usize, voxel: i32, lane: usize): void {
  const count = <usize>(word(plan, DIMENSION) * word(plan, NODES)), residual = address(plan, RESIDUAL);
  const dofs = address(plan, DOFS) + (<usize>voxel * count << 2), forces = address(plan, SCRATCH) + RESIDUAL_AT + lane;
  for (let i: usize = 0; i < count; i++) add(residual, load<i32>(dofs + (i << 2)), load<f64>(forces + (i << 4)));
}

/** values[place] += entry for a run of entries, 16 bytes apart. */
// @ts-ignore: decorator
@inline
function scatterRun(places: usize, entries: usize, count: i32, values: usize): void {
  for (const end = places + (<usize>count << 2); places < end; places += 4) {
    add(values, load<i32>(places), load<f64>(entries));
    entries += 16;
  }
}

function scatterStiffness(plan: usize, voxel: i32, lane: usize): void {
  const values = address(plan, VALUES), count = <usize>word(plan, SCATTER_COUNT), entries = address(plan, SCRATCH) + STIFFNESS_AT + lane;
  let places = address(plan, SCATTER) + (<usize>voxel * count << 2), offsets = address(plan, SCATTER_OFFSETS);
  for (const end = offsets + (count << 2); offsets < end; offsets += 4) {
    add(values, load<i32>(places), load<f64>(entries + <usize>load<u32>(offsets)));
    places += 4;
  }
}

function scatterCoupling(plan: usize, voxel: i32, lane: usize): void {
  const dimension = word(plan, DIMENSION), count = dimension * dimension * dimension * word(plan, NODES);
  scatterRun(address(plan, SCATTER_MACRO) + (<usize>(voxel * count) << 2), address(plan, SCRATCH) + MACRO_AT + lane, count, address(plan, VALUES));
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

/** Adds what was evaluated of a pair to the RVE. */
function scatterPair(plan: usize, pair: i32, level: i32): void {
  for (let lane = 0; lane < 2; lane++) {
    const voxel = voxelOf(plan, pair, lane), shift = <usize>lane << 3;
    if (voxel < 0) return;
    scatterForces(plan, voxel, shift);
    if (level >= STIFFNESS) scatterStiffness(plan, voxel, shift);
    if (level == COUPLED) scatterCoupling(plan, voxel, shift);
  }
}

/** The constant entries of the matrix: the constraint of boundary `minimal`. */
function addConstantEntries(plan: usize): void {
  const count = word(plan, CONSTANTS), places = address(plan, CONSTANT_PLACES), entries = address(plan, CONSTANT_VALUES), values = address(plan, VALUES);
  for (let i = 0; i < count; i++) add(values, load<i32>(places + (<usize>i << 2)), get(entries, i));
}

/**
 * Residual at `unknowns`, from level STIFFNESS on the sparse matrix, at level COUPLED with its macroscopic rows.
 * Returns 0 or the status of the first bad Gauss point.
 */
export function assembleRve(plan: usize, unknowns: usize, level: i32): i32 {
  const pairs = word(plan, PAIR_COUNT);
  clear(address(plan, RESIDUAL), word(plan, SIZE) + 1);
  clearSums(plan);
  if (level >= STIFFNESS) clear(address(plan, VALUES), word(plan, ENTRIES) + 1);
  for (let pair = 0; pair < pairs; pair++) {
    const status = evaluatePair(plan, pair, unknowns, level);
    if (status != 0) return status;
    scatterPair(plan, pair, level);
  }
  foldSums(plan, level >= STIFFNESS);
  addConstantForces(plan, unknowns);
  if (level >= STIFFNESS) addConstantEntries(plan);
  if (level == COUPLED) scatterMacroBlock(plan);
  return 0;
}
