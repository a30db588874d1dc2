/** The compressible neo-Hookean law, written from its textbook form P = μ(F - F^-T) + λ ln J F^-T, to test what stands on laws. */
import { type ConstitutiveModel, PointStatus, type PointResponse, type PointStatusCode } from "../../src/constitutive/model.js";

/** First Piola–Kirchhoff stress. @param F 3×3 row-major */
export function neoHookeanP(mu: number, lambda: number, F: ArrayLike<number>): Float64Array {
  const cofactor = cofactors(F);
  const J = F[0] * cofactor[0] + F[1] * cofactor[1] + F[2] * cofactor[2];
  return cofactor.map((c, n) => mu * F[n] + ((lambda * Math.log(J) - mu) * c) / J);
}

/** Cofactor matrix: J F^-T. */
function cofactors(F: ArrayLike<number>): Float64Array {
  const out = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const [a, b] = [(i + 1) % 3, (i + 2) % 3];
      const [c, d] = [(j + 1) % 3, (j + 2) % 3];
      out[3 * i + j] = F[3 * a + c] * F[3 * b + d] - F[3 * a + d] * F[3 * b + c];
    }
  }
  return out;
}

/** The law as a model without state. */
export function neoHookeanModel(mu: number, lambda: number): ConstitutiveModel {
  return {
    name: "test neo-Hookean", state: [], fields: [], initialState: () => undefined,
    evaluate({ count, F }, into, want) {
      for (let p = 0; p < count; p++) into.status[p] = respond(mu, lambda, F.subarray(9 * p, 9 * p + 9), p, into, want);
      into.iterations.fill(0);
      return Promise.resolve();
    },
  };
}

function respond(mu: number, lambda: number, F: Float64Array, p: number, into: PointResponse, want: "stress" | "tangent"): PointStatusCode {
  const cofactor = cofactors(F);
  const J = F[0] * cofactor[0] + F[1] * cofactor[1] + F[2] * cofactor[2];
  if (!(J > 0)) return PointStatus.inverted;
  const log = Math.log(J);
  const square = F.reduce((sum, f) => sum + f * f, 0);
  into.W[p] = (mu / 2) * (square - 3) - mu * log + (lambda / 2) * log * log;
  into.P.set(neoHookeanP(mu, lambda, F), 9 * p);
  if (want === "stress") return PointStatus.ok;
  const G = cofactor.map((c) => c / J);
  for (let n = 0; n < 81; n++) {
    const [i, j, k, l] = [Math.floor(n / 27), Math.floor(n / 9) % 3, Math.floor(n / 3) % 3, n % 3];
    into.A[81 * p + n] = (i === k && j === l ? mu : 0) + lambda * G[3 * i + j] * G[3 * k + l] + (mu - lambda * log) * G[3 * i + l] * G[3 * k + j];
  }
  return PointStatus.ok;
}
