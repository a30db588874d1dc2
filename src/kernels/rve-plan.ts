/** The compiled form of an RVE on a voxel grid: flat arrays that a worker places in WASM memory as they are. */
import type { BoundLaw } from "../law/bind.js";
import type { SymbolicPlan } from "../sparse/serialise.js";

/** Plain data, so that it can be posted to workers. Index orders are those of `rve-layout.ts`. */
export interface RvePlan {
  readonly dimension: 2 | 3;
  /** Nodes per cell. */
  readonly nodes: 4 | 8;
  /** Gauss points per cell. */
  readonly points: number;
  readonly cells: number;
  /** Rows of the sparse system: unknowns first, the d² macroscopic degrees of freedom last. */
  readonly size: number;
  /** Unknowns kept for the dense root, multipliers included. */
  readonly root: number;
  readonly multipliers: number;
  readonly laws: readonly BoundLaw[];
  /** `[cells, d N]`. */
  readonly dofs: Int32Array;
  /** `[cells]`. */
  readonly phaseOfCell: Int32Array;
  /** `[points, d, N]`: shape gradients, and the same times the quadrature volume. */
  readonly gradients: Float64Array;
  readonly weighted: Float64Array;
  /** Volume of one Gauss point, volume of the RVE. */
  readonly volumes: Float64Array;
  /** `[cells, d(d+1)/2, N, N]`. */
  readonly scatter: Int32Array;
  /** `[cells, d², d N]`. */
  readonly scatterMacro: Int32Array;
  /** `[d², d²]`. */
  readonly macroEntries: Int32Array;
  readonly constantPlaces: Int32Array;
  readonly constantPairs: Int32Array;
  readonly constantValues: Float64Array;
  /** Entries of the sparse matrix (both halves; the lower one is used). */
  readonly entries: number;
  readonly symbolic: SymbolicPlan;
  /** Floating-point operations of one factorisation. */
  readonly flops: number;
}

/** Doubles of state per macroscopic Gauss point: the accepted F (9), then the unknowns. */
export function stateSize(plan: RvePlan): number {
  return 9 + unknownCount(plan);
}

/** Unknowns of an RVE: fluctuations and multipliers. */
export function unknownCount(plan: RvePlan): number {
  return plan.size - plan.dimension * plan.dimension;
}
