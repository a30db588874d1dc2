// A run of pairs of cells from the displacements of all nodes to forces and rows of the stiffness, in the order of src/kernels/sweep.ts: the same bits.
import { brickPair } from "./brick";
import { fbarPair, mixedPair } from "./dilatation";
import { cellPair } from "./pair";
import { scatterLower, scatterSquare, scatterTriangle } from "./scatter";

/** Displacements of two cells in pairs [nodes, 3]. */
function gather(nodes: i32, one: usize, two: usize, u: usize, out: usize): void {
  for (const end = one + (<usize>nodes << 2); one < end; one += 4, two += 4, out += 48) {
    const m = u + 24 * <usize>load<u32>(one), n = u + 24 * <usize>load<u32>(two);
    v128.store(out, v128.load_lane<f64>(n, v128.load64_splat(m), 1));
    v128.store(out, v128.load_lane<f64>(n + 8, v128.load64_splat(m + 8), 1), 16);
    v128.store(out, v128.load_lane<f64>(n + 16, v128.load64_splat(m + 16), 1), 32);
  }
}

/** Adds the forces of a cell, which lie in one lane. */
function addForces(nodes: i32, connectivity: usize, local: usize, forces: usize): void {
  for (const end = connectivity + (<usize>nodes << 2); connectivity < end; connectivity += 4, local += 48) {
    const to = forces + 24 * <usize>load<u32>(connectivity);
    store<f64>(to, load<f64>(to) + load<f64>(local));
    store<f64>(to, load<f64>(to, 8) + load<f64>(local, 16), 8);
    store<f64>(to, load<f64>(to, 16) + load<f64>(local, 32), 16);
  }
}

type CellKernel = (nodes: i32, count: i32, slot: i32, parameters: usize, directions: usize, u: usize, gradients: usize, volumes: usize, F: usize, W: usize, P: usize, status: usize, work: usize, forces: usize, stiffness: usize) => void;
type Scatter = (nodes: i32, connectivity: usize, map: usize, rowStart: usize, stiffness: usize, matrix: usize) => void;

/** Place in the function table of what makes forces and stiffness of two cells: 0 standard, 1 F-bar, 2 mean dilatation, 3 standard in cells with edges along the axes, all with the arguments of `cellPair`. */
export function cellFunction(id: i32): i32 {
  const standard: CellKernel = cellPair, fbar: CellKernel = fbarPair, mixed: CellKernel = mixedPair, brick: CellKernel = brickPair;
  return <i32>(id == 0 ? standard.index : id == 1 ? fbar.index : id == 2 ? mixed.index : brick.index);
}

/** Place in the function table of what adds the stiffness of a cell to the matrix: 0 of the standard ones, 1 of the two others, 2 of those with edges along the axes. */
export function scatterFunction(id: i32): i32 {
  const triangle: Scatter = scatterTriangle, square: Scatter = scatterSquare, lower: Scatter = scatterLower;
  return <i32>(id == 0 ? triangle.index : id == 1 ? square.index : lower.index);
}

/**
 * The cells [0, cells) of a run, two at a time. cell, scatter: see the functions above; connectivity [cells, nodes], map [cells, nodes, nodes], rowStart [dofs + 1], u and forces [dofs]; gradients and volumes of all pairs (shape = 0) or of
 * each, `shape` bytes of gradients apart, answers of the points in pairs, and scratch, as `cell` takes them (u of a pair in `local`).
 */
export function sweepCells(cell: i32, scatter: i32, cells: i32, nodes: i32, points: i32, slot: i32, parameters: usize, directions: usize, connectivity: usize, map: usize, rowStart: usize, u: usize, gradients: usize, volumes: usize, shape: usize,
  F: usize, W: usize, P: usize, status: usize, local: usize, work: usize, pairForces: usize, stiffness: usize, forces: usize, matrix: usize): void {
  const list = <usize>nodes << 2, tensors = <usize>(144 * points), scalars = <usize>(16 * points);
  for (let c = 0; c < cells; c += 2) {
    const both = c + 1 < cells, second = both ? connectivity + list : connectivity;
    gather(nodes, connectivity, second, u, local);
    call_indirect<void>(<u32>cell, nodes, points, slot, parameters, directions, local, gradients, volumes, F, W, P, status, work, pairForces, stiffness);
    addForces(nodes, connectivity, pairForces, forces);
    if (both) addForces(nodes, second, pairForces + 8, forces);
    call_indirect<void>(<u32>scatter, nodes, connectivity, map, rowStart, stiffness, matrix);
    if (both) call_indirect<void>(<u32>scatter, nodes, second, map + <usize>nodes * list, rowStart, stiffness + 8, matrix);
    connectivity += 2 * list;
    map += 2 * <usize>nodes * list;
    gradients += shape;
    if (shape > 0) volumes += scalars;
    F += tensors;
    W += scalars;
    P += tensors;
    status += <usize>(2 * points);
  }
}
