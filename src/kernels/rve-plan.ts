/** The compiled form of an RVE on a voxel grid: flat arrays that a worker places in WASM memory as they are. */
import type { BoundLaw } from "../law/bind.js";
import type { SymbolicPlan } from "../sparse/serialise.js";
import type { FftAxis } from "./fft-plan.js";

/** Plain data, so that it can be posted to workers; `solver` says who solves it. */
export type RvePlan = DirectPlan | PcgPlan | HybridPlan;

/** What every solver needs of the cells. Index orders are those of `rve-layout.ts`. */
export interface CellPlan {
  readonly dimension: 2 | 3;
  /** Nodes per cell. */
  readonly nodes: 4 | 8;
  /** Gauss points per cell. */
  readonly points: number;
  readonly cells: number;
  /** Unknowns of the state: fluctuations of the free nodes, then multipliers; the same for every solver. */
  readonly unknowns: number;
  /** Place of each unknown of the state among the unknowns of the solver. */
  readonly places: Int32Array;
  /** How many of them are fluctuations; they come first, the components of a node side by side. */
  readonly fluctuations: number;
  /**
   * Correctors in the state, fluctuations by the d(d+1)/2 symmetric directions of F in single precision: an iteration then begins where they point
   * to. 0 = none, to save memory.
   */
  readonly kept: number;
  /** Doubles of one vector of the solver's unknowns. */
  readonly size: number;
  readonly laws: readonly BoundLaw[];
  /** `[cells, d N]`: places in such a vector; corners by their bits z y x. */
  readonly dofs: Int32Array;
  /** `[cells]`. */
  readonly phaseOfCell: Int32Array;
  /** `[pairs, 2]`: voxels of one phase that are evaluated together, phase after phase; a voxel left over is named twice. */
  readonly pairs: Int32Array;
  /** Walsh modes of the voxel: slopes `[d, 2^d]`; byte offsets and factors of the terms of its stiffness (3D). */
  readonly slopes: Float64Array;
  readonly termPlaces: Int32Array;
  readonly termFactors: Float64Array;
  /** Volume of one Gauss point, volume of the RVE. */
  readonly volumes: Float64Array;
  readonly outputs: readonly RveOutput[];
  /** Whether a phase takes the mean dilatation `[phases]`. */
  readonly mixedPhases: readonly boolean[];
  /** Floating-point operations of the linear solve of one Newton iteration (for conjugate gradients: at a contrast of about 10). */
  readonly flops: number;
  /** Bytes that one worker needs for it, without what every solver needs. */
  readonly bytes: number;
}

/** A named output: one number per macroscopic point, made of those of the micro points. */
export interface RveOutput {
  readonly name: string;
  /** "stress", or "1" for dimensionless. */
  readonly unit: string;
  /** Value of the undeformed cell. */
  readonly rest: number;
  /** Numbers of rve-layout.ts. */
  readonly quantity: number;
  readonly reduction: number;
  /** Weights of the stress components (9). */
  readonly components: Float64Array;
  /** Directions by phase `[families, 3]`; empty where the phase does not count. */
  readonly directions: readonly Float64Array[];
}

/** Newton with the multifrontal solver; the d² macroscopic degrees of freedom are the last rows of its system. */
export interface DirectPlan extends CellPlan {
  readonly solver: "direct";
  /** Unknowns kept for the dense root, multipliers included. */
  readonly root: number;
  readonly multipliers: number;
  /** Byte offsets of the entries of a voxel's stiffness that go to the matrix `[entries]`; their places `[cells, entries]`. */
  readonly scatterOffsets: Int32Array;
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
}

/** Inexact Newton with conjugate gradients on a periodic grid, preconditioned by a Green operator. */
export interface PcgPlan extends CellPlan {
  readonly solver: "pcg";
  /** `linear`: the fluctuation is zero on the faces; opposite ones are the same plane of the periodic grid. */
  readonly boundary: "periodic" | "linear";
  /** Voxels along x, y, z; 1 along z in 2D. */
  readonly grid: readonly [number, number, number];
  /** Doubles of one line of a field: nx, padded to even. */
  readonly row: number;
  /** Place of the node whose fluctuation is zero in the first component of a field. */
  readonly held: number;
  /** Lane pairs in the stencil of a node. */
  readonly stencil: number;
  /** `[cells, N]`: byte offset of the stencil of each node. */
  readonly stencilBases: Int32Array;
  /** `[N + 1]` starts, then pairs of byte offsets: in the cell's stiffness, in the stencil. */
  readonly stencilList: Int32Array;
  readonly axes: readonly [FftAxis, FftAxis, FftAxis];
  /** `[nz/2 + 1, ny/2 + 1, nx/2 + 1, d(d+1)/2]`. */
  readonly green: Float64Array;
  /** Its like for held faces, by sine coefficients and component `[nz, ny, nx, d]`; empty where they are periodic. */
  readonly sines: Float64Array;
  /** Groups of lines that are transformed along x together. */
  readonly group: number;
}

/** Corrections of Newton by conjugate gradients, the tangent by the direct solver; the rest of the plan is that of conjugate gradients. */
export interface HybridPlan extends Omit<PcgPlan, "solver"> {
  readonly solver: "hybrid";
  readonly direct: DirectPlan;
}

/** Doubles of the correctors in the state: two numbers of single precision in each. */
export function keptDoubles({ kept, unknowns }: Pick<CellPlan, "kept" | "unknowns">): number {
  return Math.ceil((kept * unknowns) / 2);
}

/**
 * Doubles of state per macroscopic Gauss point: the accepted F (9), the unknowns, the number of unstable modes, the correctors, then value and
 * derivative (9) of each output.
 */
export function stateSize(plan: Pick<CellPlan, "kept" | "unknowns" | "outputs">): number {
  return 10 + plan.unknowns + keptDoubles(plan) + 10 * plan.outputs.length;
}
