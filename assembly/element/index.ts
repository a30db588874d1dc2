// Forces and stiffness of runs of cells of one type. All arrays lie one cell after the other; src/kernels/element.ts lays them out.
import { cellForces } from "./forces";
import { cellStiffness } from "./stiffness";

/** Forces [count, nodes, dimension] of `count` cells from their stresses P [count, points, 3, 3]. */
export function elementForces(count: i32, dimension: i32, nodes: i32, points: i32, dNdX: usize, dV: usize, P: usize, forces: usize): void {
  for (let c = 0; c < count; c++) {
    cellForces(dimension, nodes, points, dNdX, dV, P, forces);
    dNdX += <usize>(points * dimension * nodes) << 3;
    dV += <usize>points << 3;
    P += <usize>(9 * points) << 3;
    forces += <usize>(nodes * dimension) << 3;
  }
}

/** Stiffness [count, nodes * dimension, nodes * dimension] of `count` cells from their tangents A [count, points, 3, 3, 3, 3]. */
export function elementStiffness(count: i32, dimension: i32, nodes: i32, points: i32, dNdX: usize, dV: usize, A: usize, stiffness: usize, work: usize): void {
  for (let c = 0; c < count; c++) {
    cellStiffness(dimension, nodes, points, dNdX, dV, A, stiffness, work);
    dNdX += <usize>(points * dimension * nodes) << 3;
    dV += <usize>points << 3;
    A += <usize>(81 * points) << 3;
    stiffness += <usize>(nodes * dimension * nodes * dimension) << 3;
  }
}

export { brickPair } from "./brick";
export { fbarPair, mixedPair, relievedScratch } from "./dilatation";
export { modeStiffness } from "./modes";
export { cellPair } from "./pair";
export { cellFunction, scatterFunction, sweepCells } from "./sweep";
