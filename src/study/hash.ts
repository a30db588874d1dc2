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

/** Numbers as they lie in memory: every host of WASM that there is has the little end first, as the memory of WASM itself. */
function addDoubles(hash: Sha256, { buffer, byteOffset, byteLength }: Float64Array): void {
  hash.update(new Uint8Array(buffer, byteOffset, byteLength));
}
