/** Laws and deformations that the law tests run over. */
import type { LawSpec } from "../../src/law/bind.js";
import { seeded } from "./random.js";

const oblique = [[1, 0.3, 0.1], [0.4, -1, 0.2]];

/** One law of every kind, of every volumetric form and of both fibre forms; prebuilt and emitted ones. */
export const lawSpecs: readonly LawSpec[] = [
  { law: "neo-hookean", mu: 1, lambda: 2 },
  { law: "saint-venant-kirchhoff", E: 1, nu: 0.3 },
  ...["mixed", "log", "quad"].flatMap((volumetric): LawSpec[] => [
    { law: "mooney-rivlin", c10: 0.3, c01: 0.1, bulk: 20, volumetric },
    { law: "yeoh", c1: 0.5, c2: -0.05, c3: 0.02, bulk: 20, volumetric },
    { law: "ogden", mu: [0.7, 0.2, 0.1], alpha: [1.7, -2.5, 4], bulk: 20, volumetric },
    { law: "arruda-boyce", mu: 1, lambdaM: 3, bulk: 20, volumetric },
    { law: "gent", mu: 1, Jm: 10, bulk: 20, volumetric },
  ]),
  { law: "ogden", mu: 0.7, alpha: 1.7, bulk: 20 },
  { law: "ogden", mu: [0.7, 0.2], alpha: [1.7, -2.5], bulk: 20 },
  { law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, bulk: 20, directions: oblique },
  { law: "goh", c: 1, k1: 2, k2: 0.8, kappa: 0.1, bulk: 20, directions: [oblique[0]] },
  { law: "goh", c: 1, k1: 2, k2: 0.8, bulk: 20, directions: [...oblique, [0, 0, 1]], isochoric: false },
  { law: "fung", c: 2, bf: 8, bt: 2, bfs: 4, bulk: 20, direction: oblique[0] },
  { law: "fung", c: 2, bf: 8, bt: 2, bfs: 4, bulk: 20, direction: oblique[0], isochoric: false, volumetric: "log" },
  { formula: "a*(exp(b*(I1b-3)^n) - 1) + tanh(trE2) + sin(E01)^2 + bulk/2*log(J)^2 + trE2^2.5", parameters: { a: 1, b: 0.4, n: 2, bulk: 5 }, directions: oblique },
];

/** What tells one of them from the others in a test's name. */
export function titleOf(spec: LawSpec): string {
  return JSON.stringify(spec).replaceAll('"', "").slice(0, 110);
}

/** I + a random matrix with entries in ±size; det F > 0 for sizes up to 0.3. */
export function randomDeformations(count: number, size: number, seed: number): Float64Array[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? 1 : 0) + size * (2 * random() - 1)));
}

/** A rotation by `angle` (radians) about an axis (unit vector), row-major (Rodrigues). */
export function rotation([x, y, z]: readonly [number, number, number], angle: number): Float64Array {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const k = 1 - c;
  return Float64Array.of(c + k * x * x, k * x * y - s * z, k * x * z + s * y, k * x * y + s * z, c + k * y * y, k * y * z - s * x, k * x * z - s * y, k * y * z + s * x, c + k * z * z);
}

/** Product of two 3×3 matrices, row-major. */
export function product(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: 9 }, (_, n) => [0, 1, 2].reduce((sum, k) => sum + a[3 * Math.floor(n / 3) + k] * b[3 * k + (n % 3)], 0));
}
