/** RVEs of the reference files and others that tests share. */
import { defineRve, type Rve } from "../../src/rve/rve.js";
import type { RveBoundary, RveSpec } from "../../src/rve/spec.js";

export const phases = {
  matrix: { law: "neo-hookean", mu: 1, lambda: 2 },
  inclusion: { law: "neo-hookean", mu: 10, lambda: 20 },
} as const;

/** Unit cell with a circle (2D) or sphere (3D) in its middle: test/reference/rve-2d.json, rve-3d.json. */
export function inclusionCell(dimension: 2 | 3, n: number, radius: number, boundary: RveBoundary): Rve {
  const center = Array<number>(dimension).fill(0.5);
  const shape = dimension === 2 ? { circle: { center, radius } } : { sphere: { center, radius } };
  return unitCell(dimension, n, boundary, { shapes: [{ ...shape, phase: "inclusion" }] });
}

/** Unit cell on an n^d grid, all matrix unless told otherwise. */
export function unitCell(dimension: 2 | 3, n: number, boundary: RveBoundary, more: Partial<RveSpec> = {}): Rve {
  return defineRve({
    dimension, boundary, phases, background: "matrix",
    size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), ...more,
  });
}
