/**
 * The one interface of everything that answers a deformation with a stress: law, RVE, surrogate, growth.
 * They combine by wrapping, and the macro solver cannot tell them apart.
 */

/** A named array with a fixed number of components per Gauss point. */
export interface FieldSpec {
  readonly name: string;
  /** Components per Gauss point. */
  readonly size: number;
  /** Unit as text, e.g. "MPa"; "1" for dimensionless. */
  readonly unit: string;
  /** Working memory of the model: committed and checkpointed like all state, but never written to result files. */
  readonly internal?: boolean;
}

/** What happened at a Gauss point; anything but `ok` makes the stepper cut the step. `unstable`: conjugate gradients have met negative curvature in the cell. */
export const PointStatus = { ok: 0, inverted: 1, notConverged: 2, singular: 3, notFinite: 4, unstable: 5 } as const;
export type PointStatusCode = (typeof PointStatus)[keyof typeof PointStatus];

/** Input of one evaluation. Arrays are point-first, row-major. */
export interface PointBatch {
  /** Number of Gauss points. */
  readonly count: number;
  /** Deformation gradients `[count, 3, 3]`; in 2D F33 = 1 (plane strain). */
  readonly F: Float64Array;
  /** Last accepted state `[count, stateSize]`: the sizes of `model.state` one after the other. */
  readonly state0: Float64Array;
  /** Given fields `[count, fieldsSize]`: the sizes of `model.fields` one after the other. */
  readonly fields: Float64Array;
  /** Time increment in the unit of time of the case. */
  readonly dt: number;
  /**
   * Whether `into.state` holds the answer to another F from the same `state0`, as it does from the second iterate of a step on: an iterative model may
   * begin there. Its answer is the same to its tolerance. Absent: no.
   */
  readonly warm?: boolean;
  /**
   * Relative residual at which the inner problem of an iterative model may stop; it then corrects the stress to second order (but P33 in the plane),
   * and writes 0 to `into.settled`. Absent, or without `into.settled`: the model's own tolerance.
   */
  readonly accuracy?: number;
}

/** Output of one evaluation; owned by the caller, laid out before the run. */
export interface PointResponse {
  /** Energy per reference volume `[count]` (MPa in default units). */
  readonly W: Float64Array;
  /** First Piola–Kirchhoff stress `[count, 3, 3]`. */
  readonly P: Float64Array;
  /** Tangent dP_iJ/dF_kL `[count, 3, 3, 3, 3]`; left untouched when only the stress is wanted. */
  readonly A: Float64Array;
  /** New state `[count, stateSize]`. */
  readonly state: Float64Array;
  /** `PointStatus` per point `[count]`. */
  readonly status: Uint8Array;
  /** Inner (micro) Newton iterations spent per point `[count]`; 0 for a law. */
  readonly iterations: Int32Array;
  /** 1 where the answer meets the model's own tolerance; models that know no other leave it alone `[count]`. Set to 1 by the caller. */
  readonly settled?: Uint8Array;
}

/** What a GPU has done for a model, and what double precision had to do beside it. */
export interface GpuAccount {
  readonly adapter: string;
  /** Wall seconds: waiting for the GPU, residuals and energy forms in double precision (WASM), points that were left to the WASM kernels altogether. */
  readonly seconds: { readonly gpu: number; readonly exact: number; readonly left: number };
  /** Share of `exact` and `left` in all of them. */
  readonly exactShare: number;
  readonly dispatches: number;
  readonly readbacks: number;
  /** Linear systems solved, and iterations of conjugate gradients on them. */
  readonly systems: number;
  readonly iterations: number;
  /** RVEs at a time, and the bytes that they take on the device. */
  readonly batch: number;
  readonly bytes: number;
  /** Points that the WASM kernels solved. */
  readonly left: number;
  /** Commands that the device has found invalid; none, unless this package has a defect. */
  readonly complaints: readonly string[];
  /** Why the device was lost, if it was: all points after that went to the WASM kernels. */
  readonly lost?: string;
}

/** Who solves the inner problems of a model, and why. */
export interface SolverAccount {
  readonly backend: "wasm" | "webgpu" | "reference";
  readonly reason: string;
  readonly gpu?: GpuAccount;
}

/** Stress answer of a material, whatever computes it. Pure: `state0` in, `state` out. */
export interface ConstitutiveModel {
  readonly name: string;
  readonly state: readonly FieldSpec[];
  readonly fields: readonly FieldSpec[];
  /** Fields of `state` that are named outputs of size 1; for each there is an internal one `d(NAME)/dF` of size 9, filled whenever the tangent is wanted. */
  readonly outputs?: readonly FieldSpec[];
  /** Whether A has major symmetry (A_iJkL = A_kLiJ), as where P has an energy; absent = symmetric. Unsymmetric ones need an unsymmetric linear solver. */
  readonly tangent?: "symmetric" | "unsymmetric";
  /** Whether the tangent costs much beside the stress, as where a stiffness is factorised for it: who needs none should not ask for it. Absent = no. */
  readonly dearTangent?: true;
  /** Writes the state of `count` undeformed points to `out` `[count, stateSize]`. */
  initialState(out: Float64Array, count: number): void;
  /**
   * Answers a batch. The same `state0`, and where the batch is `warm` the same `into.state`, give the same bits.
   * Failures of single points are reported in `into.status`, never thrown.
   */
  evaluate(batch: PointBatch, into: PointResponse, want: "stress" | "tangent"): Promise<void>;
  /** Absent where the answer is a formula. */
  account?(): SolverAccount;
  dispose?(): void;
}

/** Sum of the sizes of some fields: the stride of a state array. */
export function stride(fields: readonly FieldSpec[]): number {
  return fields.reduce((sum, field) => sum + field.size, 0);
}
