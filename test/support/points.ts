/** Asks a constitutive model for its answer at a few deformation gradients. */
import { type ConstitutiveModel, type PointResponse, stride } from "../../src/constitutive/model.js";

/** Answer with the arrays of `PointResponse`; `batch.state0` is the undeformed state unless given. */
export async function answer(
  model: ConstitutiveModel, F: readonly ArrayLike<number>[], want: "stress" | "tangent" = "tangent", state0?: Float64Array, dt = 1,
): Promise<PointResponse> {
  const count = F.length;
  const size = stride(model.state);
  const into = emptyResponse(count, size);
  const initial = state0 ?? new Float64Array(count * size);
  if (!state0) model.initialState(initial, count);
  const batch = { count, F: Float64Array.from(F.flatMap((f) => Array.from(f))), state0: initial, fields: new Float64Array(count * stride(model.fields)), dt };
  await model.evaluate(batch, into, want);
  return into;
}

export function emptyResponse(count: number, stateSize: number): PointResponse {
  return {
    W: new Float64Array(count), P: new Float64Array(9 * count), A: new Float64Array(81 * count),
    state: new Float64Array(count * stateSize), status: new Uint8Array(count), iterations: new Int32Array(count),
  };
}

/** A d×d matrix as the row-major 3×3 one of plane strain, or itself. */
export function embed(F: readonly (readonly number[])[]): Float64Array {
  const out = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  F.forEach((row, i) => row.forEach((value, j) => { out[3 * i + j] = value; }));
  return out;
}

/** The d²×d² block of a tangent `[3,3,3,3]`, row-major pairs (iJ),(kL). */
export function inPlane(A: Float64Array, dimension: number, point = 0): number[][] {
  const places = Array.from({ length: dimension * dimension }, (_, n) => Math.floor(n / dimension) * 3 + (n % dimension));
  return places.map((r) => places.map((c) => A[81 * point + 9 * r + c]));
}

/** Largest |a - b| over the largest |b|. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i] - b[i]));
    size = Math.max(size, Math.abs(b[i]));
  }
  return difference / (size || 1);
}
