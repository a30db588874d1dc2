/** Memory of all Gauss points of a region, laid out before the run; shared with workers where the host allows it. */
import { sharedBytes } from "../platform/memory.js";
import { type ConstitutiveModel, type PointBatch, type PointResponse, stride } from "./model.js";

/** Arrays of one region. Two state arrays are swapped on acceptance; nothing is copied. */
export interface PointArena {
  readonly count: number;
  readonly F: Float64Array;
  readonly fields: Float64Array;
  readonly response: PointResponse;
  /** State of the last accepted step `[count, stride(model.state)]`. */
  readonly state0: Float64Array;
  /** Input of one evaluation over a time increment, unit of time of the case; the rest of it as `PointBatch` says. */
  batch(dt: number, rest?: Pick<PointBatch, "warm" | "accuracy">): PointBatch;
  /** Makes the state of the last evaluation the accepted one. Only the stepper calls it. */
  commit(): void;
}

const sharedDoubles = (length: number): Float64Array => new Float64Array(sharedBytes(8 * length));

/**
 * Allocates the arrays of a region and sets the state of undeformed points.
 * @param model model of the region
 * @param count number of Gauss points
 */
export function createArena(model: ConstitutiveModel, count: number): PointArena {
  const F = sharedDoubles(9 * count);
  for (let p = 0; p < count; p++) F[9 * p] = F[9 * p + 4] = F[9 * p + 8] = 1;
  const fields = sharedDoubles(stride(model.fields) * count);
  const size = stride(model.state) * count;
  let accepted = sharedDoubles(size), next = sharedDoubles(size);
  model.initialState(accepted, count);
  const W = sharedDoubles(count), P = sharedDoubles(9 * count), A = sharedDoubles(81 * count);
  const status = new Uint8Array(sharedBytes(count)), settled = new Uint8Array(sharedBytes(count)).fill(1);
  const iterations = new Int32Array(sharedBytes(4 * count));
  return {
    count, F, fields,
    response: { W, P, A, status, iterations, settled, get state() { return next; } },
    get state0() { return accepted; },
    batch: (dt, rest = {}) => ({ count, F, fields, state0: accepted, dt, ...rest }),
    commit() { [accepted, next] = [next, accepted]; },
  };
}
