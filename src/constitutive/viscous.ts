/**
 * Finite linear viscoelasticity on the isochoric part (simo1987; holzapfel1996): the material inside is the long-term response, and every term of a Prony
 * series adds an overstress Q to its second Piola–Kirchhoff stress, dQ/dt + Q/tau = g dS/dt with S the isochoric part, F S = P - (P : F)/3 F⁻ᵀ.
 */
import { exp, expm1 } from "../core/math.gen.js";
import { innerOf } from "./inner.js";
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, stride } from "./model.js";

/** One Maxwell branch. */
export interface PronyTerm {
  /** Stiffness of the branch over the long-term stiffness. */
  readonly g: number;
  /** Relaxation time, unit of time of the case. */
  readonly tau: number;
}

/** Doubles of a symmetric tensor, in the order 00 11 22 01 12 02. */
const voigt = 6;
const rows = [0, 1, 2, 0, 1, 0], columns = [0, 1, 2, 1, 2, 2];
/** Place in a symmetric tensor of component (J, L). */
const packed = [0, 3, 5, 3, 1, 4, 5, 4, 2];

/**
 * A material that creeps and relaxes.
 *
 * Time integration is exact for a stress that changes linearly over the step (taylor1970), and stable for any step. The state is the overstress of each
 * term and the isochoric stress, both working memory. W is the energy of the material inside, without what the branches store. The overstress has no
 * potential in general, so the tangent counts as unsymmetric.
 * @param model the long-term response; disposed of with this
 * @param terms g >= 0, tau > 0
 */
export function viscous(model: ConstitutiveModel, terms: readonly PronyTerm[]): ConstitutiveModel {
  const own: FieldSpec[] = [
    { name: "overstress", size: voigt * terms.length, unit: "stress", internal: true },
    { name: "isochoricStress", size: voigt, unit: "stress", internal: true },
  ];
  const state = [...model.state, ...own];
  const width = stride(state);
  const inner = innerOf(model, width, stride(model.fields));
  const work = createWork(terms, { width, at: inner.state });
  return {
    ...model, name: `${model.name}, viscous`, state, tangent: "unsymmetric",
    initialState: (out, count) => {
      out.fill(0, 0, width * count);
      inner.initialState(out, count, width);
    },
    async evaluate(batch, into, want) {
      const { F, evaluate } = inner.open(batch, into);
      F.set(batch.F.subarray(0, 9 * batch.count));
      await evaluate(want);
      setDecay(work, batch.dt);
      for (let point = 0; point < batch.count; point++) relax(work, batch, into, point, want === "tangent" ? addTangent : nothing);
    },
  };
}

interface Layout { readonly width: number; readonly at: number }

/** Factors of the step, and the point at hand. */
interface Work {
  readonly terms: readonly PronyTerm[];
  readonly layout: Layout;
  /** exp(-dt/tau) of each term. */
  readonly decay: Float64Array;
  /** g (1 - exp(-dt/tau)) / (dt/tau) of each term, and their sum. */
  readonly gain: Float64Array;
  total: number;
  readonly inverse: Float64Array;
  /** (P : F)/3 of the material inside. */
  mean: number;
  readonly isochoric: Float64Array;
  /** Sum of the overstresses, and what of it does not depend on F. */
  readonly overstress: Float64Array;
  readonly history: Float64Array;
}

function createWork(terms: readonly PronyTerm[], layout: Layout): Work {
  return {
    terms, layout, decay: new Float64Array(terms.length), gain: new Float64Array(terms.length), total: 0, inverse: new Float64Array(9), mean: 0,
    isochoric: new Float64Array(voigt), overstress: new Float64Array(voigt), history: new Float64Array(voigt),
  };
}

function setDecay(work: Work, dt: number): void {
  work.total = 0;
  work.terms.forEach(({ g, tau }, i) => {
    const x = dt / tau;
    work.decay[i] = exp(-x);
    // A step of no length is an instantaneous one.
    work.gain[i] = x > 0 ? (-g * expm1(-x)) / x : g;
    work.total += work.gain[i];
  });
}

type AddTangent = (work: Work, F: Float64Array, P: Float64Array, A: Float64Array) => void;
const nothing: AddTangent = () => undefined;

/** Adds the overstress of a point to P and A; the tangent first, which needs the P of the material inside. */
function relax(work: Work, batch: PointBatch, into: PointResponse, point: number, add: AddTangent): void {
  const F = batch.F.subarray(9 * point, 9 * point + 9), P = into.P.subarray(9 * point, 9 * point + 9);
  readIsochoric(work, F, P);
  advance(work, batch.state0, into.state, point * work.layout.width + work.layout.at);
  add(work, F, P, into.A.subarray(81 * point, 81 * point + 81));
  const Q = work.overstress;
  for (let i = 0; i < 3; i++) {
    for (let J = 0; J < 3; J++) P[3 * i + J] += F[3 * i] * Q[packed[J]] + F[3 * i + 1] * Q[packed[3 + J]] + F[3 * i + 2] * Q[packed[6 + J]];
  }
}

/** F⁻¹, (P : F)/3 and the isochoric stress S = F⁻¹ (P - mean F⁻ᵀ). */
function readIsochoric(work: Work, F: Float64Array, P: Float64Array): void {
  const { inverse, isochoric } = work;
  invert(F, inverse);
  let sum = 0;
  for (let k = 0; k < 9; k++) sum += P[k] * F[k];
  work.mean = sum / 3;
  for (let v = 0; v < voigt; v++) {
    const I = rows[v], J = columns[v];
    let S = 0;
    for (let k = 0; k < 3; k++) S += inverse[3 * I + k] * (P[3 * k + J] - work.mean * inverse[3 * J + k]);
    isochoric[v] = S;
  }
}

/** The recurrence of all terms: Q = exp(-dt/tau) Q0 + gain (S - S0). */
function advance(work: Work, state0: Float64Array, state: Float64Array, at: number): void {
  const { terms, decay, gain, isochoric, overstress, history } = work;
  const last = at + voigt * terms.length;
  for (let v = 0; v < voigt; v++) {
    let past = 0;
    for (let i = 0; i < terms.length; i++) {
      const k = at + voigt * i + v;
      const rest = decay[i] * state0[k] - gain[i] * state0[last + v];
      state[k] = rest + gain[i] * isochoric[v];
      past += rest;
    }
    history[v] = past;
    overstress[v] = past + work.total * isochoric[v];
    state[last + v] = isochoric[v];
  }
}

/** A += delta_ik history_JL + total d(F S)/dF. */
function addTangent({ inverse, mean, total, history }: Work, F: Float64Array, P: Float64Array, A: Float64Array): void {
  // 3 d(mean)/dF_kL = P_kL + F_mN A_mNkL
  for (let n = 0; n < 9; n++) {
    let sum = P[n];
    for (let m = 0; m < 9; m++) sum += F[m] * A[9 * m + n];
    slope[n] = sum / 3;
  }
  for (let i = 0; i < 3; i++) {
    for (let J = 0; J < 3; J++) {
      for (let k = 0; k < 3; k++) {
        for (let L = 0; L < 3; L++) {
          const at = 27 * i + 9 * J + 3 * k + L;
          const own = A[at] - inverse[3 * J + i] * slope[3 * k + L] + mean * inverse[3 * J + k] * inverse[3 * L + i];
          A[at] += total * own + (i === k ? history[packed[3 * J + L]] : 0);
        }
      }
    }
  }
}

const slope = new Float64Array(9);

/** out = F⁻¹ */
function invert(F: Float64Array, out: Float64Array): void {
  const a = F[4] * F[8] - F[5] * F[7], b = F[5] * F[6] - F[3] * F[8], c = F[3] * F[7] - F[4] * F[6];
  const J = F[0] * a + F[1] * b + F[2] * c;
  out[0] = a / J; out[1] = (F[2] * F[7] - F[1] * F[8]) / J; out[2] = (F[1] * F[5] - F[2] * F[4]) / J;
  out[3] = b / J; out[4] = (F[0] * F[8] - F[2] * F[6]) / J; out[5] = (F[2] * F[3] - F[0] * F[5]) / J;
  out[6] = c / J; out[7] = (F[1] * F[6] - F[0] * F[7]) / J; out[8] = (F[0] * F[4] - F[1] * F[3]) / J;
}
