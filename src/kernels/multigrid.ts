/** Multigrid by smoothed aggregation in the kernels' memory: set-up for the values of a matrix, and one V-cycle as a preconditioner. */
import { analyse } from "../sparse/analyse.js";
import { type Hierarchy, type Level, type LevelRows, paddedPlaces, scalarPattern, valuePlaces } from "../multigrid/index.js";
import * as at from "../multigrid/layout.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { Symbolic } from "../sparse/symbolic.js";
import { type Factorisation, type Factorise, ldlBytes, luBytes, tryFactor } from "./factor.js";
import type { Preconditioned } from "./krylov.js";
import type { Kernels } from "./module.js";

/** A preconditioner with its memory; the pattern is fixed, the values change. Vectors are byte addresses of `[3 · nodes]` doubles, see `slotOfRow`. */
export interface Multigrid extends Preconditioned {
  readonly levels: number;
  /**
   * Takes the values of a matrix and builds all levels.
   * @param values entries in the order of the pattern
   * @returns false when a diagonal block or the matrix of the last level has no inverse
   */
  setUp(values: Float64Array): boolean;
  /** z ≈ A⁻¹ r by one V-cycle. */
  apply(r: number, z: number): void;
}

/** Steps of the power iteration for the largest eigenvalue of D⁻¹A, and what is added to its estimate, which is from below. */
const powerSteps = 8, margin = 1.05;
/** Damping of the step that smooths the prolongation, over that eigenvalue (vanek1996). */
const damping = 4 / 3;

/** A level in memory. */
interface Placed {
  readonly level: Level;
  /** Address of the header. */
  readonly header: number;
  /** Address of the values, behind which the diagonal blocks stand, and their number of doubles. */
  readonly values: number;
  readonly count: number;
  /** Addresses of the right-hand side, the solution and the residual. */
  readonly b: number;
  readonly x: number;
  readonly r: number;
}

/** The last level and its direct solver. */
interface Bottom {
  readonly factorisation: Factorisation;
  readonly places: Int32Array;
  readonly vector: Float64Array;
}

/**
 * Lays a hierarchy out in an instance of the kernels.
 * @param pattern pattern of the matrix
 * @param create factorisation of the last level: `createLdl` for symmetric matrices, `createLu` for others
 * @throws BackendError E_MEMORY when it does not fit one WASM memory
 */
export function createMultigrid(kernels: Kernels, pattern: SparsityPattern, hierarchy: Hierarchy, create: Factorise): Multigrid {
  const places = valuePlaces(pattern, hierarchy.fine, hierarchy.levels[0].pattern);
  const padded = paddedPlaces(hierarchy.fine, hierarchy.levels[0].pattern);
  const bottom = createBottom(kernels, hierarchy, create);
  const levels = hierarchy.levels.map((level) => placeLevel(kernels, level));
  const size = 3 * hierarchy.fine.nodes;
  return {
    kernels, size, slotOfRow: hierarchy.fine.slotOfRow, levels: levels.length,
    setUp(values) {
      fill(kernels, levels[0], places, padded, values);
      return buildLevels(kernels, levels) && factorBottom(kernels, levels[levels.length - 1], bottom);
    },
    product: (x, y) => { kernels.exports.blockProduct(levels[0].header, x, y); },
    apply: (r, z) => cycle(kernels, levels, bottom, 0, r, z),
  };
}

/**
 * Bytes of a hierarchy, from the symbolic phase alone.
 * @param kind which factorisation the last level has
 */
export function multigridBytes(hierarchy: Hierarchy, kind: "symmetric" | "unsymmetric"): number {
  const last = lastSymbolic(hierarchy).symbolic;
  const factor = kind === "symmetric" ? ldlBytes(last) : luBytes(last);
  return factor + hierarchy.levels.reduce((sum, level) => sum + levelBytes(level), 0);
}

function levelBytes({ pattern, transfer }: Level): number {
  const pairs = pattern.columns.length / 2, own = pairs * (8 + 144 + 72) + pattern.rows * (8 + 2 * 72 + 3 * 24);
  if (!transfer) return own;
  const lists = [transfer.P, transfer.AP].reduce((sum, { items }) => sum + 148 * items.length, 0);
  return own + lists + 8 * transfer.P.items.length + 160 * pattern.rows;
}

function lastSymbolic({ levels, last }: Hierarchy): { readonly symbolic: Symbolic; readonly places: Int32Array } {
  const rows = levels[levels.length - 1].pattern, perNode = rows.rows / Math.max(1, last.nodes);
  const { pattern, places } = scalarPattern(rows);
  const nodeOfRow = Int32Array.from({ length: pattern.size }, (_, row) => Math.floor(row / (3 * perNode)));
  return { symbolic: analyse(pattern, { coordinates: last.places, nodeOfRow }), places };
}

function createBottom(kernels: Kernels, hierarchy: Hierarchy, create: Factorise): Bottom {
  const { symbolic, places } = lastSymbolic(hierarchy);
  return { factorisation: create(kernels, symbolic), places, vector: new Float64Array(symbolic.size) };
}

/** Copies a list into the kernels' memory. */
function store(kernels: Kernels, list: Int32Array): number {
  const pointer = kernels.allocate(list.byteLength);
  kernels.i32(pointer, list.length).set(list);
  return pointer;
}

function placeLevel(kernels: Kernels, level: Level): Placed {
  const { rows, starts, middles, columns } = level.pattern;
  const vector = (): number => kernels.allocate(24 * rows);
  const count = 9 * columns.length + 9 * rows, values = kernels.allocate(8 * count);
  const words: [number, number][] = [
    [at.LEVEL_ROWS, rows], [at.LEVEL_STARTS, store(kernels, starts)], [at.LEVEL_MIDDLES, store(kernels, middles)],
    [at.LEVEL_COLUMNS, store(kernels, columns.map((column) => 24 * column))], [at.LEVEL_VALUES, values],
    [at.LEVEL_ROUNDED, kernels.allocate(36 * columns.length)], [at.LEVEL_DIAGONAL, values + 72 * columns.length], [at.LEVEL_INVERSE, kernels.allocate(72 * rows)],
    ...transferWords(kernels, level),
  ];
  const header = kernels.allocate(4 * at.LEVEL_WORDS);
  const view = kernels.i32(header, at.LEVEL_WORDS);
  for (const [place, word] of words) view[place] = word;
  return { level, header, values, count, b: vector(), x: vector(), r: vector() };
}

function transferWords(kernels: Kernels, { transfer }: Level): [number, number][] {
  if (!transfer) return [];
  const { aggregates, of, tentative, P, AP, users } = transfer;
  const modes = kernels.allocate(tentative.byteLength);
  kernels.f64(modes, tentative.length).set(tentative);
  return [
    [at.LEVEL_COARSE, aggregates], [at.LEVEL_AGGREGATES, store(kernels, of)], [at.LEVEL_TENTATIVE, modes],
    [at.LEVEL_P_STARTS, store(kernels, P.starts)], [at.LEVEL_P_COLUMNS, store(kernels, P.items)], [at.LEVEL_P, kernels.allocate(144 * P.items.length)],
    [at.LEVEL_AP_STARTS, store(kernels, AP.starts)], [at.LEVEL_AP_COLUMNS, store(kernels, AP.items)], [at.LEVEL_AP, kernels.allocate(144 * AP.items.length)],
    [at.LEVEL_USER_STARTS, store(kernels, users.starts)], [at.LEVEL_USERS, store(kernels, users.items)], [at.LEVEL_SLOTS, kernels.allocate(4 * aggregates)],
  ];
}

function fill(kernels: Kernels, { values, count }: Placed, places: Int32Array, padded: Int32Array, entries: Float64Array): void {
  const view = kernels.f64(values, count);
  for (let k = 0; k < places.length; k++) view[places[k]] = entries[k];
  for (const place of padded) view[place] = 1;
}

function buildLevels({ exports }: Kernels, levels: readonly Placed[]): boolean {
  for (const [depth, { header, level, b, x }] of levels.entries()) {
    if (exports.prepareLevel(header) >= 0) return false;
    if (!level.transfer) return true;
    const radius = spectralRadius(exports, { header, size: 3 * level.pattern.rows, x: b, y: x });
    if (!(radius > 0 && Number.isFinite(radius))) return false;
    exports.smoothProlongator(header, damping / radius);
    exports.buildCoarse(header, levels[depth + 1].header);
  }
  return true;
}

interface Power { readonly header: number; readonly size: number; readonly x: number; readonly y: number }

/** Largest eigenvalue of D⁻¹A by the power method, from a start that holds all frequencies. */
function spectralRadius({ fillPattern, scaledProduct, vectorDot, vectorScale }: Kernels["exports"], { header, size, x, y }: Power): number {
  fillPattern(size, x);
  let [from, to] = [x, y], radius = 0;
  for (let step = 0; step < powerSteps; step++) {
    const length = Math.sqrt(vectorDot(size, from, from));
    scaledProduct(header, from, to);
    radius = Math.sqrt(vectorDot(size, to, to)) / length;
    vectorScale(size, 1 / (radius * length), to, to);
    [from, to] = [to, from];
  }
  return margin * radius;
}

function factorBottom(kernels: Kernels, { values, count }: Placed, { factorisation, places }: Bottom): boolean {
  const from = kernels.f64(values, count), to = factorisation.values();
  for (let k = 0; k < places.length; k++) to[k] = from[places[k]];
  return tryFactor(factorisation);
}

/** V-cycle: forward sweep, correction by the next level, backward sweep. */
function cycle(kernels: Kernels, levels: readonly Placed[], bottom: Bottom, depth: number, b: number, x: number): void {
  const { header, level, r } = levels[depth];
  if (!level.transfer) return solveBottom(kernels, level.pattern, bottom, b, x);
  const { exports } = kernels, next = levels[depth + 1];
  exports.forwardSweep(header, b, x);
  exports.upperResidual(header, x, r);
  exports.restrictResidual(header, r, next.b);
  cycle(kernels, levels, bottom, depth + 1, next.b, next.x);
  exports.prolongCorrection(header, next.x, x);
  exports.backwardSweep(header, b, x);
}

function solveBottom(kernels: Kernels, { rows }: LevelRows, { factorisation, vector }: Bottom, b: number, x: number): void {
  vector.set(kernels.f64(b, 3 * rows));
  factorisation.solve(vector);
  kernels.f64(x, 3 * rows).set(vector);
}
