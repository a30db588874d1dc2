/** Memory of the model inside a wrapper: its states and fields taken out of those of the wrapper and put back, with no copy where it has none. */
import { sharedBytes } from "../platform/memory.js";
import { type ConstitutiveModel, type PointBatch, type PointResponse, stride } from "./model.js";

/** The batch of the model inside, with its own F. */
export interface InnerBatch {
  /** Deformation gradients that the model inside is to see `[count, 3, 3]`; the wrapper fills them. */
  readonly F: Float64Array;
  /** Asks the model inside; W, P, A, status and iterations go straight to the arrays of the wrapper, its new state into the first columns of theirs. */
  evaluate(want: "stress" | "tangent"): Promise<void>;
}

/** Opens batches of the model inside. */
export interface Inner {
  /** State columns of the model inside: the first ones of the wrapper. */
  readonly state: number;
  open(batch: PointBatch, into: PointResponse): InnerBatch;
  /** Writes the initial states of `count` points into the first columns of rows of `width`. */
  initialState(out: Float64Array, count: number, width: number): void;
}

interface Memory { readonly F: Float64Array; readonly state0: Float64Array; readonly state: Float64Array; readonly fields: Float64Array }

/**
 * Memory for the model inside a wrapper, whose states and given fields are the first ones of the wrapper. It is shared with workers and
 * grows with the largest batch.
 * @param model the model inside
 * @param width columns of the states of the wrapper, those of the model inside included
 * @param fieldWidth columns of the given fields of the wrapper, likewise
 */
export function innerOf(model: ConstitutiveModel, width: number, fieldWidth: number): Inner {
  const state = stride(model.state), fields = stride(model.fields);
  let capacity = -1;
  let memory: Memory;
  const room = (count: number): Memory => {
    if (count > capacity) {
      const doubles = (size: number): Float64Array => new Float64Array(sharedBytes(8 * count * size));
      memory = { F: doubles(9), state0: doubles(state), state: doubles(state), fields: doubles(fields) };
      capacity = count;
    }
    return memory;
  };
  return {
    state,
    open(batch, into) {
      const { count, dt, warm = false } = batch;
      const own = room(count);
      copyColumns(batch.state0, width, own.state0, state, state, count);
      copyColumns(batch.fields, fieldWidth, own.fields, fields, fields, count);
      if (warm) copyColumns(into.state, width, own.state, state, state, count);
      const { W, P, A, status, iterations } = into;
      return {
        F: own.F,
        async evaluate(want) {
          await model.evaluate({ count, F: own.F, state0: own.state0, fields: own.fields, dt, warm }, { W, P, A, status, iterations, state: own.state }, want);
          copyColumns(own.state, state, into.state, width, state, count);
        },
      };
    },
    initialState(out, count, whole) {
      const own = new Float64Array(count * state);
      model.initialState(own, count);
      copyColumns(own, state, out, whole, state, count);
    },
  };
}

/** The first `columns` of every row, between rows of two widths. */
function copyColumns(from: Float64Array, fromWidth: number, to: Float64Array, toWidth: number, columns: number, rows: number): void {
  if (columns === 0) return;
  for (let row = 0; row < rows; row++) {
    const [a, b] = [row * fromWidth, row * toWidth];
    for (let k = 0; k < columns; k++) to[b + k] = from[a + k];
  }
}
