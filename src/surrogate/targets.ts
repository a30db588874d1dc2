/** From rows of samples to what a network is trained on: Green–Lagrange strain, second Piola–Kirchhoff stress and its tangent. */
import { row, rowSize } from "./samples.js";

/** Places of the components of strain of a dimension in `[3, 3]`. */
export const components = { 2: [0, 4, 1], 3: [0, 4, 8, 1, 5, 2] } as const;

/** Training points. */
export interface Targets {
  readonly count: number;
  readonly strains: 3 | 6;
  readonly packed: number;
  /** Tensor components `[count, strains]`. */
  readonly E: Float64Array;
  /** `[count, strains]`, unit of stress. */
  readonly S: Float64Array;
  /** ∂S/∂E, upper triangle row by row `[count, packed]`, unit of stress. */
  readonly CC: Float64Array;
  /** What stress and tangent of each count in a loss `[count]`, on the average 1. */
  readonly weights: LossWeights;
}

/** What samples count in a loss `[count]`. */
export interface LossWeights { readonly stress: Float64Array; readonly tangent: Float64Array }

function alike(count: number): LossWeights {
  const ones = new Float64Array(count).fill(1);
  return { stress: ones, tangent: ones };
}

/**
 * Targets of some rows. In the plane the components across it are left out.
 * @param weights what each row counts in a loss `[count]`; default 1
 */
export function targetsOf(rows: Float64Array, dimension: 2 | 3, weights = alike(rows.length / rowSize)): Targets {
  const count = rows.length / rowSize;
  const list = components[dimension];
  const strains = list.length as 3 | 6;
  const packed = (strains * (strains + 1)) / 2;
  const out: Targets = { count, strains, packed, E: new Float64Array(count * strains), S: new Float64Array(count * strains), CC: new Float64Array(count * packed), weights };
  for (let k = 0; k < count; k++) {
    const at = k * rowSize;
    const F = rows.subarray(at + row.F, at + row.F + 9);
    const inverse = inverseOf(F);
    const S = multiply(inverse, rows.subarray(at + row.P, at + row.P + 9));
    const CC = materialTangent(rows.subarray(at + row.A, at + row.A + 81), S, inverse);
    list.forEach((place, v) => {
      out.E[k * strains + v] = strain(F, place);
      out.S[k * strains + v] = 0.5 * (S[place] + S[transposed(place)]);
    });
    let p = k * packed;
    for (let v = 0; v < strains; v++) for (let u = v; u < strains; u++) out.CC[p++] = symmetricPart(CC, list[v], list[u]);
  }
  return out;
}

/** The points of a list, in its order. */
export function pick({ strains, packed, E, S, CC, weights }: Targets, indices: ArrayLike<number>): Targets {
  const take = (values: Float64Array, size: number): Float64Array => Float64Array.from({ length: indices.length * size }, (_, i) => values[indices[Math.floor(i / size)] * size + (i % size)]);
  return { count: indices.length, strains, packed, E: take(E, strains), S: take(S, strains), CC: take(CC, packed), weights: { stress: take(weights.stress, 1), tangent: take(weights.tangent, 1) } };
}

function transposed(place: number): number {
  return 3 * (place % 3) + Math.floor(place / 3);
}

function strain(F: Float64Array, place: number): number {
  const [i, j] = [Math.floor(place / 3), place % 3];
  const C = F[i] * F[j] + F[3 + i] * F[3 + j] + F[6 + i] * F[6 + j];
  return 0.5 * (C - (i === j ? 1 : 0));
}

function multiply(A: ArrayLike<number>, B: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: 9 }, (_, n) => {
    const [i, j] = [3 * Math.floor(n / 3), n % 3];
    return A[i] * B[j] + A[i + 1] * B[3 + j] + A[i + 2] * B[6 + j];
  });
}

function inverseOf(A: Float64Array): Float64Array {
  const at = (i: number, j: number): number => A[3 * (i % 3) + (j % 3)];
  const cofactors = A.map((_, n) => {
    const [i, j] = [Math.floor(n / 3), n % 3];
    return at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  });
  const determinant = A[0] * cofactors[0] + A[1] * cofactors[1] + A[2] * cofactors[2];
  return cofactors.map((_, n) => cofactors[transposed(n)] / determinant);
}

/** CC_MJNL = F⁻¹_Mi (A_iJkL - δ_ik S_JL) F⁻¹_Nk. */
function materialTangent(A: Float64Array, S: Float64Array, inverse: Float64Array): Float64Array {
  const half = new Float64Array(81), out = new Float64Array(81);
  for (let M = 0; M < 3; M++) {
    for (let i = 0; i < 3; i++) {
      for (let rest = 0; rest < 27; rest++) {
        const [J, k, L] = [Math.floor(rest / 9), Math.floor(rest / 3) % 3, rest % 3];
        half[27 * M + rest] += inverse[3 * M + i] * (A[27 * i + rest] - (i === k ? S[3 * J + L] : 0));
      }
    }
  }
  for (let MJ = 0; MJ < 9; MJ++) {
    for (let N = 0; N < 3; N++) {
      for (let k = 0; k < 3; k++) {
        for (let L = 0; L < 3; L++) out[9 * MJ + 3 * N + L] += inverse[3 * N + k] * half[9 * MJ + 3 * k + L];
      }
    }
  }
  return out;
}

/** Mean over what minor and major symmetry make equal. */
function symmetricPart(CC: Float64Array, a: number, b: number): number {
  const [at, bt] = [transposed(a), transposed(b)];
  return (CC[9 * a + b] + CC[9 * at + b] + CC[9 * a + bt] + CC[9 * at + bt] + CC[9 * b + a] + CC[9 * bt + a] + CC[9 * b + at] + CC[9 * bt + at]) / 8;
}
