/** What drives the growth at a point, as a function of the growth that is sought. */
import type { GrowthMode } from "./mode.js";
import { multiply } from "./tensor.js";

/** Stimulus of a growth law. A point is begun first; then values are asked for its growth variables. Nothing allocates. */
export interface Drive {
  /** Stimulus of a variable at a growth g of it, and its derivative by g, as `[value, slope]`. */
  at(variable: number, g: number, out: Float64Array): void;
  /** Derivative of that stimulus by F at constant g, `[3,3]` from `place` on. */
  gradient(variable: number, g: number, out: Float64Array, place: number): void;
}

/** Total stretch over growth. */
export function elasticDrive(total: Float64Array, dTotal: Float64Array): Drive {
  return {
    at(variable, g, out) {
      out[0] = total[variable] / g;
      out[1] = -out[0] / g;
    },
    gradient(variable, g, out, place) {
      for (let k = 0; k < 9; k++) out[place + k] = dTotal[9 * variable + k] / g;
    },
  };
}

/** A localized quantity of the material inside as a function of Ce = Feᵀ Fe, to first order round the last accepted state. */
export interface Localized {
  value: number;
  /** Its derivative by Ce, `[3,3]`. */
  readonly slope: Float64Array;
  /** Ce where both were read, `[3,3]`. */
  readonly Ce: Float64Array;
}

/** A quantity that has not been read. */
export function emptyLocalized(): Localized {
  return { value: 1, slope: new Float64Array(9), Ce: new Float64Array(9) };
}

const cofactors = new Float64Array(9);

/**
 * Reads a quantity out of accepted states: its value, its derivative D by Fe and that Fe.
 * It does not turn with the observer, so D = 2 Fe ds/dCe.
 */
export function readLocalized(into: Localized, state0: Float64Array, value: number, D: number, Fe: number): void {
  into.value = state0[value];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const [a, b, c, d] = [Fe + 3 * ((i + 1) % 3), Fe + 3 * ((i + 2) % 3), (j + 1) % 3, (j + 2) % 3];
      cofactors[3 * i + j] = state0[a + c] * state0[b + d] - state0[a + d] * state0[b + c];
      into.Ce[3 * i + j] = state0[Fe + i] * state0[Fe + j] + state0[Fe + 3 + i] * state0[Fe + 3 + j] + state0[Fe + 6 + i] * state0[Fe + 6 + j];
    }
  }
  const twice = 2 * (state0[Fe] * cofactors[0] + state0[Fe + 1] * cofactors[1] + state0[Fe + 2] * cofactors[2]);
  for (let A = 0; A < 3; A++) {
    for (let B = 0; B < 3; B++) {
      into.slope[3 * A + B] = (cofactors[A] * state0[D + B] + cofactors[3 + A] * state0[D + 3 + B] + cofactors[6 + A] * state0[D + 6 + B]) / twice;
    }
  }
}

/**
 * A localized quantity s of the material inside, to first order round its last accepted state: s ≈ s0 + ds/dCe : (Ce - Ce0), Ce = Fg⁻¹ C Fg⁻¹.
 * The inner model is an RVE as a rule: asking it within the local iteration would cost an inner solve each, and freezing s at the
 * accepted state would leave its feedback (growth relaxes the fibre that drives it) to an explicit step. The expansion costs nothing,
 * keeps the feedback implicit, and its error is of second order in the step, like that of backward Euler. In Ce rather than Fe it is
 * blind to rotations, however large.
 */
export function localizedDrive(mode: GrowthMode, F: Float64Array, directions: Float64Array, last: Localized): Drive {
  const variables = new Float64Array(1), inverse = new Float64Array(9), slope = new Float64Array(9);
  const Fe = new Float64Array(9), change = new Float64Array(9), pull = new Float64Array(9);
  const prepare = (g: number): void => {
    variables[0] = g;
    mode.inverse(variables, directions, inverse, slope);
    multiply(F, inverse, Fe, 0);
    multiply(F, slope, change, 0);
    // 2 Fe ds/dCe
    multiply(Fe, last.slope, pull, 0);
    for (let k = 0; k < 9; k++) pull[k] *= 2;
  };
  return {
    at(_variable, g, out) {
      prepare(g);
      // ds/dCe : Ce = ½ (2 Fe ds/dCe) : Fe
      let value = last.value, derivative = 0;
      for (let k = 0; k < 9; k++) {
        value += 0.5 * pull[k] * Fe[k] - last.slope[k] * last.Ce[k];
        derivative += pull[k] * change[k];
      }
      out[0] = value;
      out[1] = derivative;
    },
    gradient(_variable, g, out, place) {
      prepare(g);
      multiply(pull, inverse, out, place);
    },
  };
}
