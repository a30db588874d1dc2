/** Runs tapes in TypeScript without `new Function`, which a content security policy may forbid. */
import * as math from "../core/math.gen.js";
import { Op, type Tape } from "./tape.js";

/** Takes the input arrays of the tape, then `out`. */
export type TapeFunction = (...arrays: readonly Float64Array[]) => void;

const unary: readonly (((x: number) => number) | undefined)[] = functionTable();

function functionTable(): ((x: number) => number)[] {
  const table: ((x: number) => number)[] = [];
  table[Op.negate] = (x) => -x;
  table[Op.sqrt] = Math.sqrt;
  table[Op.pos] = (x) => Math.max(x, 0);
  table[Op.heaviside] = (x) => (x > 0 ? 1 : 0);
  table[Op.exp] = math.exp;
  table[Op.expm1] = math.expm1;
  table[Op.log] = math.log;
  table[Op.log1p] = math.log1p;
  table[Op.tanh] = math.tanh;
  table[Op.sin] = math.sin;
  table[Op.cos] = math.cos;
  return table;
}

/**
 * A function that runs the tape: the same bits as the printed TypeScript and the emitted WASM, some five times slower.
 * It allocates its working memory here, once.
 */
export function interpreter(tape: Tape): TapeFunction {
  const values = new Float64Array(tape.code.length / 3);
  const scratch = new Float64Array(28);
  const strain = tape.inputs.indexOf("E");
  return (...arrays) => {
    for (let i = 0; i < values.length; i++) values[i] = step(tape, i, values, arrays, scratch, strain);
    const out = arrays[tape.inputs.length];
    for (let i = 0; i < tape.outputs.length; i++) out[i] = values[tape.outputs[i]];
  };
}

function step(tape: Tape, i: number, values: Float64Array, arrays: readonly Float64Array[], scratch: Float64Array, strain: number): number {
  const op = tape.code[3 * i];
  const a = tape.code[3 * i + 1];
  const b = tape.code[3 * i + 2];
  switch (op) {
    case Op.constant: return tape.constants[a];
    case Op.load: return arrays[a][b];
    case Op.add: return values[a] + values[b];
    case Op.subtract: return values[a] - values[b];
    case Op.multiply: return values[a] * values[b];
    case Op.divide: return values[a] / values[b];
    case Op.pow: return math.pow(values[a], values[b]);
    case Op.part: return scratch[b];
    case Op.spectral: math.spectralPower(arrays[strain], values[a], scratch); return 0;
    default: return (unary[op] as (x: number) => number)(values[a]);
  }
}
