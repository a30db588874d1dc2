/** First Piola–Kirchhoff stress of the compressible neo-Hookean law, written from its textbook form P = μ(F - F^-T) + λ ln J F^-T. */

/** @param F 3×3 row-major */
export function neoHookeanP(mu: number, lambda: number, F: ArrayLike<number>): Float64Array {
  const cofactor = cofactors(F);
  const J = F[0]! * cofactor[0]! + F[1]! * cofactor[1]! + F[2]! * cofactor[2]!;
  return cofactor.map((c, n) => mu * F[n]! + ((lambda * Math.log(J) - mu) * c) / J);
}

/** Cofactor matrix: J F^-T. */
function cofactors(F: ArrayLike<number>): Float64Array {
  const out = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const [a, b] = [(i + 1) % 3, (i + 2) % 3];
      const [c, d] = [(j + 1) % 3, (j + 2) % 3];
      out[3 * i + j] = F[3 * a + c]! * F[3 * b + d]! - F[3 * a + d]! * F[3 * b + c]!;
    }
  }
  return out;
}
