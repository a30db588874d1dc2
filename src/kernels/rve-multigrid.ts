/** Lays out the levels of a plane cell below its stencil (assembly/pcg/levels.ts). */
import type { Kernels } from "./module.js";
import * as at from "./rve-layout.js";
import { blockPlace } from "./rve-stencil.js";
import { type HeaderWords, room, writeDoubles, writeInts } from "./write.js";

type Shift = readonly [number, number];

/** Unknowns of the coarsest level: few enough for dense factors that cost next to nothing. */
const coarsest = { aimed: 32, largest: 96 };
/**
 * Chebyshev steps of the finest level, one more on each that follows: there they cost little and keep the number of iterations from growing with the grid. With
 * two on the finest it grows from 10 to 12 between 16² and 64² voxels of a ragged stiff inclusion, with three it stays at 10.
 */
const degree = 3;
/** Lane pairs in the stencil of a node. */
const stencil = 19;
const steps = [-1, 0, 1] as const;
const shifts: readonly Shift[] = steps.flatMap((dy) => steps.map((dx): Shift => [dx, dy]));

/** Grids from the finest to the coarsest; one alone where the grid has too few factors of two. */
function levelGrids(grid: Shift): readonly Shift[] {
  const grids = [grid];
  for (let [nx, ny] = grid; 2 * nx * ny > coarsest.aimed && nx % 2 === 0 && ny % 2 === 0 && Math.min(nx, ny) >= 4; grids.push([nx, ny])) [nx, ny] = [nx / 2, ny / 2];
  return 2 * unknownRow(grids.at(-1)!) * grids.at(-1)![1] > coarsest.largest ? [grid] : grids;
}

/** Bytes of the levels of a grid. */
export function levelBytes(grid: Shift): number {
  const grids = levelGrids(grid);
  if (grids.length === 1) return 0;
  const nodes = (of: Shift): number => unknownRow(of) * of[1];
  return 8 * (0.5 * stencil * nodes(grid) + grids.reduce((sum, of) => sum + 12 * nodes(of), 0) + grids.slice(1).reduce((sum, of) => sum + stencil * nodes(of), 0));
}

/** Doubles of one line of a field. */
function unknownRow([nx]: Shift): number {
  return 2 * Math.ceil(nx / 2);
}

/**
 * Lays out the levels of a grid whose matrix lies at `values`.
 * @param rim 1 where the fluctuation is zero on the faces of the cell, else 0
 * @returns address of the finest level, or 0 where the grid has too few factors of two
 */
export function writeLevels(kernels: Kernels, grid: Shift, values: number, rim: number): number {
  const grids = levelGrids(grid);
  if (grids.length === 1) return 0;
  const lists = { gather: writeInts(kernels, gatherList()), x: writeInts(kernels, halvingList([1, 0])), y: writeInts(kernels, halvingList([0, 1])) };
  const halves = room(kernels, (stencil * unknownRow(grid) * grid[1]) / 2 + stencil * grid[1]);
  let coarse = 0;
  for (let n = grids.length - 1; n >= 0; n--) {
    const own = n === 0 ? values : room(kernels, stencil * unknownRow(grids[n]) * grids[n][1]);
    const half = writeHeader(kernels, [grids[n][0] / 2, grids[n][1]], { [at.VALUES]: halves, [at.HALVE]: lists.y });
    const below = coarse === 0 ? denseWords(kernels, grids[n]) : { [at.HALVED]: half, [at.HALVES_X]: 1, [at.HALVE]: lists.x, [at.GATHER]: lists.gather, ...smootherWords(kernels, degree + n) };
    coarse = writeHeader(kernels, grids[n], { [at.VALUES]: own, [at.RIM]: rim, [at.COARSE]: coarse, ...fieldWords(kernels, grids[n]), ...below });
  }
  return coarse;
}

function writeHeader(kernels: Kernels, grid: Shift, words: HeaderWords): number {
  const header = kernels.allocate(4 * at.HEADER_SIZE), row = unknownRow(grid);
  const view = kernels.i32(header, at.HEADER_SIZE).fill(0);
  const all: HeaderWords = {
    [at.DIMENSION]: 2, [at.GRID_X]: grid[0], [at.GRID_Y]: grid[1], [at.GRID_Z]: 1, [at.ROW]: row, [at.GHOST_ROW]: row + 4, [at.SIZE]: 2 * row * grid[1],
    [at.STENCIL]: stencil, ...words,
  };
  for (const [place, word] of Object.entries(all)) view[Number(place)] = word;
  return header;
}

function fieldWords(kernels: Kernels, grid: Shift): HeaderWords {
  const row = unknownRow(grid), size = 2 * row * grid[1], ghosts = 2 * (row + 4) * grid[1];
  return {
    [at.CG_RESIDUAL]: room(kernels, size), [at.CG_PRECONDITIONED]: room(kernels, size), [at.CORRECTION]: room(kernels, size), [at.SCALING]: room(kernels, size),
    [at.DIRECTION]: room(kernels, ghosts), [at.PRODUCT]: room(kernels, ghosts), [at.LINE]: room(kernels, row),
  };
}

function denseWords(kernels: Kernels, grid: Shift): HeaderWords {
  const size = 2 * unknownRow(grid) * grid[1];
  return { [at.DENSE]: room(kernels, size * size) };
}

/**
 * Coefficients of the Chebyshev iteration for eigenvalues between two bounds [adams2003]. Their ratio falls with the square of the number of steps, so that each step
 * damps as much. Their sum is little more than 1, the largest eigenvalue that there can be: up to their sum the iteration amplifies nothing.
 */
function smootherWords(kernels: Kernels, count: number): HeaderWords {
  const ratio = 1 / (3.5 * count * count), middle = 0.505, half = (middle * (1 - ratio)) / (1 + ratio), sigma = middle / half;
  const coefficients = [1 / middle, 0];
  for (let n = 1, rho = 1 / sigma; n < count; n++) {
    const next = 1 / (2 * sigma - rho);
    coefficients.push((2 * next) / half, next * rho);
    rho = next;
  }
  return { [at.DEGREE]: count, [at.SMOOTHER]: writeDoubles(kernels, coefficients) };
}

/** Where entry (i, k) of the block from a node towards `shift` is kept: at the node or, transposed, at the neighbour. */
function entryAt([dx, dy]: Shift, i: number, k: number): Entry {
  if (dx === 0 && dy === 0) return { node: [0, 0], byte: 16 * (Math.min(i, k) + Math.max(i, k)) };
  const first = blockPlace(2, [dx, dy]);
  return first === undefined ? { node: [dx, dy], byte: 16 * (blockPlace(2, [-dx, -dy])! + 2 * k + i) } : { node: [0, 0], byte: 16 * (first + 2 * i + k) };
}

/** An entry at a node beside the present one. */
interface Entry {
  readonly node: Shift;
  readonly byte: number;
}

/** Nodes that a list of entries refers to: as `[count, shifts (2) …]`, and the word that names one. */
function nodesOf(entries: readonly Entry[]): { readonly head: readonly number[]; readonly word: (node: Shift) => number } {
  const nodes = [...new Map(entries.map(({ node }) => [String(node), node])).values()];
  return { head: [nodes.length, ...nodes.flat()], word: ([dx, dy]) => 4 * nodes.findIndex((other) => other[0] === dx && other[1] === dy) };
}

/** Entries of the first row of a node's blocks, then as many of the second. */
function gatherList(): Int32Array {
  const entries = [0, 1].flatMap((i) => shifts.flatMap((shift) => [0, 1].map((k) => entryAt(shift, i, k))));
  const { head, word } = nodesOf(entries);
  return Int32Array.from([...head, entries.length, ...entries.flatMap(({ node, byte }) => [word(node), byte])]);
}

/** Which entries of a grid make up those of the grid with half the nodes along `axis`: PᵀKP of linear interpolation. */
function halvingList(axis: Shift): Int32Array {
  const kept = shifts.filter((shift) => blockPlace(2, shift) !== undefined);
  const groups = kept.flatMap((shift) => [[0, 0], [0, 1], [1, 0], [1, 1]].filter(([i, k]) => String(shift) !== "0,0" || i <= k)
    .map(([i, k]) => ({ to: entryAt(shift, i, k).byte, items: halvedEntry(axis, shift, i, k) })));
  const { head, word } = nodesOf(groups.flatMap(({ items }) => items));
  return Int32Array.from([...head, groups.length, 0, ...groups.flatMap(({ to, items }) => [to, items.length, ...items.flatMap(({ node, byte, weight }) => [word(node), byte, ...wordsOf(weight)])])]);
}

/** The two words of a double. */
function wordsOf(weight: number): readonly number[] {
  return [...new Int32Array(Float64Array.of(weight).buffer)];
}

function halvedEntry(axis: Shift, shift: Shift, i: number, k: number): (Entry & { readonly weight: number })[] {
  return steps.flatMap((a) => steps.flatMap((b) => {
    const fine: Shift = [shift[0] * (1 + axis[0]) + (b - a) * axis[0], shift[1] * (1 + axis[1]) + (b - a) * axis[1]];
    if (Math.max(Math.abs(fine[0]), Math.abs(fine[1])) > 1) return [];
    const { node, byte } = entryAt(fine, i, k);
    return [{ node: [node[0] + a * axis[0], node[1] + a * axis[1]] as const, byte, weight: (a === 0 ? 1 : 0.5) * (b === 0 ? 1 : 0.5) }];
  }));
}
