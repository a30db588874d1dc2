/** P = C : (F - I) with isotropic C: a material whose problems are linear, to count iterations. */
import type { ConstitutiveModel } from "../../src/constitutive/model.js";

export function linearModel(mu: number, lambda: number): ConstitutiveModel {
  const C = Float64Array.from({ length: 81 }, (_, n) => {
    const [i, j, k, l] = [Math.floor(n / 27), Math.floor(n / 9) % 3, Math.floor(n / 3) % 3, n % 3];
    return (i === j && k === l ? lambda : 0) + (i === k && j === l ? mu : 0) + (i === l && j === k ? mu : 0);
  });
  return {
    name: "test linear", state: [], fields: [], initialState: () => undefined,
    evaluate({ count, F }, into) {
      for (let p = 0; p < count; p++) {
        const H = F.slice(9 * p, 9 * p + 9).map((f, k) => f - (k % 4 === 0 ? 1 : 0));
        const P = Float64Array.from({ length: 9 }, (_, r) => H.reduce((s, h, c) => s + C[9 * r + c] * h, 0));
        into.P.set(P, 9 * p);
        into.A.set(C, 81 * p);
        into.W[p] = P.reduce((s, x, k) => s + (x * H[k]) / 2, 0);
      }
      into.status.fill(0);
      into.iterations.fill(0);
      return Promise.resolve();
    },
  };
}
