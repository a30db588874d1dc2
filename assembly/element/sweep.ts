// A run of pairs of cells from the displacements of all nodes to forces and rows of the stiffness, in the order of src/kernels/sweep.ts: the same bits.
import { cellPair } from "./pair";
import { scatterCell } from "./scatter";

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

/**
 * The cells [0, cells) of a run, two at a time. connectivity [cells, nodes], map [cells, nodes, nodes], rowStart [dofs + 1], u and forces [dofs]; gradients and volumes of all pairs (shapes = 0) or of each
 * (shapes = 1), answers of the points in pairs, and scratch, as `cellPair` takes them (u of a pair in `local`).
 */
export function sweepCells(cells: i32, nodes: i32, points: i32, slot: i32, parameters: usize, directions: usize, connectivity: usize, map: usize, rowStart: usize, u: usize, gradients: usize, volumes: usize, shapes: i32,
  F: usize, W: usize, P: usize, status: usize, local: usize, work: usize, pairForces: usize, stiffness: usize, forces: usize, matrix: usize): void {
  const list = <usize>nodes << 2, tensors = <usize>(144 * points), scalars = <usize>(16 * points);
  for (let cell = 0; cell < cells; cell += 2) {
    const both = cell + 1 < cells, second = both ? connectivity + list : connectivity;
    gather(nodes, connectivity, second, u, local);
    cellPair(nodes, points, slot, parameters, directions, local, gradients, volumes, F, W, P, status, work, pairForces, stiffness);
    addForces(nodes, connectivity, pairForces, forces);
    if (both) addForces(nodes, second, pairForces + 8, forces);
    scatterCell(nodes, connectivity, map, rowStart, stiffness, matrix);
    if (both) scatterCell(nodes, second, map + <usize>nodes * list, rowStart, stiffness + 8, matrix);
    connectivity += 2 * list;
    map += 2 * <usize>nodes * list;
    gradients += <usize>(48 * points * nodes * shapes);
    volumes += scalars * <usize>shapes;
    F += tensors;
    W += scalars;
    P += tensors;
    status += <usize>(2 * points);
  }
}
