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
 * A function that runs the tape: the same bits as the printed TypeScript and the emitted WASM, some ten times slower.
 * It allocates its working memory here, once.
 */
export function interpreter(tape: Tape): TapeFunction {
  const { outputs } = tape;
  const code = withoutConstants(tape);
  const values = constantValues(tape);
  const scratch = new Float64Array(28);
  const strain = tape.inputs.indexOf("E");
  const last = tape.inputs.length;
  return (...arrays) => {
    run(code, values, arrays, scratch, arrays[strain]);
    const out = arrays[last];
    for (let i = 0; i < outputs.length; i++) out[i] = values[outputs[i]];
  };
}

/** `[op, a, b, place of the result]` per instruction that has something to compute. */
function withoutConstants({ code }: Tape): Int32Array {
  const kept: number[] = [];
  for (let i = 0; i < code.length; i += 3) if (code[i] !== Op.constant) kept.push(code[i], code[i + 1], code[i + 2], i / 3);
  return Int32Array.from(kept);
}

function constantValues({ code, constants }: Tape): Float64Array {
  const values = new Float64Array(code.length / 3);
  for (let i = 0; i < values.length; i++) if (code[3 * i] === Op.constant) values[i] = constants[code[3 * i + 1]];
  return values;
}

function run(code: Int32Array, values: Float64Array, arrays: readonly Float64Array[], scratch: Float64Array, strain: Float64Array): void {
  for (let i = 0; i < code.length; i += 4) {
    const a = code[i + 1];
    const b = code[i + 2];
    const to = code[i + 3];
    switch (code[i]) {
      case Op.load: values[to] = arrays[a][b]; break;
      case Op.add: values[to] = values[a] + values[b]; break;
      case Op.subtract: values[to] = values[a] - values[b]; break;
      case Op.multiply: values[to] = values[a] * values[b]; break;
      case Op.divide: values[to] = values[a] / values[b]; break;
      case Op.pow: values[to] = math.pow(values[a], values[b]); break;
      case Op.part: values[to] = scratch[b]; break;
      case Op.spectral: math.spectralPower(strain, values[a], scratch); break;
      default: values[to] = (unary[code[i]] as (x: number) => number)(values[a]);
    }
  }
}
