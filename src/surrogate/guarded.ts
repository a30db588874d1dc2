/**
 * A surrogate with its RVE behind it: points that the surrogate is not to be trusted at are solved by the RVE in the same evaluation.
 *
 * The decision is made anew at every evaluation from F alone, not once per step: a point that leaves the range within a step is seen at once,
 * and the same F gives the same answer. That Newton's method still converges when a point wanders over the limit is owed to the blend
 * (trust.ts): between the levels 0.8 and 1 both answer, P = s P_surrogate + (1-s) P_rve with a smooth share s(F). The derivative of s is left out
 * of the tangent: it is multiplied by the difference of two stresses that agree within the tolerance, keeps A symmetric, and costs Newton's
 * method at most its quadratic end while a point is in the blend.
 */
import { type ConstitutiveModel, type PointBatch, type PointResponse, PointStatus, stride } from "../constitutive/model.js";
import { sharedBytes } from "../platform/memory.js";
import type { SurrogateModel } from "./model.js";
import { distrustOf, shareOf, type Trustworthy } from "./trust.js";

/** State that says who answered: 1 the surrogate, 0 the RVE, in between both. */
export const trustedField = { name: "trusted", size: 1, unit: "1" } as const;

/** Tolerance of a surrogate that has none of its own. */
export const defaultTolerance = 0.02;

/** A surrogate that answers everywhere and says in `trusted` where it should not. */
export function watched(surrogate: SurrogateModel, trust: Trustworthy, tolerance: number): ConstitutiveModel {
  const judge = distrustOf(trust, tolerance);
  let levels = new Float64Array(0), spread = new Float64Array(0);
  return {
    name: "surrogate", state: [trustedField], fields: [],
    initialState: (out, count) => void out.fill(1, 0, count),
    async evaluate(batch, into, want) {
      if (levels.length < batch.count) [levels, spread] = [new Float64Array(batch.count), new Float64Array(batch.count)];
      surrogate.answer(batch, into, spread, want);
      judge(batch.count, batch.F, into.P, spread, levels);
      for (let k = 0; k < batch.count; k++) into.state[k] = shareOf(levels[k]);
    },
  };
}

/** Room for a batch of points that the RVE is asked. */
interface Room { readonly F: Float64Array; readonly state0: Float64Array; readonly response: PointResponse }

/**
 * The guarded surrogate. It disposes of the RVE's model.
 * @param tolerance relative error of the stress above which the RVE answers, by the surrogate's own estimate
 */
export function guarded(surrogate: SurrogateModel, trust: Trustworthy, rve: ConstitutiveModel, tolerance: number): ConstitutiveModel {
  const judge = distrustOf(trust, tolerance);
  const inner = stride(rve.state);
  let levels = new Float64Array(0), spread = new Float64Array(0);
  return {
    name: `surrogate guarded by ${rve.name}`,
    state: [trustedField, ...rve.state],
    fields: rve.fields,
    ...(rve.outputs ? { outputs: rve.outputs } : {}),
    initialState: (out, count) => initialState(rve, out, count),
    async evaluate(batch, into, want) {
      if (levels.length < batch.count) [levels, spread] = [new Float64Array(batch.count), new Float64Array(batch.count)];
      surrogate.answer(batch, into, spread, want);
      judge(batch.count, batch.F, into.P, spread, levels);
      const asked = keepState(batch, into, levels, inner);
      if (asked.length > 0) await askRve(rve, batch, into, asked, levels, want);
    },
    dispose: () => rve.dispose?.(),
  };
}

/** `trusted` in front of the RVE's state, point by point. */
export function initialState(rve: ConstitutiveModel, out: Float64Array, count: number): void {
  const inner = stride(rve.state);
  const state = new Float64Array(inner * count);
  rve.initialState(state, count);
  for (let k = 0; k < count; k++) {
    out[k * (1 + inner)] = 1;
    out.set(state.subarray(k * inner, (k + 1) * inner), k * (1 + inner) + 1);
  }
}

/** Points keep the RVE state of where the RVE was last asked; returns the points that it is to be asked at. */
function keepState({ count, state0 }: PointBatch, into: PointResponse, levels: Float64Array, inner: number): number[] {
  const asked: number[] = [];
  for (let k = 0; k < count; k++) {
    const at = k * (1 + inner);
    const share = shareOf(levels[k]);
    into.state[at] = share;
    for (let i = 1; i <= inner; i++) into.state[at + i] = state0[at + i];
    if (share < 1) asked.push(k);
  }
  return asked;
}

async function askRve(rve: ConstitutiveModel, batch: PointBatch, into: PointResponse, asked: readonly number[], levels: Float64Array, want: "stress" | "tangent"): Promise<void> {
  const inner = stride(rve.state);
  const room = gather(batch, asked, inner);
  await rve.evaluate({ count: asked.length, F: room.F, state0: room.state0, fields: batch.fields, dt: batch.dt }, room.response, want);
  for (const [i, k] of asked.entries()) {
    const share = into.status[k] === PointStatus.ok ? shareOf(levels[k]) : 0;
    const { W, P, A, state, status, iterations } = room.response;
    blend(into.W, k, W, i, 1, share);
    blend(into.P, k, P, i, 9, share);
    if (want === "tangent") blend(into.A, k, A, i, 81, share);
    into.state.set(state.subarray(i * inner, (i + 1) * inner), k * (1 + inner) + 1);
    into.status[k] = status[i];
    // A solve that finds equilibrium where it starts is a solve, too.
    into.iterations[k] = Math.max(1, iterations[i]);
  }
}

function gather({ F, state0 }: PointBatch, asked: readonly number[], inner: number): Room {
  const doubles = (length: number): Float64Array => new Float64Array(sharedBytes(8 * Math.max(1, length)));
  const count = asked.length;
  const room: Room = {
    F: doubles(9 * count), state0: doubles(inner * count),
    response: {
      W: doubles(count), P: doubles(9 * count), A: doubles(81 * count), state: doubles(inner * count),
      status: new Uint8Array(sharedBytes(count)), iterations: new Int32Array(sharedBytes(4 * count)),
    },
  };
  for (const [i, k] of asked.entries()) {
    room.F.set(F.subarray(9 * k, 9 * k + 9), 9 * i);
    room.state0.set(state0.subarray(k * (1 + inner) + 1, (k + 1) * (1 + inner)), i * inner);
  }
  return room;
}

/** to[k] = share to[k] + (1 - share) from[i]; what is not shared at all is taken as it is. */
function blend(to: Float64Array, k: number, from: Float64Array, i: number, size: number, share: number): void {
  for (let c = 0; c < size; c++) {
    const value = from[i * size + c];
    to[k * size + c] = share === 0 ? value : share * to[k * size + c] + (1 - share) * value;
  }
}
