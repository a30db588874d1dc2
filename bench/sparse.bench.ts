/** Sparse direct solver on periodic RVE systems (macroscopic rows retained): one operation is one factorisation, or one solve. */
import { createLdl, createLu, type Factorisation } from "../src/kernels/factor.js";
import { loadKernels, type Kernels } from "../src/kernels/module.js";
import { analyse, type Symbolic } from "../src/sparse/index.js";
import { periodicGrid, randomSource, symmetricValues, unsymmetricValues } from "../test/support/sparse-problems.js";
import type { BenchCase } from "./case.js";

interface Variant {
  readonly name: string;
  create(kernels: Kernels, symbolic: Symbolic): Factorisation;
  readonly values: typeof unsymmetricValues;
  readonly flopsPerLdl: number;
}

const ldl: Variant = { name: "LDLᵀ", create: createLdl, values: (pattern, random) => symmetricValues(pattern, random), flopsPerLdl: 1 };
const lu: Variant = { name: "LU", create: createLu, values: unsymmetricValues, flopsPerLdl: 2 };

const grids: readonly (readonly [dimension: 2 | 3, n: number])[] = [[2, 16], [2, 32], [2, 64], [3, 6], [3, 8]];
/** Enough work in one turn for the clock. */
const flopsPerTurn = 2e7;

function gridCases([dimension, n]: readonly [2 | 3, number], variant: Variant): BenchCase[] {
  const { pattern, retained, geometry } = periodicGrid(dimension, n);
  const symbolic = analyse(pattern, { retained, ...geometry });
  const flops = symbolic.flops * variant.flopsPerLdl;
  let factorisation: Factorisation;
  const b = Float64Array.from({ length: pattern.size }, randomSource(2));
  const x = b.slice();
  const setup = async (): Promise<void> => {
    factorisation = variant.create(await loadKernels(), symbolic);
    factorisation.values().set(variant.values(pattern, randomSource(1)));
    factorisation.factor();
  };
  const size = `${dimension}D ${n}`;
  const repeated = (name: string, operations: number, run: () => void): BenchCase => ({
    name, size, backend: "wasm", threads: 1, operations, setup,
    run() { for (let i = 0; i < operations; i++) run(); },
  });
  return [
    repeated(`${variant.name}, ${(flops / 1e6).toFixed(1)} Mflop`, Math.ceil(flopsPerTurn / flops), () => factorisation.factor()),
    repeated(`${variant.name} solve`, Math.ceil(flopsPerTurn / symbolic.factorEntries / 16), () => {
      x.set(b);
      factorisation.forward(x);
      factorisation.backward(x);
    }),
  ];
}

export const cases: readonly BenchCase[] = [ldl, lu].flatMap((variant) => grids.flatMap((grid) => gridCases(grid, variant)));
