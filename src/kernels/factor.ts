/** Sparse direct solver: memory of a factorisation in the kernels, and the calls on it. */
import { BackendError, ConvergenceError } from "../core/errors.js";
import { measureLdl, measureLu, serialiseLdl, serialiseLu, type PlanBytes, type SymbolicPlan } from "../sparse/serialise.js";
import type { Symbolic } from "../sparse/symbolic.js";
import type { Kernels } from "./module.js";

/** A kind of factorisation: `createLdl` or `createLu`. */
export type Factorise = (kernels: Kernels, symbolic: Symbolic) => Factorisation;

/** What a factorisation found. */
export interface FactorStatus {
  /** Number of negative pivots = negative eigenvalues of the eliminated block (Sylvester's law of inertia); LU: 0, not known. */
  readonly negativePivots: number;
}

/** A factorisation with its memory; the pattern is fixed, the values change. */
export interface Factorisation {
  readonly symbolic: Symbolic;
  /** Bytes taken in the kernels' memory. */
  readonly bytes: number;
  /** View of the matrix entries `[entries]`, aligned with `pattern.columns`; take it anew after memory was allocated elsewhere. */
  values(): Float64Array;
  /**
   * Factors the matrix that stands in `values()`.
   * @throws ConvergenceError E_SINGULAR with `details.row`, the matrix row whose pivot vanished
   */
  factor(): FactorStatus;
  /**
   * Solves K x = b in place.
   * @param x right-hand side on entry, solution on return, `[size]`
   * @throws BackendError E_PATTERN when rows are retained: solve for them with `schur()` between `forward` and `backward`
   */
  solve(x: Float64Array): void;
  /** As `solve`, for `x.length / size` right-hand sides, one after the other in `x`, four at a time. */
  solveMany(x: Float64Array): void;
  /** Reduces a right-hand side: the retained rows become b_R - K_RE K_EE⁻¹ b_E. */
  forward(x: Float64Array): void;
  /** Completes what `forward` began: expects the solution in the retained rows. */
  backward(x: Float64Array): void;
  /** Copy of the Schur complement of the retained rows, `[retained, retained]`. */
  schur(): Float64Array;
}

/** Factors the matrix that stands in `values()`; false when it is singular, where `factor` throws E_SINGULAR. */
export function tryFactor(factorisation: Factorisation): boolean {
  try {
    factorisation.factor();
    return true;
  } catch (error) {
    if (error instanceof ConvergenceError && error.code === "E_SINGULAR") return false;
    throw error;
  }
}

/** The calls of one kind of factorisation. */
interface Calls {
  factor(symbolic: number, values: number, factor: number, work: number): number;
  forward(symbolic: number, factor: number, x: number, work: number): void;
  backward(symbolic: number, factor: number, x: number, work: number): void;
  forwardMany(symbolic: number, factor: number, x: number, count: number, work: number): void;
  backwardMany(symbolic: number, factor: number, x: number, count: number, work: number): void;
  schur(symbolic: number, factor: number): number;
}

/** Right-hand sides that a solve takes into the kernels at once. */
const block = 4;

/**
 * LDLᵀ for symmetric matrices, positive definite or indefinite: pivots of size one, no interchanges, so a zero on the diagonal must be
 * filled by its neighbours before its turn. Reads entries with column ≤ row alone.
 * @throws BackendError E_MEMORY when the factor does not fit one WASM memory
 */
export function createLdl(kernels: Kernels, symbolic: Symbolic): Factorisation {
  const { ldlFactor, ldlForward, ldlBackward, ldlForwardMany, ldlBackwardMany, ldlSchur } = kernels.exports;
  const bytes = checkMemory(symbolic, ldlBytes(symbolic));
  return create(kernels, symbolic, bytes, serialiseLdl(symbolic), {
    factor: ldlFactor, forward: ldlForward, backward: ldlBackward, forwardMany: ldlForwardMany, backwardMany: ldlBackwardMany, schur: ldlSchur,
  });
}

/**
 * LU for unsymmetric matrices of symmetric pattern: rows are exchanged inside the pivot block of a front where the diagonal entry is
 * smaller than a tenth of the largest; `refine` recovers the digits that this restriction may cost.
 * @throws BackendError E_MEMORY when the factor does not fit one WASM memory
 */
export function createLu(kernels: Kernels, symbolic: Symbolic): Factorisation {
  const { luFactor, luForward, luBackward, luForwardMany, luBackwardMany, luSchur } = kernels.exports;
  const bytes = checkMemory(symbolic, luBytes(symbolic));
  return create(kernels, symbolic, bytes, serialiseLu(symbolic), {
    factor: luFactor, forward: luForward, backward: luBackward, forwardMany: luForwardMany, backwardMany: luBackwardMany, schur: luSchur,
  });
}

/** Bytes of an LDLᵀ factorisation, from the symbolic phase alone: integers, matrix entries, factor, scratch and right-hand sides. */
export function ldlBytes(symbolic: Symbolic): number {
  return totalBytes(symbolic, measureLdl(symbolic));
}

/** As `ldlBytes`, for LU. */
export function luBytes(symbolic: Symbolic): number {
  return totalBytes(symbolic, measureLu(symbolic));
}

function totalBytes({ pattern, size }: Symbolic, { words, factor, work }: PlanBytes): number {
  return words + factor + work + 8 * (pattern.columns.length + block * size);
}

/** Byte addresses in the kernels' memory. */
interface Placed {
  readonly symbolic: number;
  readonly factor: number;
  readonly work: number;
}

function place(kernels: Kernels, { words, factorBytes, workBytes }: SymbolicPlan): Placed {
  const symbolic = kernels.allocate(words.byteLength);
  kernels.i32(symbolic, words.length).set(words);
  return { symbolic, factor: kernels.allocate(factorBytes), work: kernels.allocate(workBytes) };
}

/** Bytes of one WASM memory. */
export const memoryLimit = 4 * 2 ** 30;

/**
 * Bytes that a factorisation needs, if one WASM memory has them.
 * @throws BackendError E_MEMORY
 */
export function checkMemory(symbolic: Symbolic, bytes: number): number {
  if (bytes <= memoryLimit) return bytes;
  throw new BackendError("E_MEMORY", `the direct solver needs ${Math.ceil(bytes / 2 ** 20)} MiB for ${symbolic.size} unknowns, more than the 4096 MiB of a WASM memory.`, {
    hint: "use an iterative solver (solver.linear), or a coarser mesh.", details: { bytes, limit: memoryLimit, unknowns: symbolic.size },
  });
}

function create(kernels: Kernels, symbolic: Symbolic, bytes: number, plan: SymbolicPlan, calls: Calls): Factorisation {
  const at = place(kernels, plan);
  const entries = kernels.allocate(8 * symbolic.pattern.columns.length);
  const vectors = kernels.allocate(8 * block * symbolic.size);
  const { size, retained } = symbolic;
  const sweep = (x: Float64Array, call: Calls["forward"]): void => {
    const inside = kernels.f64(vectors, size);
    inside.set(x);
    call(at.symbolic, at.factor, vectors, at.work);
    x.set(inside);
  };
  return {
    symbolic, bytes,
    values: () => kernels.f64(entries, symbolic.pattern.columns.length),
    factor: () => ({ negativePivots: checkStatus(calls.factor(at.symbolic, entries, at.factor, at.work)) }),
    solve(x) {
      refuseRetained(symbolic);
      sweep(x, (...where) => {
        calls.forward(...where);
        calls.backward(...where);
      });
    },
    solveMany(x) {
      refuseRetained(symbolic);
      for (let start = 0; start < x.length; start += block * size) {
        const part = x.subarray(start, Math.min(x.length, start + block * size));
        const inside = kernels.f64(vectors, part.length);
        inside.set(part);
        calls.forwardMany(at.symbolic, at.factor, vectors, part.length / size, at.work);
        calls.backwardMany(at.symbolic, at.factor, vectors, part.length / size, at.work);
        part.set(inside);
      }
    },
    forward: (x) => sweep(x, calls.forward),
    backward: (x) => sweep(x, calls.backward),
    schur: () => kernels.f64(calls.schur(at.symbolic, at.factor), retained * retained).slice(),
  };
}

function refuseRetained({ retained }: Symbolic): void {
  if (retained === 0) return;
  throw new BackendError("E_PATTERN", `a factorisation that keeps ${retained} rows cannot solve by itself.`, {
    hint: "call forward, solve the Schur complement for the retained rows, then call backward.",
  });
}

function checkStatus(status: number): number {
  if (status >= 0) return status;
  const row = -1 - status;
  throw new ConvergenceError("E_SINGULAR", `the stiffness matrix is singular: the pivot of unknown ${row} vanished.`, {
    hint: "fix the free rigid-body motion near this unknown, or reduce the step when the structure has just lost its stiffness.", details: { row },
  });
}
