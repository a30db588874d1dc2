/**
 * Prestrain: tissue is under tension already in the geometry in which it was imaged. Fp takes its stress-free state to that geometry
 * (weiss1995; maas2016), so the material inside sees Fe = F Fp, and per volume of the geometry W = We / det Fp, P = Pe Fpᵀ / det Fp.
 */
import { innerOf } from "./inner.js";
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, stride } from "./model.js";

/** The given field of a prestrained material: Fp, row by row. */
export const prestrainField: FieldSpec = { name: "prestrain", size: 9, unit: "1" };

/**
 * A material that is deformed by Fp where F = I. Fp is the given field `prestrain` of every point, behind the fields of the material inside.
 * What is prescribed is the deformation, not a stress in equilibrium: the body moves until its forces balance.
 * @param model disposed of with this
 * @param duration time over which the prestrain grows linearly from nothing, unit of time of the case; 0: it is there from the start
 */
export function prestrained(model: ConstitutiveModel, duration: number): ConstitutiveModel {
  const state = [...model.state, ...(duration > 0 ? [{ name: "prestrainTime", size: 1, unit: "time", internal: true }] : [])];
  const fields = [...model.fields, prestrainField];
  const width = stride(state), fieldWidth = stride(fields);
  const inner = innerOf(model, width, fieldWidth), derivatives = derivativeColumns(model);
  return {
    ...model, name: `${model.name}, prestrained`, state, fields,
    initialState: (out, count) => {
      out.fill(0, 0, width * count);
      inner.initialState(out, count, width);
    },
    async evaluate(batch, into, want) {
      const { F: Fe, evaluate } = inner.open(batch, into);
      const share = duration > 0 ? passTime(batch, into, width, duration) : () => 1;
      const at = (point: number): number => (point + 1) * fieldWidth - 9;
      for (let point = 0; point < batch.count; point++) multiply(batch.F, 9 * point, readPrestrain(batch.fields, at(point), share(point)), Fe);
      await evaluate(want);
      for (let point = 0; point < batch.count; point++) {
        const Fp = readPrestrain(batch.fields, at(point), share(point));
        if (want === "tangent") {
          pullTangent(into.A, 81 * point, Fp);
          for (const column of derivatives) for (let i = 0; i < 3; i++) pullRow(into.state, point * width + column + 3 * i, 1, Fp, 1);
        }
        pullStress(into, point, Fp);
      }
    },
  };
}

/** Columns of the states that are derivatives of named outputs by the F that the material inside sees. */
function derivativeColumns({ state }: ConstitutiveModel): number[] {
  return state.flatMap(({ name, size }, index) => (size === 9 && /^d\(.+\)\/dF$/.test(name) ? [stride(state.slice(0, index))] : []));
}

/** Writes the time of every point; answers with the share of the prestrain that is there. */
function passTime({ count, state0, dt }: PointBatch, { state }: PointResponse, width: number, duration: number): (point: number) => number {
  for (let point = 0; point < count; point++) state[(point + 1) * width - 1] = state0[(point + 1) * width - 1] + dt;
  return (point) => Math.min(1, (state0[(point + 1) * width - 1] + dt) / duration);
}

const prestrain = new Float64Array(9);

/** I + share (Fp - I) of a point. */
function readPrestrain(fields: Float64Array, at: number, share: number): Float64Array {
  for (let k = 0; k < 9; k++) {
    const unit = k % 4 === 0 ? 1 : 0;
    prestrain[k] = share === 1 ? fields[at + k] : unit + share * (fields[at + k] - unit);
  }
  return prestrain;
}

/** out = F Fp, at the same place as F. */
function multiply(F: Float64Array, at: number, Fp: Float64Array, out: Float64Array): void {
  for (let i = 0; i < 3; i++) {
    for (let M = 0; M < 3; M++) out[at + 3 * i + M] = F[at + 3 * i] * Fp[M] + F[at + 3 * i + 1] * Fp[3 + M] + F[at + 3 * i + 2] * Fp[6 + M];
  }
}

function determinant(m: Float64Array): number {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) + m[1] * (m[5] * m[6] - m[3] * m[8]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/** P = Pe Fpᵀ / det Fp, W = We / det Fp. */
function pullStress({ P, W }: PointResponse, point: number, Fp: Float64Array): void {
  const J = determinant(Fp);
  W[point] /= J;
  for (let i = 0; i < 3; i++) pullRow(P, 9 * point + 3 * i, 1, Fp, J);
}

/** A_iJkL = Ae_iMkN Fp_JM Fp_LN / det Fp: first on N, then on M. */
function pullTangent(A: Float64Array, at: number, Fp: Float64Array): void {
  const J = determinant(Fp);
  for (let row = 0; row < 27; row++) pullRow(A, at + 3 * row, 1, Fp, 1);
  for (let i = 0; i < 3; i++) for (let n = 0; n < 9; n++) pullRow(A, at + 27 * i + n, 9, Fp, J);
}

/** Three numbers at a distance, x_J = Fp_JM x_M / divisor. */
function pullRow(x: Float64Array, at: number, step: number, Fp: Float64Array, divisor: number): void {
  const a = x[at], b = x[at + step], c = x[at + 2 * step];
  for (let J = 0; J < 3; J++) x[at + step * J] = (a * Fp[3 * J] + b * Fp[3 * J + 1] + c * Fp[3 * J + 2]) / divisor;
}
