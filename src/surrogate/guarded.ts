/**
 * A surrogate with its RVE behind it: points that the surrogate is not to be trusted at are solved by the RVE in the same evaluation.
 *
 * The decision is made anew at every evaluation from F alone, not once per step: a point that leaves the range within a step is seen at once,
 * and the same F gives the same answer. That Newton's method still converges when a point wanders over the limit is owed to the blend
 * (trust.ts): between the levels 0.8 and 1 both answer, P = s P_surrogate + (1-s) P_rve with a smooth share s(F). The derivative of s is left out
 * of the tangent: it is multiplied by the difference of two stresses that agree within the tolerance, keeps A symmetric, and costs Newton's
 * method at most its quadratic end while a point is in the blend.
 *
 * States of RVEs are thousands of numbers at every point. One is only kept where the RVE had a share in the answer: an RVE that is asked anew starts
 * from rest, and where the surrogate answers alone nothing of it is read or written.
 */
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, PointStatus, stride } from "../constitutive/model.js";
import { type Aside, reportSize } from "../kernels/network.js";
import { sharedBytes } from "../platform/memory.js";
import type { Keeper } from "./keep.js";
import type { SurrogateModel } from "./model.js";
import { namedOutputs, type OutputColumn, outputColumns } from "./outputs.js";
import { distrustOf, shareOf, type Trustworthy } from "./trust.js";

/** State that says who answered: 1 the surrogate, 0 the RVE, in between both. */
export const trustedField = { name: "trusted", size: 1, unit: "1" } as const;

/** Tolerance of a surrogate that has none of its own. */
export const defaultTolerance = 0.02;

/** What the surrogate keeps of a point: who answered, then outputs with their derivatives and estimated errors. */
function frontOf(surrogate: Pick<SurrogateModel, "state">): readonly FieldSpec[] {
  return [trustedField, ...surrogate.state];
}

/** State that says whether the one of the RVE, which follows, is kept: 0, and zeros behind it, where the surrogate answered alone. */
export const keptField = { name: "rve kept", size: 1, unit: "1", internal: true } as const;

/** States of an RVE behind a surrogate: whether they are kept, and these; its outputs are those that the surrogate had no answer for, and go by another name. */
export function behind({ state, outputs = [] }: Pick<ConstitutiveModel, "state" | "outputs">): readonly FieldSpec[] {
  const names = new Set(outputs.flatMap(({ name }) => [name, `d(${name})/dF`]));
  return [keptField, ...state.map((field) => (names.has(field.name) ? { ...field, name: `rve ${field.name}`, internal: true } : field))];
}

/** Reads and writes the states of an RVE in the last columns of rows, behind `front` others. */
export interface Behind {
  /** Forgets the state of a point. */
  forget(states: Float64Array, point: number): void;
  /** The state of a point into place `i` of `to` `[points, stride(rve.state)]`: at rest where none is kept. */
  take(states: Float64Array, point: number, to: Float64Array, i: number): void;
  /** Keeps state `i` of `from` at a point. */
  keep(from: Float64Array, i: number, states: Float64Array, point: number): void;
}

/** Access to the states of an RVE behind `front` columns. */
export function behindColumns(rve: ConstitutiveModel, front: number): Behind {
  const inner = stride(rve.state), width = front + 1 + inner;
  const rest = new Float64Array(inner);
  rve.initialState(rest, 1);
  return {
    forget(states, point) {
      const kept = point * width + front;
      if (states[kept] !== 0) states.fill(0, kept, kept + 1 + inner);
    },
    take(states, point, to, i) {
      const kept = point * width + front;
      to.set(states[kept] === 0 ? rest : states.subarray(kept + 1, kept + 1 + inner), i * inner);
    },
    keep(from, i, states, point) {
      const kept = point * width + front;
      states[kept] = 1;
      states.set(from.subarray(i * inner, (i + 1) * inner), kept + 1);
    },
  };
}

/** A surrogate that answers everywhere and says in `trusted` where it should not. */
export function watched(surrogate: SurrogateModel, trust: Trustworthy, tolerance: number): ConstitutiveModel {
  const judge = distrustOf(trust, tolerance);
  const state = frontOf(surrogate), width = stride(state);
  let levels = new Float64Array(0), aside = surrogate.room(0);
  return {
    name: "surrogate", state, fields: [], outputs: surrogate.outputs!,
    initialState: (out, count) => beginFront(surrogate, out, count, width),
    async evaluate(batch, into, want) {
      if (levels.length < batch.count) [levels, aside] = [new Float64Array(batch.count), surrogate.room(batch.count)];
      surrogate.answer(batch, into, aside, want);
      judge(batch.count, batch.F, into.P, aside, levels);
      for (let k = 0; k < batch.count; k++) writeFront(surrogate, aside, into, k, width, shareOf(levels[k]));
    },
  };
}

/** Trust and outputs of `count` undeformed points into rows of `width`, from the column `lead` on. */
function beginFront(surrogate: Pick<SurrogateModel, "state" | "initialState">, out: Float64Array, count: number, width: number, lead = 0): void {
  const size = stride(surrogate.state);
  const states = new Float64Array(size * count);
  surrogate.initialState(states, count);
  for (let k = 0; k < count; k++) {
    out[k * width + lead] = 1;
    out.set(states.subarray(k * size, (k + 1) * size), k * width + lead + 1);
  }
}

function writeFront(surrogate: SurrogateModel, aside: Aside, into: PointResponse, k: number, width: number, share: number, lead = 0): void {
  into.state[k * width + lead] = share;
  surrogate.tell(aside, k, into.state.subarray(k * width + lead + 1, (k + 1) * width));
}

/** Room for a batch of points that the RVE is asked. */
interface Room { readonly F: Float64Array; readonly state0: Float64Array; readonly response: PointResponse }

/** A surrogate and the RVE behind it, and where the states of both stand. */
interface Pair {
  readonly surrogate: SurrogateModel;
  readonly rve: ConstitutiveModel;
  readonly behind: Behind;
  /** Columns before its own, and all. */
  readonly lead: number;
  readonly width: number;
  /** Outputs of both in the states of the RVE, in the order of the surrogate. */
  readonly columns: readonly OutputColumn[];
  readonly keeper: Keeper | undefined;
}

export interface GuardOptions {
  /** Is given what the RVE solved. */
  readonly keeper?: Keeper | undefined;
  /** State of whoever stands before the guard: its columns come first, and are left as they are. Default none. */
  readonly leads?: readonly FieldSpec[];
}

/**
 * The guarded surrogate. It disposes of the RVE's model.
 * @param tolerance relative error of the stress (and of the change of each output) above which the RVE answers, by the surrogate's own estimate
 */
export function guarded(surrogate: SurrogateModel, trust: Trustworthy, rve: ConstitutiveModel, tolerance: number, { keeper, leads = [] }: GuardOptions = {}): ConstitutiveModel {
  const judge = distrustOf(trust, tolerance);
  const lead = stride(leads), front = lead + stride(frontOf(surrogate)), width = front + stride(behind(rve));
  const known = outputColumns(rve);
  const columns = namedOutputs(surrogate.learned).flatMap(({ name }) => known.filter((column) => column.name === name));
  const pair: Pair = { surrogate, rve, behind: behindColumns(rve, front), lead, width, columns, keeper };
  let levels = new Float64Array(0), aside = surrogate.room(0);
  return {
    name: `surrogate guarded by ${rve.name}`,
    state: [...leads, ...frontOf(surrogate), ...behind(rve)], fields: rve.fields, outputs: surrogate.outputs!,
    initialState: (out, count) => {
      out.fill(0, 0, count * width);
      beginFront(surrogate, out, count, width, lead);
    },
    async evaluate(batch, into, want) {
      if (levels.length < batch.count) [levels, aside] = [new Float64Array(batch.count), surrogate.room(batch.count)];
      surrogate.answer(batch, into, aside, want);
      judge(batch.count, batch.F, into.P, aside, levels);
      const asked = answerAlone(pair, batch, into, aside, levels);
      if (asked.length > 0) await askRve(pair, batch, into, asked, levels, want);
    },
    dispose: () => rve.dispose?.(),
  };
}

/** The answers of the surrogate; returns the points that the RVE is to be asked at. */
function answerAlone({ surrogate, behind: rves, lead, width }: Pair, { count, state0 }: PointBatch, into: PointResponse, aside: Aside, levels: Float64Array): number[] {
  const asked: number[] = [];
  for (let k = 0; k < count; k++) {
    const share = shareOf(levels[k]);
    for (let column = 0; column < lead; column++) into.state[k * width + column] = state0[k * width + column];
    writeFront(surrogate, aside, into, k, width, share, lead);
    if (share < 1) asked.push(k);
    else rves.forget(into.state, k);
  }
  return asked;
}

async function askRve(pair: Pair, batch: PointBatch, into: PointResponse, asked: readonly number[], levels: Float64Array, want: "stress" | "tangent"): Promise<void> {
  const { rve } = pair;
  const inner = stride(rve.state);
  const room = gather(pair, batch, asked);
  await rve.evaluate({ count: asked.length, F: room.F, state0: room.state0, fields: batch.fields, dt: batch.dt }, room.response, want);
  if (want === "tangent") pair.keeper?.add({ F: room.F.subarray(0, 9 * asked.length), ...room.response });
  for (const [i, k] of asked.entries()) {
    const share = into.status[k] === PointStatus.ok ? shareOf(levels[k]) : 0;
    const { W, P, A, state, status, iterations } = room.response;
    blend(into.W, k, W, i, share);
    blend(into.P, 9 * k, P.subarray(9 * i, 9 * i + 9), 0, share, 9);
    if (want === "tangent") blend(into.A, 81 * k, A.subarray(81 * i, 81 * i + 81), 0, share, 81);
    pair.behind.keep(state, i, into.state, k);
    blendOutputs(pair, into, k, state.subarray(i * inner, (i + 1) * inner), share);
    into.status[k] = status[i];
    // A solve that finds equilibrium where it starts is a solve, too.
    into.iterations[k] = Math.max(1, iterations[i]);
  }
}

/** Values and derivatives are mixed like the stress; what the RVE says has no error. */
function blendOutputs({ columns, lead, width }: Pair, into: PointResponse, k: number, state: Float64Array, share: number): void {
  for (const [o, { value, gradient }] of columns.entries()) {
    const at = k * width + lead + 1 + o * reportSize;
    blend(into.state, at, state, value, share);
    blend(into.state, at + 1, state, gradient, share, 9);
    into.state[at + reportSize - 1] *= share;
  }
}

function gather({ rve, behind: rves }: Pair, { F, state0 }: PointBatch, asked: readonly number[]): Room {
  const doubles = (length: number): Float64Array => new Float64Array(sharedBytes(8 * Math.max(1, length)));
  const count = asked.length, inner = stride(rve.state);
  const room: Room = {
    F: doubles(9 * count), state0: doubles(inner * count),
    response: {
      W: doubles(count), P: doubles(9 * count), A: doubles(81 * count), state: doubles(inner * count),
      status: new Uint8Array(sharedBytes(count)), iterations: new Int32Array(sharedBytes(4 * count)),
    },
  };
  for (const [i, k] of asked.entries()) {
    room.F.set(F.subarray(9 * k, 9 * k + 9), 9 * i);
    rves.take(state0, k, room.state0, i);
  }
  return room;
}

/** to = share to + (1 - share) from, of `size` numbers from the places on; what is not shared at all is taken as it is. */
function blend(to: Float64Array, at: number, from: Float64Array, start: number, share: number, size = 1): void {
  for (let c = 0; c < size; c++) {
    const value = from[start + c];
    to[at + c] = share === 0 ? value : share * to[at + c] + (1 - share) * value;
  }
}
