/** Growth round any material: F = Fe Fg, the material inside sees Fe, and P = Pe Fg⁻ᵀ (FORMULATION §4 of the design; docs/theory.md). */
import { type Inner, innerOf } from "../constitutive/inner.js";
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, PointStatus, stride } from "../constitutive/model.js";
import { CaseError } from "../core/errors.js";
import { pullBackStress, pullBackTangent } from "./chain.js";
import { elasticDrive, emptyLocalized, type Localized, localizedDrive, readLocalized } from "./drive.js";
import type { BoundGrowth } from "./law.js";
import type { GrowthMode } from "./mode.js";
import { multiply } from "./tensor.js";
import { localSolver, type LocalSolver } from "./local.js";

/** Columns of the growth of a point in the states, behind those of the material inside. */
const place = { theta: 0, thetaE: 1, rate: 2, variables: 3 } as const;

/**
 * A material that grows.
 *
 * State: `theta`, what has grown, total over elastic (area, volume or length over that at the start; product of both for a directional
 * law); `thetaE`, the elastic part; `growthRate`, (theta - theta0)/dt, per time; for a directional law `growthStretch` of each direction.
 * Energy per reference volume is that of the material inside. Tissue grows at its own density and stiffness.
 * @param model law, RVE or surrogate; disposed of with this
 * @param growth where it has no directions of its own, they are given fields `growthNormal`, `growthDirection`, or `growthFirst` and `growthSecond`
 * @throws CaseError E_STIMULUS when the model has no state of the name of the stimulus with a derivative
 */
export function grown(model: ConstitutiveModel, growth: BoundGrowth): ConstitutiveModel {
  const own = ownState(growth);
  const state = [...model.state, ...own], fields = [...model.fields, ...ownFields(growth)];
  const width = stride(state), at = stride(model.state);
  const inner = innerOf(model, width, stride(fields));
  const work = createWork(growth, stimulusOf(model, growth), { width, at, fieldWidth: stride(fields), fieldAt: stride(model.fields) });
  return {
    // Outputs of the material inside stay results, but their derivatives are by Fe.
    ...model, name: `${model.name}, ${growth.name}`, state, fields, outputs: [], tangent: "unsymmetric",
    initialState: (out, count) => initialState(inner, growth, out, count, width),
    async evaluate(batch, into, want) {
      const { F, evaluate } = inner.open(batch, into);
      grow(work, batch, into, F);
      await evaluate(want);
      pullBack(work, batch, into, want);
    },
  };
}

function resultState({ variables }: GrowthMode): FieldSpec[] {
  return [
    { name: "theta", size: 1, unit: "1" }, { name: "thetaE", size: 1, unit: "1" }, { name: "growthRate", size: 1, unit: "1/time" },
    ...(variables > 1 ? [{ name: "growthStretch", size: variables, unit: "1" }] : []),
  ];
}

/** Names of the states that a growing material adds to results. */
export function growthStates(mode: GrowthMode): string[] {
  return resultState(mode).map(({ name }) => name);
}

function ownState({ mode, stimulus }: BoundGrowth): FieldSpec[] {
  return [
    ...resultState(mode),
    ...(stimulus === undefined ? [] : [{ name: "acceptedFe", size: 9, unit: "1", internal: true }]),
  ];
}

function ownFields({ mode, directions }: BoundGrowth): FieldSpec[] {
  return directions === undefined ? mode.directions.map((name) => ({ name: growthField(name), size: 3, unit: "1" })) : [];
}

/** Name of the given field of a direction of a growth mode: `growthNormal`. */
export function growthField(direction: string): string {
  return `growth${direction[0].toUpperCase()}${direction.slice(1)}`;
}

function initialState(inner: Inner, { mode, stimulus }: BoundGrowth, out: Float64Array, count: number, width: number): void {
  inner.initialState(out, count, width);
  for (let point = 0; point < count; point++) {
    const row = out.subarray(point * width + inner.state, (point + 1) * width);
    row.fill(0);
    row[place.theta] = row[place.thetaE] = 1;
    if (mode.variables > 1) row.fill(1, place.variables, place.variables + mode.variables);
    if (stimulus !== undefined) for (let i = 0; i < 9; i += 4) row[row.length - 9 + i] = 1;
  }
}

/** Columns of a stimulus and of its derivative in the states of the material inside. */
interface StimulusPlace { readonly value: number; readonly gradient: number }

function stimulusOf({ name, state }: ConstitutiveModel, { stimulus }: BoundGrowth): StimulusPlace | undefined {
  if (stimulus === undefined) return undefined;
  const column = (field: string, size: number): number | undefined => {
    const index = state.findIndex((spec) => spec.name === field && spec.size === size);
    return index < 0 ? undefined : stride(state.slice(0, index));
  };
  const value = column(stimulus, 1), gradient = column(`d(${stimulus})/dF`, 9);
  if (value !== undefined && gradient !== undefined) return { value, gradient };
  const derived = state.flatMap(({ name: field }) => /^d\((.+)\)\/dF$/.exec(field)?.[1] ?? []);
  throw new CaseError("E_STIMULUS", `growth is driven by "${stimulus}", which ${name} does not return with its derivative.`, {
    hint: derived.length > 0 ? `use ${derived.join(" or ")}.` : "name it under `outputs` of the RVE, or leave out stimulus.", details: { stimulus },
  });
}

/** Where the columns of the growth lie in states and fields. */
interface Layout { readonly width: number; readonly at: number; readonly fieldWidth: number; readonly fieldAt: number }

/** What is known of the point at hand, and what is kept of all points while the material inside is asked. */
interface Work {
  readonly growth: BoundGrowth;
  readonly stimulus: StimulusPlace | undefined;
  readonly layout: Layout;
  readonly solver: LocalSolver;
  readonly F: Float64Array;
  readonly directions: Float64Array;
  /** Total stretches and their derivatives by F. */
  readonly total: Float64Array;
  readonly dTotal: Float64Array;
  /** Growth variables, Fg⁻¹ and its derivatives. */
  readonly g: Float64Array;
  readonly inverse: Float64Array;
  readonly slope: Float64Array;
  readonly last: Localized;
  /** Derivatives of the growth variables by F `[points, variables, 3, 3]`; made for the largest batch. */
  dg: Float64Array;
}

function createWork(growth: BoundGrowth, stimulus: StimulusPlace | undefined, layout: Layout): Work {
  const { mode } = growth;
  const n = mode.variables;
  const F = new Float64Array(9), directions = growth.directions ?? new Float64Array(3 * mode.directions.length);
  const total = new Float64Array(n), dTotal = new Float64Array(9 * n);
  const last = emptyLocalized();
  const drive = stimulus === undefined ? elasticDrive(total, dTotal) : localizedDrive(mode, F, directions, last);
  return {
    growth, stimulus, layout, solver: localSolver(growth, drive), F, directions, total, dTotal,
    g: new Float64Array(n), inverse: new Float64Array(9), slope: new Float64Array(9 * n), last, dg: new Float64Array(0),
  };
}

/** Solves for the growth of all points; writes their growth state and the F of the material inside. */
function grow(work: Work, batch: PointBatch, into: PointResponse, Fe: Float64Array): void {
  const { growth: { mode }, layout, F, directions, g, inverse, slope } = work;
  if (9 * mode.variables * batch.count > work.dg.length) work.dg = new Float64Array(9 * mode.variables * batch.count);
  for (let point = 0; point < batch.count; point++) {
    readPoint(work, batch, point);
    solvePoint(work, batch, point);
    mode.inverse(g, directions, inverse, slope);
    writeState(work, batch, into, point);
    // Where there is no growth, the material inside is asked for something that it can answer at once.
    if (grew(g)) multiply(F, inverse, Fe, 9 * point);
    else for (let k = 0; k < 9; k++) Fe[9 * point + k] = k % 4 === 0 ? 1 : 0;
    if (work.stimulus) for (let k = 0; k < 9; k++) into.state[(point + 1) * layout.width - 9 + k] = Fe[9 * point + k];
  }
}

function readPoint(work: Work, batch: PointBatch, point: number): void {
  const { growth: { mode, directions: own }, layout, F, directions, total, dTotal, stimulus, last } = work;
  for (let k = 0; k < 9; k++) F[k] = batch.F[9 * point + k];
  if (!own) for (let k = 0; k < directions.length; k++) directions[k] = batch.fields[point * layout.fieldWidth + layout.fieldAt + k];
  mode.total(F, directions, total, dTotal);
  if (!stimulus) return;
  const row = point * layout.width;
  readLocalized(last, batch.state0, row + stimulus.value, row + stimulus.gradient, row + layout.width - 9);
}

/** Growth variables of the point at hand and their derivatives by F; NaN where there is no solution. */
function solvePoint({ growth: { mode: { variables: n } }, layout, solver, g, dg }: Work, batch: PointBatch, point: number): void {
  const row = point * layout.width + layout.at;
  for (let a = 0; a < n; a++) {
    const g0 = batch.state0[n > 1 ? row + place.variables + a : row + place.theta];
    g[a] = solver.solve(a, g0, batch.dt);
    solver.gradient(a, dg, 9 * (point * n + a));
  }
}

function writeState({ growth: { mode: { variables: n } }, layout, total, g }: Work, batch: PointBatch, into: PointResponse, point: number): void {
  const row = point * layout.width + layout.at;
  const theta = n > 1 ? g[0] * g[1] : g[0], stretch = n > 1 ? total[0] * total[1] : total[0];
  into.state[row + place.theta] = theta;
  into.state[row + place.thetaE] = stretch / theta;
  into.state[row + place.rate] = batch.dt > 0 ? (theta - batch.state0[row + place.theta]) / batch.dt : 0;
  if (n > 1) into.state.set(g, row + place.variables);
}

/** Turns Pe and its tangent into P and A. */
function pullBack(work: Work, batch: PointBatch, into: PointResponse, want: "stress" | "tangent"): void {
  const { growth: { mode }, layout, F, directions, g, inverse, slope, dg } = work;
  const n = mode.variables;
  for (let point = 0; point < batch.count; point++) {
    readPoint(work, batch, point);
    const row = point * layout.width + layout.at + (n > 1 ? place.variables : place.theta);
    for (let a = 0; a < n; a++) g[a] = into.state[row + a];
    if (!grew(g)) into.status[point] = PointStatus.notConverged;
    mode.inverse(g, directions, inverse, slope);
    if (want === "tangent") pullBackTangent(into, point, { F, inverse, slope, dg: dg.subarray(9 * n * point, 9 * n * (point + 1)) });
    pullBackStress(into.P, point, inverse);
  }
}

/** Whether the local problem had a solution. */
function grew(g: Float64Array): boolean {
  return g[0] > 0 && g[g.length - 1] > 0;
}
