/** Which values of a tape get a name (a local) and which are written where they are used. */
import { Op, operandCount, type Tape } from "./tape.js";

/** Expressions are not nested deeper than this, so that neither we nor the host's compiler recurse far. */
const nestingLimit = 24;

/** Per instruction 1 when its value is kept in a local. */
export function localsOf(tape: Tape): Uint8Array {
  const { code } = tape;
  const length = code.length / 3;
  const uses = useCounts(tape);
  const depth = new Uint16Array(length);
  const local = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const op = code[3 * i];
    for (let k = 1; k <= operandCount(op); k++) depth[i] = Math.max(depth[i], depth[code[3 * i + k]] + 1);
    // The scratch of the spectral kernel must be read before its next call.
    local[i] = op === Op.part || op === Op.spectral || (op !== Op.constant && (uses[i] > 1 || depth[i] >= nestingLimit)) ? 1 : 0;
    if (local[i] === 1) depth[i] = 0;
  }
  return local;
}

function useCounts({ code, outputs }: Tape): Uint32Array {
  const uses = new Uint32Array(code.length / 3);
  for (let i = 0; i < uses.length; i++) {
    for (let k = 1; k <= operandCount(code[3 * i]); k++) uses[code[3 * i + k]]++;
  }
  for (const output of outputs) uses[output]++;
  return uses;
}
