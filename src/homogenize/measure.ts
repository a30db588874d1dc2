/** Quantities of a micro point in TypeScript: the twin of assembly/rve/measure.ts, for the oracle. */
import { CAUCHY_STRESS, ENERGY, FIBRE_STRETCH, NOMINAL_STRESS, VOLUME_RATIO } from "../kernels/rve-layout.js";

/** What a law answered at a micro point. */
export interface MicroPoint {
  /** `[3, 3]` */
  readonly F: Float64Array;
  readonly W: number;
  readonly P: Float64Array;
  /** `[3, 3, 3, 3]` */
  readonly A: Float64Array;
}

/** A value with its derivative by F `[3, 3]`. */
export interface Measured {
  readonly value: number;
  readonly gradient: Float64Array;
}

const indices: readonly number[] = [0, 1, 2];

/** Fills a 3 by 3 matrix. */
const matrix = (entry: (i: number, j: number) => number): Float64Array => Float64Array.from({ length: 9 }, (_, n) => entry(Math.floor(n / 3), n % 3));
const sum = (term: (k: number) => number): number => indices.reduce((total, k) => total + term(k), 0);

/** dJ/dF. */
function cofactor(F: Float64Array): Float64Array {
  return matrix((i, j) => {
    const [i1, i2, j1, j2] = [(i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3];
    return F[3 * i1 + j1] * F[3 * i2 + j2] - F[3 * i1 + j2] * F[3 * i2 + j1];
  });
}

function stretch({ F }: MicroPoint, _: Float64Array, a: Float64Array): Measured {
  const fibre = indices.map((i) => sum((j) => F[3 * i + j] * a[j]));
  const value = Math.sqrt(sum((i) => fibre[i] * fibre[i]));
  return { value, gradient: matrix((i, j) => (fibre[i] * a[j]) / value) };
}

function volumeRatio({ F }: MicroPoint): Measured {
  const gradient = cofactor(F);
  return { value: sum((j) => F[j] * gradient[j]), gradient };
}

function nominal({ P, A }: MicroPoint, weights: Float64Array): Measured {
  const gradient = new Float64Array(9);
  for (let r = 0; r < 9; r++) for (let n = 0; n < 9; n++) gradient[n] += weights[r] * A[9 * r + n];
  return { value: P.reduce((total, p, r) => total + weights[r] * p, 0), gradient };
}

/** c : σ with σ = P Fᵀ / J: dσ = (dP Fᵀ + P dFᵀ) / J - σ dJ / J. */
function cauchy(point: MicroPoint, c: Float64Array): Measured {
  const { F, P } = point;
  const dJ = cofactor(F);
  const J = sum((j) => F[j] * dJ[j]);
  const { value, gradient } = nominal(point, matrix((i, m) => sum((j) => c[3 * i + j] * F[3 * j + m]) / J));
  return { value, gradient: matrix((j, m) => gradient[3 * j + m] + (sum((i) => c[3 * i + j] * P[3 * i + m]) - value * dJ[3 * j + m]) / J) };
}

function vonMises(point: MicroPoint): Measured {
  const { F, P } = point;
  const J = volumeRatio(point).value;
  const stress = matrix((i, j) => sum((m) => P[3 * i + m] * F[3 * j + m]) / J);
  const mean = sum((i) => stress[4 * i]) / 3;
  const deviator = stress.map((s, n) => (n % 4 === 0 ? s - mean : s));
  const value = Math.sqrt(1.5 * deviator.reduce((square, s) => square + s * s, 0));
  return cauchy(point, deviator.map((s) => (value > 0 ? (1.5 * s) / value : 0)));
}

const measures: Readonly<Record<number, (point: MicroPoint, components: Float64Array, direction: Float64Array) => Measured>> = {
  [FIBRE_STRETCH]: stretch, [VOLUME_RATIO]: volumeRatio, [ENERGY]: ({ W, P }) => ({ value: W, gradient: P.slice() }),
  [NOMINAL_STRESS]: nominal, [CAUCHY_STRESS]: cauchy,
};

/**
 * Value of a quantity and its derivative by F.
 * @param quantity number of rve-layout.ts
 * @param components weights of the stress components (9)
 * @param direction unit vector of a fibre (3)
 */
export function measure(point: MicroPoint, quantity: number, components: Float64Array, direction: Float64Array): Measured {
  return (measures[quantity] ?? vonMises)(point, components, direction);
}
