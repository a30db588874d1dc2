/** W = mu/2 (I1 - 3) - mu ln J + lambda/2 (ln J)², written by hand, to test what stands on models. */
import { type ConstitutiveModel, PointStatus } from "../../src/constitutive/model.js";

export function neoHookean(mu: number, lambda: number): ConstitutiveModel {
  return {
    name: "test neo-Hookean", state: [], fields: [], initialState: () => undefined,
    evaluate({ count, F }, into, want) {
      for (let p = 0; p < count; p++) into.status[p] = point(mu, lambda, F.subarray(9 * p, 9 * p + 9), p, into, want === "tangent");
      into.iterations.fill(0);
      return Promise.resolve();
    },
  };
}

function point(mu: number, lambda: number, F: Float64Array, p: number, into: Parameters<ConstitutiveModel["evaluate"]>[1], tangent: boolean) {
  // Rows of the cofactor matrix are cross products of the rows of F.
  const cofactor = [[3, 6], [6, 0], [0, 3]].flatMap(([r, s]) =>
    [1, 2, 0].map((k) => F[r + k] * F[s + ((k + 1) % 3)] - F[r + ((k + 1) % 3)] * F[s + k]));
  const J = F[0] * cofactor[0] + F[1] * cofactor[1] + F[2] * cofactor[2];
  if (!(J > 0)) return PointStatus.inverted;
  const G = cofactor.map((c) => c / J);
  const log = Math.log(J);
  let square = 0;
  for (let k = 0; k < 9; k++) square += F[k] * F[k];
  into.W[p] = (mu / 2) * (square - 3) - mu * log + (lambda / 2) * log * log;
  for (let k = 0; k < 9; k++) into.P[9 * p + k] = mu * (F[k] - G[k]) + lambda * log * G[k];
  if (!tangent) return PointStatus.ok;
  for (let i = 0; i < 3; i++) for (let J = 0; J < 3; J++) for (let k = 0; k < 3; k++) for (let L = 0; L < 3; L++) {
    into.A[81 * p + 27 * i + 9 * J + 3 * k + L] = (i === k && J === L ? mu : 0)
      + lambda * G[3 * i + J] * G[3 * k + L] + (mu - lambda * log) * G[3 * i + L] * G[3 * k + J];
  }
  return PointStatus.ok;
}
