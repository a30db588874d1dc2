/** The cells of the roofline page, and what has been measured of them. */
import { defineRve, type Rve } from "../../src/rve/rve.js";
import type { Roofs } from "./roofs.js";

/** Names of the cells: dimension, voxels along an edge. */
export const cellNames = ["2d-32", "3d-8", "3d-16", "3d-32"] as const;

/** The macroscopic F to which they are taken from rest. */
export const trialF = { 2: [1.1, 0.05, 0, 0.02, 0.95, 0, 0, 0, 1], 3: [1.1, 0.05, 0.02, 0.01, 0.96, 0, 0.03, 0, 1.02] } as const;

/** One cell. */
export interface MeasuredCell {
  /** RVEs in the batch. */
  readonly rves: number;
  /** Corrections of Newton per RVE, conjugate gradients of one, and of one direction of the tangent. */
  readonly corrections: number;
  readonly correctionIterations: number;
  readonly tangentIterations: number;
  readonly dispatches: number;
  readonly readbacks: number;
  readonly bytesPerRve: number;
  /** CPU seconds on one core: a residual and an answer in double precision, a whole solve with tangent by the WASM kernels. */
  readonly cpu: { readonly forces: number; readonly answer: number; readonly solve: number };
  /** Seconds of all calls by kernel. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** tools/roofline/measured.json. */
export interface Measured {
  readonly adapter: string;
  readonly software: boolean;
  readonly processor: string;
  readonly cores: number;
  readonly roofs: Roofs;
  readonly cells: Readonly<Record<string, MeasuredCell>>;
}

/** A stiff circle or sphere in a soft matrix, contrast 10, and how many are solved to measure them. */
export function referenceCell(name: string): { readonly rve: Rve; readonly count: number } {
  const [, digit, size] = /^(\d)d-(\d+)$/.exec(name)!, dimension = Number(digit) as 2 | 3, n = Number(size);
  const center = Array<number>(dimension).fill(0.5), shape = dimension === 2 ? { circle: { center, radius: 0.3 } } : { sphere: { center, radius: 0.3 } };
  const rve = defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix", shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
  return { rve, count: n < 16 || dimension === 2 ? 2 : 1 };
}
