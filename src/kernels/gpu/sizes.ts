/** Sizes of an RVE as the shaders see it. */
import type { PcgPlan } from "../rve-plan.js";

/** Invocations that share a system of conjugate gradients, or work on neighbouring nodes. */
export const width = 128;
export const nodeWidth = 64;
/** Lanes that sum the shares of a workgroup (shaders/rve/sums.wgsl). */
export const lanes = 8;
/** Numbers of a system in the report: iterations, outcome, relative residual, and what the iteration keeps. */
export const reportSize = 8;
/** Outcomes of a system (shaders/rve/sums.wgsl): up to `stopped` there is a solution, as good as it got. */
export const outcome = { solved: 0, stopped: 1, indefinite: 2, notFinite: 3, running: 4 } as const;
/** Vectors of a system: solution, residual, direction, its product, one of the preconditioner. */
export const vectors = 5;

/** Sizes of an RVE. */
export interface GridSizes {
  readonly dimension: 2 | 3;
  readonly grid: readonly [number, number, number];
  readonly nodes: number;
  /** Numbers of one field: components of all nodes. */
  readonly size: number;
  /** Components of the macroscopic F, entries of the upper triangle of the tangent, neighbours of a node. */
  readonly macros: number;
  readonly entries: number;
  readonly slots: number;
  /** Symmetric directions of the macroscopic F: solves for a tangent. */
  readonly directions: number;
  /** Groups of nodes whose shares of a sum are kept. */
  readonly groups: number;
}

/** Sizes of a compiled RVE. */
export function sizesOf({ dimension, grid }: Pick<PcgPlan, "dimension" | "grid">): GridSizes {
  const nodes = grid[0] * grid[1] * grid[2], macros = dimension * dimension;
  return {
    dimension, grid, nodes, size: dimension * nodes, macros, entries: (macros * (macros + 1)) / 2,
    slots: dimension === 3 ? 27 : 9, directions: (macros + dimension) / 2, groups: Math.ceil(nodes / nodeWidth),
  };
}

/** Points of a period of the waves along an axis, over its nodes: sine waves between held faces have twice as many. */
export function periodsOf({ boundary }: Pick<PcgPlan, "boundary">): 1 | 2 {
  return boundary === "linear" ? 2 : 1;
}

/** Whether voxels of a phase share one volume ratio among their points. */
export function isMixed({ mixedPhases }: Pick<PcgPlan, "mixedPhases">): boolean {
  return mixedPhases.includes(true);
}
