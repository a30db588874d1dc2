/** An RVE as a user writes it (DESIGN §4, `cell.yaml`), after units have been converted. */
import type { LawSpec } from "../law/bind.js";
import type { RveFormulation } from "./formulation.js";
import type { OutputSpec } from "./outputs.js";

/** Constraint on the fluctuation at the boundary of the cell (FORMULATION §3). */
export type RveBoundary = "periodic" | "linear" | "minimal";
export type Axis = "x" | "y" | "z";

/**
 * Who solves the inner problem: a multifrontal factorisation (`direct`), conjugate gradients with an FFT preconditioner (`pcg`), the second for the
 * corrections of Newton and the first for the tangent (`hybrid`), or the cheapest of them by a rule.
 */
export type RveSolver = "auto" | "direct" | "pcg" | "hybrid";

/** Where a phase is: exactly one geometry, and the name of the phase. A voxel belongs to a shape when its centre is strictly inside. */
export interface ShapeSpec {
  readonly phase: string;
  readonly circle?: { readonly center: readonly number[]; readonly radius: number };
  readonly sphere?: { readonly center: readonly number[]; readonly radius: number };
  readonly box?: { readonly min: readonly number[]; readonly max: readonly number[] };
  readonly laminate?: { readonly axis: Axis; readonly from: number; readonly to: number };
  /** Endless straight fibre through `point` along `direction`. */
  readonly cylinder?: { readonly point: readonly number[]; readonly direction: readonly number[]; readonly radius: number };
  /** Repeat the shape in the neighbouring cells, so that what leaves on one side enters on the other. */
  readonly wrap?: boolean;
}

export interface RveSpec {
  readonly dimension: 2 | 3;
  /** Edge lengths, unit of length of the case. */
  readonly size: readonly number[];
  /** Voxels per direction. */
  readonly grid: readonly number[];
  /** Phase where no shape is. */
  readonly background: string;
  /** Later shapes lie over earlier ones. */
  readonly shapes?: readonly ShapeSpec[];
  /** A law or formula, or `{ void: true }`. */
  readonly phases: Readonly<Record<string, LawSpec>>;
  readonly boundary: RveBoundary;
  /** Displacements alone, mean dilatation, or (default) the latter for nearly incompressible phases. */
  readonly formulation?: RveFormulation;
  /** Who solves it in WASM; default `auto`. */
  readonly solver?: RveSolver;
  /** Numbers that the cell reports beside its stress, by name. */
  readonly outputs?: Readonly<Record<string, OutputSpec>>;
}
