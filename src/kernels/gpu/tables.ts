/** Constant tables of the shaders, computed in double precision. */
import { turn } from "../fft-plan.js";
import type { PcgPlan } from "../rve-plan.js";
import { periodsOf } from "./sizes.js";

/** Shape gradients dN/dX of the corners of a voxel at its Gauss points `[points, d, corners]`, both numbered by bits, from the Walsh modes of the plan. */
export function cornerGradients({ dimension, nodes: corners, slopes }: PcgPlan): Float32Array<ArrayBuffer> {
  const out = new Float32Array(corners * dimension * corners);
  for (let q = 0; q < corners; q++) {
    for (let j = 0; j < dimension; j++) {
      for (let n = 0; n < corners; n++) {
        let sum = 0;
        for (let R = 0; R < corners; R++) sum += slopes[j * corners + R] * sign(R & q) * sign((R | (1 << j)) & n);
        out[(q * dimension + j) * corners + n] = sum;
      }
    }
  }
  return out;
}

/** -1 for an odd number of bits, else 1. */
function sign(bits: number): number {
  return [0, 1, 2].reduce((product, axis) => (bits & (1 << axis) ? -product : product), 1);
}

/** Waves of the transforms by sums: cos + sin of all frequencies of the three axes, one table after the other; sines alone where faces are held. */
export function waveTable(plan: PcgPlan): Float32Array<ArrayBuffer> {
  return Float32Array.from(turns(plan).map(([cosine, sine]) => (plan.boundary === "linear" ? sine : cosine + sine)));
}

/** Twiddles of the transforms by FFT: cos and sin of the three axes. */
export function twiddleTable(plan: PcgPlan): Float32Array<ArrayBuffer> {
  return Float32Array.from(turns(plan).flat());
}

function turns(plan: PcgPlan): [number, number][] {
  return plan.grid.flatMap((length) => Array.from({ length: periodsOf(plan) * length }, (_, k) => turn(k, periodsOf(plan) * length)));
}

/** The symbol of the preconditioner, as shaders/rve/symbol.wgsl reads it. */
export function symbolTable({ boundary, green, sines }: PcgPlan): Float32Array<ArrayBuffer> {
  return Float32Array.from(boundary === "linear" ? sines : green);
}
