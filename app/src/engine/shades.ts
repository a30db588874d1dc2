/** The quantities that can be shown as colour, made from the fields of a step or of a result file. */

/** Values `[items, components]`. */
export interface FieldValues {
  readonly components: number;
  readonly values: ArrayLike<number>;
}

/** Where fields come from: undefined when there is none of this name. */
export type FieldSource = (name: string) => FieldValues | undefined;

/** Normal of the sheet: growth acts in the plane across it. */
const normal = [0, 0, 1] as const;

/** Quantities by name, as one number per cell. */
const derived: Readonly<Record<string, (field: FieldSource) => ArrayLike<number> | undefined>> = {
  area: (field) => perCell(field("F"), areaStretch),
  stress: (field) => perCell(field("cauchy"), equivalent),
  principal: (field) => perCell(field("cauchy"), largestPrincipal),
  J: (field) => field("J")?.values,
  W: (field) => field("W")?.values,
};

/** All quantities that a source can give; scalar states come under their own name. */
export function quantities(field: FieldSource, states: readonly string[]): Record<string, ArrayLike<number>> {
  const own = Object.entries(derived).map(([name, make]) => [name, make(field)] as const);
  const scalars = states.map((name) => [name, field(name)] as const).filter(([, found]) => found?.components === 1).map(([name, found]) => [name, found?.values] as const);
  return Object.fromEntries([...own, ...scalars].filter(([, values]) => values !== undefined && values.length > 0)) as Record<string, ArrayLike<number>>;
}

function perCell(tensors: FieldValues | undefined, of: (T: ArrayLike<number>, at: number) => number): Float64Array | undefined {
  if (tensors?.components !== 9) return undefined;
  return Float64Array.from({ length: tensors.values.length / 9 }, (_, cell) => of(tensors.values, 9 * cell));
}

/** ‖cof F · n‖: current over reference area of the sheet's plane. */
function areaStretch(F: ArrayLike<number>, at: number): number {
  const entry = (i: number, j: number): number => F[at + 3 * (i % 3) + (j % 3)];
  const cofactor = (i: number, j: number): number => entry(i + 1, j + 1) * entry(i + 2, j + 2) - entry(i + 1, j + 2) * entry(i + 2, j + 1);
  return Math.hypot(...[0, 1, 2].map((i) => normal.reduce<number>((sum, n, j) => sum + cofactor(i, j) * n, 0)));
}

/** Von Mises' equivalent stress. */
function equivalent(s: ArrayLike<number>, at: number): number {
  const [xx, yy, zz, xy, yz, xz] = [s[at], s[at + 4], s[at + 8], s[at + 1], s[at + 5], s[at + 2]];
  return Math.sqrt(((xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2) / 2 + 3 * (xy ** 2 + yz ** 2 + xz ** 2));
}

/** Largest eigenvalue of a symmetric tensor, by the trigonometric solution of its characteristic equation. */
function largestPrincipal(s: ArrayLike<number>, at: number): number {
  const mean = (s[at] + s[at + 4] + s[at + 8]) / 3;
  const [a, b, c, d, e, f] = [s[at] - mean, s[at + 4] - mean, s[at + 8] - mean, s[at + 1], s[at + 5], s[at + 2]];
  const p = Math.sqrt((a * a + b * b + c * c + 2 * (d * d + e * e + f * f)) / 6);
  if (p === 0) return mean;
  const determinant = a * (b * c - e * e) - d * (d * c - e * f) + f * (d * e - b * f);
  const angle = Math.acos(Math.min(1, Math.max(-1, determinant / (2 * p ** 3)))) / 3;
  return mean + 2 * p * Math.cos(angle);
}
