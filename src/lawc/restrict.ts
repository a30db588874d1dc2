/** Tapes for inputs that are known to vanish, such as shear out of the plane: what only multiplies zero is dropped. */
import { Op, operandCount, prune, type Tape } from "./tape.js";

/** Entries of input arrays that are zero, by the name of the array. */
export type ZeroInputs = Readonly<Record<string, readonly number[]>>;

interface Folder {
  readonly code: number[];
  readonly constants: number[];
  readonly known: Map<string, number>;
}

/**
 * A tape with some inputs fixed at zero and only some of its outputs. Values agree with those of the tape up to the sign of zeros.
 * @param outputs positions among the outputs of `tape`, in the order of the new ones
 */
export function restrictTape(tape: Tape, zeros: ZeroInputs, outputs: readonly number[]): Tape {
  const folder: Folder = { code: [], constants: [], known: new Map() };
  const moved = new Int32Array(tape.code.length / 3);
  for (let i = 0; i < moved.length; i++) moved[i] = fold(folder, tape, zeros, i, moved);
  return prune({
    inputs: tape.inputs, code: Int32Array.from(folder.code), constants: Float64Array.from(folder.constants),
    outputs: Int32Array.from(outputs, (output) => moved[tape.outputs[output]]),
  });
}

function fold(folder: Folder, tape: Tape, zeros: ZeroInputs, i: number, moved: Int32Array): number {
  const [op, a, b] = tape.code.subarray(3 * i, 3 * i + 3);
  if (op === Op.constant) return literal(folder, tape.constants[a]);
  if (op === Op.load) return zeros[tape.inputs[a]]?.includes(b) ? literal(folder, 0) : write(folder, op, a, b);
  if (op === Op.part) return write(folder, op, moved[a], b);
  const count = operandCount(op);
  return simplified(folder, op, moved[a], count > 1 ? moved[b] : 0) ?? write(folder, op, moved[a], count > 1 ? moved[b] : 0);
}

/** The value of an operation on known numbers, or an operand that it leaves as it is. */
function simplified(folder: Folder, op: number, a: number, b: number): number | undefined {
  const [x, y] = [constantAt(folder, a), constantAt(folder, b)];
  switch (op) {
    case Op.add: return x === 0 ? b : y === 0 ? a : both(folder, x, y, (u, v) => u + v);
    case Op.subtract: return y === 0 ? a : x === 0 ? write(folder, Op.negate, b, 0) : both(folder, x, y, (u, v) => u - v);
    case Op.multiply: return x === 0 || y === 1 ? a : y === 0 || x === 1 ? b : both(folder, x, y, (u, v) => u * v);
    case Op.divide: return x === 0 ? a : undefined;
    case Op.negate: return x === undefined ? undefined : literal(folder, x === 0 ? 0 : -x);
    default: return undefined;
  }
}

function both(folder: Folder, x: number | undefined, y: number | undefined, value: (x: number, y: number) => number): number | undefined {
  return x === undefined || y === undefined ? undefined : literal(folder, value(x, y));
}

function constantAt({ code, constants }: Folder, position: number): number | undefined {
  return code[3 * position] === Op.constant ? constants[code[3 * position + 1]] : undefined;
}

function literal(folder: Folder, value: number): number {
  const key = `constant ${value}`;
  const index = folder.known.get(key) ?? folder.constants.push(value) - 1;
  folder.known.set(key, index);
  return write(folder, Op.constant, index, 0);
}

function write({ code, known }: Folder, op: number, a: number, b: number): number {
  const key = `${op},${a},${b}`;
  const position = known.get(key) ?? code.push(op, a, b) / 3 - 1;
  known.set(key, position);
  return position;
}
