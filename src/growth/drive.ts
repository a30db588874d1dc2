/** What drives the growth at a point, as a function of the growth that is sought. */
import type { GrowthMode } from "./mode.js";

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

/** A localized quantity of the material inside, at the last accepted step. */
export interface Localized {
  value: number;
  /** By the F of the material inside. */
  readonly gradient: Float64Array;
  /** F of the material inside where both were read. */
  readonly Fe: Float64Array;
}

/**
 * A localized quantity s of the material inside, to first order round its last accepted state: s(Fe) ≈ s0 + ds/dFe : (Fe - Fe0), Fe = F Fg⁻¹(g).
 * The inner model is an RVE as a rule: asking it within the local iteration would cost an inner solve each, and freezing s at the
 * accepted state would leave its feedback (growth relaxes the fibre that drives it) to an explicit step. The expansion costs nothing,
 * keeps the feedback implicit, and its error is of second order in the step, like that of backward Euler.
 */
export function localizedDrive(mode: GrowthMode, F: Float64Array, directions: Float64Array, last: Localized): Drive {
  const variables = new Float64Array(1), inverse = new Float64Array(9), slope = new Float64Array(9);
  const prepare = (g: number): void => {
    variables[0] = g;
    mode.inverse(variables, directions, inverse, slope);
  };
  return {
    at(_variable, g, out) {
      prepare(g);
      let value = last.value, change = 0;
      for (let i = 0; i < 3; i++) {
        for (let A = 0; A < 3; A++) {
          const [f0, f1, f2] = [F[3 * i], F[3 * i + 1], F[3 * i + 2]];
          const ds = last.gradient[3 * i + A];
          value += ds * (f0 * inverse[A] + f1 * inverse[3 + A] + f2 * inverse[6 + A] - last.Fe[3 * i + A]);
          change += ds * (f0 * slope[A] + f1 * slope[3 + A] + f2 * slope[6 + A]);
        }
      }
      out[0] = value;
      out[1] = change;
    },
    gradient(_variable, g, out, place) {
      prepare(g);
      const { gradient } = last;
      for (let k = 0; k < 3; k++) {
        for (let L = 0; L < 3; L++) {
          out[place + 3 * k + L] = gradient[3 * k] * inverse[3 * L] + gradient[3 * k + 1] * inverse[3 * L + 1] + gradient[3 * k + 2] * inverse[3 * L + 2];
        }
      }
    },
  };
}
