// Numerical set-up of the next level: P = (1 - ω D⁻¹ A) P₀, then PᵀAP (vanek1996). Rows are combined by aggregate, so a product of blocks is
// 3 by 3 times 3 by 6, the six modes of an aggregate as three vectors per row.
import {
  LEVEL_AGGREGATES, LEVEL_AP, LEVEL_AP_COLUMNS, LEVEL_AP_STARTS, LEVEL_COARSE, LEVEL_DIAGONAL, LEVEL_INVERSE, LEVEL_P, LEVEL_P_COLUMNS, LEVEL_P_STARTS,
  LEVEL_ROWS, LEVEL_SLOTS, LEVEL_STARTS, LEVEL_TENTATIVE, LEVEL_USER_STARTS, LEVEL_USERS, LEVEL_VALUES,
} from "../../src/multigrid/layout";
import { BLOCK, columnsAt, field, firstPair, item, PAIR, SQUARE } from "./level";

/** Scaled block at hand. */
const scaled: usize = memory.data(72, 16);

/** One row of C += (a0, a1, a2) B. */
// @ts-ignore: decorator
@inline
function addRow(a0: v128, a1: v128, a2: v128, b: usize, c: usize): void {
  for (let k: usize = 0; k < 48; k += 16) {
    const s = f64x2.add(f64x2.add(f64x2.mul(a0, v128.load(b + k)), f64x2.mul(a1, v128.load(b + k, 48))), f64x2.mul(a2, v128.load(b + k, 96)));
    v128.store(c + k, f64x2.add(v128.load(c + k), s));
  }
}

/** C += A B: `a` is a lane of a pair. */
function addPairProduct(a: usize, b: usize, c: usize): void {
  addRow(v128.load64_splat(a), v128.load64_splat(a, 16), v128.load64_splat(a, 32), b, c);
  addRow(v128.load64_splat(a, 48), v128.load64_splat(a, 64), v128.load64_splat(a, 80), b, c + 48);
  addRow(v128.load64_splat(a, 96), v128.load64_splat(a, 112), v128.load64_splat(a, 128), b, c + 96);
}

/** C += A B: `a` is a block. */
function addBlockProduct(a: usize, b: usize, c: usize): void {
  addRow(v128.load64_splat(a), v128.load64_splat(a, 8), v128.load64_splat(a, 16), b, c);
  addRow(v128.load64_splat(a, 24), v128.load64_splat(a, 32), v128.load64_splat(a, 40), b, c + 48);
  addRow(v128.load64_splat(a, 48), v128.load64_splat(a, 56), v128.load64_splat(a, 64), b, c + 96);
}

/** Remembers in `slots` where the entries [from, to) of a list of aggregates lie, as byte offsets of pairs. */
// @ts-ignore: decorator
@inline
function numberSlots(slots: usize, list: usize, from: i32, to: i32): void {
  for (let k = from; k < to; k++) store<u32>(slots + (<usize>item(list, k) << 2), <u32>k * 144);
}

/** Prolongation of all rows: the modes of the aggregates, smoothed by one damped Jacobi step. */
export function smoothProlongator(level: usize, omega: f64): void {
  const rows = <i32>field(level, LEVEL_ROWS), starts = field(level, LEVEL_P_STARTS), columns = field(level, LEVEL_P_COLUMNS), p = field(level, LEVEL_P);
  const aggregates = field(level, LEVEL_AGGREGATES), tentative = field(level, LEVEL_TENTATIVE), slots = field(level, LEVEL_SLOTS);
  memory.fill(p, 0, <usize>item(starts, rows) * PAIR);
  for (let row = 0; row < rows; row++) {
    const from = item(starts, row), to = item(starts, row + 1), own = <usize>row * PAIR;
    numberSlots(slots, columns, from, to);
    scaleBlock(field(level, LEVEL_INVERSE) + <usize>row * SQUARE, -omega);
    gatherModes(level, row, aggregates, tentative, slots, p);
    for (let entry = from; entry < to; entry++) transformPair(p + <usize>entry * PAIR);
    const at = p + load<u32>(slots + (<usize>item(aggregates, row) << 2));
    for (let k: usize = 0; k < PAIR; k += 16) v128.store(at + k, f64x2.add(v128.load(at + k), v128.load(tentative + own + k)));
  }
}

/** Adds row `row` of A P₀ to its entries of P. */
function gatherModes(level: usize, row: i32, aggregates: usize, tentative: usize, slots: usize, p: usize): void {
  const first = firstPair(level, row), last = firstPair(level, row + 1);
  addBlockProduct(field(level, LEVEL_DIAGONAL) + <usize>row * SQUARE, tentative + <usize>row * PAIR, p + load<u32>(slots + (<usize>item(aggregates, row) << 2)));
  for (let pair = first; pair < last; pair++) {
    const values = field(level, LEVEL_VALUES) + <usize>pair * PAIR, ends = columnsAt(level, pair);
    for (let lane: usize = 0; lane < 2; lane++) {
      const other = load<u32>(ends + (lane << 2)) / 24;
      addPairProduct(values + (lane << 3), tentative + <usize>other * PAIR, p + load<u32>(slots + (<usize>item(aggregates, other) << 2)));
    }
  }
}

function scaleBlock(block: usize, factor: f64): void {
  for (let k: usize = 0; k < SQUARE; k += 8) store<f64>(scaled + k, load<f64>(block + k) * factor);
}

/** A pair of blocks, multiplied from the left by the scaled block, in place. */
function transformPair(at: usize): void {
  for (let k: usize = 0; k < 48; k += 16) {
    const x = v128.load(at + k), y = v128.load(at + k, 48), z = v128.load(at + k, 96);
    for (let r: usize = 0; r < 3; r++) {
      const m = scaled + r * 24;
      v128.store(at + k + r * 48, f64x2.add(f64x2.add(f64x2.mul(v128.load64_splat(m), x), f64x2.mul(v128.load64_splat(m, 8), y)), f64x2.mul(v128.load64_splat(m, 16), z)));
    }
  }
}

/** A P of all rows. */
function multiplyProlongator(level: usize): void {
  const rows = <i32>field(level, LEVEL_ROWS), starts = field(level, LEVEL_AP_STARTS), columns = field(level, LEVEL_AP_COLUMNS), product = field(level, LEVEL_AP);
  const slots = field(level, LEVEL_SLOTS);
  memory.fill(product, 0, <usize>item(starts, rows) * PAIR);
  for (let row = 0; row < rows; row++) {
    numberSlots(slots, columns, item(starts, row), item(starts, row + 1));
    addEntries(level, row, field(level, LEVEL_DIAGONAL) + <usize>row * SQUARE, 8, product);
    const last = firstPair(level, row + 1);
    for (let pair = firstPair(level, row); pair < last; pair++) {
      const values = field(level, LEVEL_VALUES) + <usize>pair * PAIR, ends = columnsAt(level, pair);
      addEntries(level, load<u32>(ends) / 24, values, 16, product);
      addEntries(level, load<u32>(ends, 4) / 24, values + 8, 16, product);
    }
  }
}

/** Adds A_ik times row k of P to row i of the product, whose slots are numbered. */
function addEntries(level: usize, k: i32, a: usize, stride: usize, product: usize): void {
  const starts = field(level, LEVEL_P_STARTS), columns = field(level, LEVEL_P_COLUMNS), p = field(level, LEVEL_P), slots = field(level, LEVEL_SLOTS);
  for (let entry = item(starts, k), end = item(starts, k + 1); entry < end; entry++) {
    const to = product + load<u32>(slots + (<usize>item(columns, entry) << 2));
    if (stride == 8) addBlockProduct(a, p + <usize>entry * PAIR, to);
    else addPairProduct(a, p + <usize>entry * PAIR, to);
  }
}

/**
 * Matrix of the next level, PᵀAP. Modes that an aggregate cannot have (fewer dofs than modes) leave an empty row, which becomes a row of the identity.
 * The rows 2 I and 2 I + 1 of the next level list their pairs in one order, that of the neighbours of I with I itself.
 */
export function buildCoarse(level: usize, coarse: usize): void {
  multiplyProlongator(level);
  const starts = field(coarse, LEVEL_STARTS), values = field(coarse, LEVEL_VALUES), count = <i32>field(level, LEVEL_COARSE);
  memory.fill(values, 0, <usize>item(starts, 2 * count) * PAIR);
  for (let aggregate = 0; aggregate < count; aggregate++) {
    const first = item(starts, 2 * aggregate), pairs = item(starts, 2 * aggregate + 1) - first;
    for (let k = 0; k < pairs; k++) store<u32>(field(level, LEVEL_SLOTS) + <usize>(load<u32>(columnsAt(coarse, first + k)) / 48 << 2), <u32>k * 144);
    addUsers(level, aggregate, values + <usize>first * PAIR, <usize>pairs * PAIR);
    takeDiagonal(coarse, 2 * aggregate, values + <usize>first * PAIR + load<u32>(field(level, LEVEL_SLOTS) + (<usize>aggregate << 2)), 0);
    takeDiagonal(coarse, 2 * aggregate + 1, values + <usize>(first + pairs) * PAIR + load<u32>(field(level, LEVEL_SLOTS) + (<usize>aggregate << 2)), 8);
  }
}

/** Adds P_iIᵀ (A P)_iJ over the rows i that aggregate I takes part in: translations to the row at `to`, rotations to the row `stride` bytes further. */
function addUsers(level: usize, aggregate: i32, to: usize, stride: usize): void {
  const userStarts = field(level, LEVEL_USER_STARTS), users = field(level, LEVEL_USERS), p = field(level, LEVEL_P), product = field(level, LEVEL_AP);
  const starts = field(level, LEVEL_AP_STARTS), columns = field(level, LEVEL_AP_COLUMNS), slots = field(level, LEVEL_SLOTS);
  for (let user = item(userStarts, aggregate), end = item(userStarts, aggregate + 1); user < end; user++) {
    const row = item(users, 2 * user), a = p + <usize>item(users, 2 * user + 1) * PAIR, last = item(starts, row + 1);
    for (let entry = item(starts, row); entry < last; entry++) {
      const c = to + load<u32>(slots + (<usize>item(columns, entry) << 2));
      addTransposed(a, product + <usize>entry * PAIR, c);
      addTransposed(a + 8, product + <usize>entry * PAIR, c + stride);
    }
  }
}

/** C += Aᵀ B: `a` is a lane of a pair. */
function addTransposed(a: usize, b: usize, c: usize): void {
  addRow(v128.load64_splat(a), v128.load64_splat(a, 48), v128.load64_splat(a, 96), b, c);
  addRow(v128.load64_splat(a, 16), v128.load64_splat(a, 64), v128.load64_splat(a, 112), b, c + 48);
  addRow(v128.load64_splat(a, 32), v128.load64_splat(a, 80), v128.load64_splat(a, 128), b, c + 96);
}

/** Moves the diagonal block of a row out of its pair. */
function takeDiagonal(coarse: usize, row: i32, pair: usize, lane: usize): void {
  const diagonal = field(coarse, LEVEL_DIAGONAL) + <usize>row * SQUARE;
  for (let k: usize = 0; k < 9; k++) {
    const from = pair + (k << 4) + lane, value = load<f64>(from);
    store<f64>(diagonal + (k << 3), value == 0.0 && k % 4 == 0 ? 1.0 : value);
    store<f64>(from, 0.0);
  }
}
