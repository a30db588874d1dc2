/** Micro fields of a solved RVE, integrated in plain TypeScript and apart from the kernels: F from nodal fluctuations, P from a given law. */
import { elementOf } from "../../src/element/index.js";
import { gridConnectivity, numberUnknowns } from "../../src/rve/grid.js";
import type { Rve } from "../../src/rve/rve.js";

/** Stress of one micro point: phase number and F (3×3 row-major) to P (3×3 row-major). */
export type MicroLaw = (phase: number, F: Float64Array) => ArrayLike<number>;

export interface MicroAverages {
  /** Volume averages of F, P (3×3) and of the power P:F. */
  readonly F: Float64Array;
  readonly P: Float64Array;
  readonly power: number;
}

/**
 * Volume averages over all Gauss points of all voxels.
 * @param macroF 3×3 row-major
 * @param unknowns displacements of the unknown nodes, as in the state of the model
 */
export function microAverages(rve: Rve, macroF: ArrayLike<number>, unknowns: ArrayLike<number>, law: MicroLaw): MicroAverages {
  const d = rve.dimension;
  const element = elementOf(d === 3 ? "hex8" : "quad4");
  const connectivity = gridConnectivity(rve);
  const { ofNode } = numberUnknowns(rve);
  const points = element.quadrature.weights.length;
  const average = { F: new Float64Array(9), P: new Float64Array(9), power: 0 };
  const gradient = new Float64Array(element.nodes * d);
  const share = 1 / (rve.phaseOfCell.length * points);
  rve.phaseOfCell.forEach((phase, cell) => {
    for (let q = 0; q < points; q++) {
      element.gradient(element.quadrature.points.subarray(q * d, (q + 1) * d), gradient);
      const F = Float64Array.from(macroF);
      for (let a = 0; a < element.nodes; a++) {
        const first = ofNode[connectivity[cell * element.nodes + a]];
        if (first < 0) continue;
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) F[3 * i + j] += (unknowns[first + i] * gradient[a * d + j] * 2 * rve.grid[j]) / rve.size[j];
        }
      }
      const P = law(phase, F);
      for (let n = 0; n < 9; n++) {
        average.F[n] += F[n] * share;
        average.P[n] += P[n] * share;
        average.power += F[n] * P[n] * share;
      }
    }
  });
  return average;
}
