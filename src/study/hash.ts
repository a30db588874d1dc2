/** The hash that two runs of the same case share, whatever machine, thread count or engine they ran on. */
import { createSha256, type Sha256 } from "../core/sha256.js";

/** What a run ended with: the numbers that the hash covers. */
export interface ResultArrays {
  /** Displacements `[dofs]`, unit of length. */
  readonly u: Float64Array;
  /** State of each region `[points, stride(model.state)]`. */
  readonly states: readonly Float64Array[];
  /** Forces of the supports on the body `[dofs]`, unit of force. */
  readonly reactions: Float64Array;
}

/** SHA-256 of displacements, states by region, and reactions, as little-endian IEEE doubles in this order. */
export function resultHash({ u, states, reactions }: ResultArrays): string {
  const hash = createSha256();
  for (const values of [u, ...states, reactions]) addDoubles(hash, values);
  return hash.digest();
}

const doublesAtOnce = 65536;

function addDoubles(hash: Sha256, values: Float64Array): void {
  const bytes = new Uint8Array(8 * Math.min(values.length, doublesAtOnce));
  const view = new DataView(bytes.buffer);
  for (let start = 0; start < values.length; start += doublesAtOnce) {
    const count = Math.min(doublesAtOnce, values.length - start);
    for (let i = 0; i < count; i++) view.setFloat64(8 * i, values[start + i], true);
    hash.update(bytes.subarray(0, 8 * count));
  }
}
