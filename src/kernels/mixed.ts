/** LDLᵀ in single precision as preconditioner of iterations in double precision: half the memory and half the time of LDLᵀ (buttari2008). */
import { measureLdl, serialiseLdl } from "../sparse/serialise.js";
import type { Symbolic } from "../sparse/symbolic.js";
import { checkMemory } from "./factor.js";
import type { Preconditioned } from "./krylov.js";
import type { Kernels } from "./module.js";

/** A factorisation in single precision with the matrix in double precision; the pattern is fixed, the values change. */
export interface MixedLdl extends Preconditioned {
  /** Bytes taken in the kernels' memory, without the vectors of the iterations. */
  readonly bytes: number;
  /**
   * Takes the values of a matrix and factors it, scaled to a diagonal in [1, 4).
   * @param values entries in the order of the pattern, read where column ≤ row
   * @returns false when the matrix is not positive definite, or not so in single precision
   */
  setUp(values: Float64Array): boolean;
}

/** Bytes of a `MixedLdl`, from the symbolic phase alone. */
export function mixedBytes(symbolic: Symbolic): number {
  const { pattern, size } = symbolic, { words, factor, work } = measureLdl(symbolic), entries = pattern.columns.length;
  const matrix = (4 + 8 + 4) * entries + 4 * (size + 1) + 8 * size;
  return words + (factor + work) / 2 + matrix;
}

/**
 * Memory for LDLᵀ in single precision. No rows are retained.
 * @throws BackendError E_MEMORY when it does not fit one WASM memory
 */
export function createMixedLdl(kernels: Kernels, symbolic: Symbolic): MixedLdl {
  const bytes = checkMemory(symbolic, mixedBytes(symbolic));
  const { rowStart, columns, size } = symbolic.pattern, { words, factorBytes, workBytes } = serialiseLdl(symbolic);
  const { roundLower, lowerProduct, ldlFactorSingle, ldlApplySingle } = kernels.exports;
  const ints = (list: Int32Array): number => {
    const at = kernels.allocate(list.byteLength);
    kernels.i32(at, list.length).set(list);
    return at;
  };
  const [plan, starts, places] = [words, rowStart, columns].map(ints);
  const [factor, work] = [factorBytes / 2, workBytes / 2].map(kernels.allocate);
  const [entries, rounded, scale] = [8 * columns.length, 4 * columns.length, 8 * size].map(kernels.allocate);
  return {
    kernels, size, bytes, slotOfRow: Int32Array.from({ length: size }, (_, row) => row),
    setUp(values) {
      kernels.f64(entries, columns.length).set(values);
      // A negative pivot says that K is indefinite, or that single precision cannot tell: both are for double precision.
      return roundLower(size, starts, places, entries, scale, rounded) === 0 && ldlFactorSingle(plan, rounded, factor, work) === 0;
    },
    product: (x, y) => { lowerProduct(size, starts, places, entries, x, y); },
    apply: (r, z) => { ldlApplySingle(plan, size, factor, scale, r, z, work); },
  };
}
