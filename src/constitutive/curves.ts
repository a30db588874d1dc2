/** Curves of the tests that materials are known by: uniaxial, equibiaxial and planar tension, simple shear. */
import type { BoundLaw } from "../law/bind.js";
import { analyticReference } from "./analytic.js";
import { type ConstitutiveModel, PointStatus, type PointResponse } from "./model.js";

/** A test, as what it prescribes and what it leaves free. */
interface Test {
  /** Deformation gradient for an amount; entries of free directions are the first guess, that of an incompressible material. */
  gradient(amount: number): Float64Array;
  /** Directions whose stretch adjusts until the normal stress on them vanishes. */
  readonly free: readonly number[];
  /** Entry of P and of the Cauchy stress that is drawn. */
  readonly entry: number;
}

const diagonal = (x: number, y: number, z: number): Float64Array => Float64Array.of(x, 0, 0, 0, y, 0, 0, 0, z);

const tests = {
  uniaxial: { gradient: (x) => diagonal(x, 1 / Math.sqrt(x), 1 / Math.sqrt(x)), free: [1, 2], entry: 0 },
  equibiaxial: { gradient: (x) => diagonal(x, x, 1 / (x * x)), free: [2], entry: 0 },
  planar: { gradient: (x) => diagonal(x, 1, 1 / x), free: [2], entry: 0 },
  shear: { gradient: (x) => Float64Array.of(1, x, 0, 0, 1, 0, 0, 0, 1), free: [], entry: 1 },
} as const satisfies Readonly<Record<string, Test>>;

/** `uniaxial`, `equibiaxial`, `planar` (pure shear: the width is held), `shear` (simple shear). */
export type LawMode = keyof typeof tests;

/** All tests. */
export const lawModes = Object.keys(tests) as readonly LawMode[];

/** One test of a material. Lists have one entry per amount that has an answer, in the order given. */
export interface LawCurve {
  readonly mode: LawMode;
  /** Stretch along x, dimensionless; for `shear` the amount of shear γ = F12. */
  readonly amounts: readonly number[];
  /** First Piola–Kirchhoff stress P11 (`shear`: P12), unit of the law's stresses. */
  readonly nominal: readonly number[];
  /** Cauchy stress 11 (`shear`: 12), unit of the law's stresses. */
  readonly cauchy: readonly number[];
  /** Stretches along x, y, z `[amounts, 3]`. */
  readonly stretches: readonly (readonly number[])[];
  /** Volume ratio det F. */
  readonly J: readonly number[];
  /** Energy per reference volume, unit of stress. */
  readonly energy: readonly number[];
  /** Amounts without an answer: the law has no finite stress there, or no lateral stretch without stress. */
  readonly missing: readonly number[];
}

/** What to compute; everything has a default. */
export interface CurveOptions {
  /** Default: all. */
  readonly modes?: readonly LawMode[];
  /** Stretches along x, positive; default 0.7 to 1.6 in steps of 0.025. Shear takes stretch - 1, from 0 on. */
  readonly stretches?: readonly number[];
}

const defaultStretches: readonly number[] = Array.from({ length: 37 }, (_, i) => (28 + i) / 40);

/**
 * Stress curves of a law along x. Free sides are found by Newton's method with the law's own tangent.
 * Shear strains stay zero: for a fibre that is oblique to the axes, shear stresses remain on the sides.
 * @param law bound law, stresses in any unit; curves come in the same
 */
export function lawCurves(law: BoundLaw, options: CurveOptions = {}): Promise<LawCurve[]> {
  return materialCurves(analyticReference(law), options);
}

/**
 * Curves as `lawCurves`, of any material without state and fields: an RVE as well as a law.
 * @param model answers all amounts of a test as one batch
 */
export async function materialCurves(model: ConstitutiveModel, { modes = lawModes, stretches = defaultStretches }: CurveOptions = {}): Promise<LawCurve[]> {
  const curves: LawCurve[] = [];
  for (const mode of modes) {
    const amounts = mode === "shear" ? stretches.filter((x) => x >= 1).map((x) => x - 1) : stretches.filter((x) => x > 0);
    curves.push(await curve(model, mode, amounts));
  }
  return curves;
}

async function curve(model: ConstitutiveModel, mode: LawMode, amounts: readonly number[]): Promise<LawCurve> {
  const { free, entry, gradient }: Test = tests[mode];
  const F = Float64Array.from(amounts.flatMap((amount) => [...gradient(amount)]));
  const into = emptyResponse(amounts.length);
  const answered = await relax(model, F, free, into);
  const points = amounts.flatMap((amount, p) => (answered[p] ? [{ amount, p }] : []));
  const J = points.map(({ p }) => determinant(F, 9 * p));
  return {
    mode,
    amounts: points.map(({ amount }) => amount),
    nominal: points.map(({ p }) => into.P[9 * p + entry]),
    cauchy: points.map(({ p }, i) => cauchyEntry(F, into.P, p, entry) / J[i]),
    stretches: points.map(({ p }) => [F[9 * p], F[9 * p + 4], F[9 * p + 8]]),
    J,
    energy: points.map(({ p }) => into.W[p]),
    missing: amounts.filter((_, p) => !answered[p]),
  };
}

function emptyResponse(count: number): PointResponse {
  return {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count), state: new Float64Array(0),
    status: new Uint8Array(count), iterations: new Int32Array(count),
  };
}

/** The free stretches of a point on their way to zero stress. */
interface Search {
  /** Free stretches that were best so far, and the size of the stress on their sides. */
  best: readonly number[];
  residual: number;
  /** Newton's step from there, and the share of it that is tried. */
  step: readonly number[];
  share: number;
  state: "searching" | "found" | "lost";
}

/** Halvings bring a step down to 1e-12 of a stretch; Newton itself takes fewer than ten. */
const mostIterations = 80;
/** Steps of this share of a stretch are rounding. */
const smallest = 1e-12;

/** Moves the free stretches of F until their stresses vanish, all points in lock-step; says which have an answer. */
async function relax(model: ConstitutiveModel, F: Float64Array, free: readonly number[], into: PointResponse): Promise<boolean[]> {
  const count = into.W.length;
  const searches = Array.from({ length: count }, (_, p): Search => ({
    best: free.map((i) => F[9 * p + 4 * i]), residual: Infinity, step: free.map(() => 0), share: 1, state: "searching",
  }));
  const batch = { count, F, state0: new Float64Array(0), fields: new Float64Array(0), dt: 1 };
  for (let iteration = 0; iteration < mostIterations && searches.some(({ state }) => state === "searching"); iteration++) {
    await model.evaluate(batch, into, "tangent");
    searches.forEach((search, p) => {
      if (search.state !== "searching") return;
      advance(search, sideStress(into, p, free));
      search.best.forEach((x, n) => { F[9 * p + 4 * free[n]] = x + search.share * search.step[n]; });
    });
  }
  await model.evaluate(batch, into, "stress");
  return searches.map(({ state }, p) => state === "found" && into.status[p] === PointStatus.ok);
}

/** Stress on the free sides, and the step of the stretches that would remove it. */
interface SideStress {
  readonly residual: number;
  readonly step: readonly number[];
}

function sideStress({ P, A, status }: PointResponse, p: number, free: readonly number[]): SideStress {
  if (status[p] !== PointStatus.ok) return { residual: NaN, step: [] };
  const r = free.map((i) => P[9 * p + 4 * i]);
  const K = free.map((i) => free.map((k) => A[81 * p + 36 * i + 4 * k]));
  return { residual: Math.max(0, ...r.map(Math.abs)), step: solved(K, r) };
}

/** -K⁻¹ r for up to two unknowns. */
function solved(K: readonly (readonly number[])[], r: readonly number[]): readonly number[] {
  if (r.length < 2) return r.map((x) => -x / K[0][0]);
  const det = K[0][0] * K[1][1] - K[0][1] * K[1][0];
  return [(K[0][1] * r[1] - K[1][1] * r[0]) / det, (K[1][0] * r[0] - K[0][0] * r[1]) / det];
}

/** Takes what was tried when it is better, and half of the step when it is not; a step changes no stretch by more than a half. */
function advance(search: Search, { residual, step }: SideStress): void {
  const reached = search.best.map((x, n) => x + search.share * search.step[n]);
  if (residual < search.residual) {
    const largest = Math.max(0, ...step.map((dx, n) => Math.abs(dx) / reached[n]));
    search.best = reached;
    search.residual = residual;
    search.step = step;
    search.share = Math.min(1, 0.5 / largest);
    if (largest <= smallest) search.state = "found";
  } else {
    search.share /= 2;
    const rest = Math.max(...search.step.map((dx, n) => Math.abs(search.share * dx) / search.best[n]));
    if (!(rest > smallest)) search.state = search.residual === Infinity ? "lost" : settled(search);
  }
  if (search.state === "found") search.share = 0;
}

/** No step makes the stress smaller: it is rounding when Newton's whole step is, and the end of the search when not. */
function settled({ step, best }: Search): Search["state"] {
  return step.every((dx, n) => Math.abs(dx) <= 1e3 * smallest * best[n]) ? "found" : "lost";
}

function determinant(F: Float64Array, at: number): number {
  const [a, b, c, d, e, f, g, h, i] = F.subarray(at, at + 9);
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** Entry of P Fᵀ. */
function cauchyEntry(F: Float64Array, P: Float64Array, p: number, entry: number): number {
  const [row, column] = [9 * p + 3 * Math.floor(entry / 3), 9 * p + 3 * (entry % 3)];
  return P[row] * F[column] + P[row + 1] * F[column + 1] + P[row + 2] * F[column + 2];
}
