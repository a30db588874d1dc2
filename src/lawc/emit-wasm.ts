/** A small encoder of WebAssembly modules, for laws that were not compiled with the kernels (WebAssembly core specification 2, ch. 5). */
import { localsOf } from "./plan.js";
import { mathImports } from "./emit-source.js";
import { Op, type Tape } from "./tape.js";

const i32 = 0x7f;
const f64 = 0x7c;

const instruction = {
  end: 0x0b, call: 0x10, localGet: 0x20, localSet: 0x21, globalGet: 0x23, f64Const: 0x44, f64Load: 0x2b, f64Store: 0x39,
  f64Gt: 0x64, f64ConvertI32: 0xb7, f64Max: 0xa5,
} as const;

/** Operations that are one WASM instruction on what is on the stack. */
const direct: Readonly<Record<number, number>> = {
  [Op.add]: 0xa0, [Op.subtract]: 0xa1, [Op.multiply]: 0xa2, [Op.divide]: 0xa3, [Op.negate]: 0x9a, [Op.sqrt]: 0x9f,
};

const functionNames: Readonly<Record<number, string>> = {
  [Op.exp]: "exp", [Op.expm1]: "expm1", [Op.log]: "log", [Op.log1p]: "log1p", [Op.tanh]: "tanh", [Op.sin]: "sin", [Op.cos]: "cos",
  [Op.pow]: "pow", [Op.spectral]: "spectralPower",
};

/** Function types of the module, by number. */
const types = {
  unary: 0, binary: 1, spectral: 2, law: 3,
} as const;

/**
 * A module that exports one function `(…inputs, out: i32) => void` per tape, named f0, f1, ….
 * It imports from "env" `memory`, the mathematical functions it calls, and the global `scratch` (address of 28 doubles).
 * @param tapes programs with the same inputs
 */
export function emitModule(tapes: readonly Tape[]): Uint8Array<ArrayBuffer> {
  const imports = mathImports(tapes);
  const bytes = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, list(typeSection(tapes[0].inputs.length))),
    ...section(2, list(importSection(imports))),
    ...section(3, list(tapes.map(() => unsigned(types.law)))),
    ...section(7, list(tapes.map((_, i) => [...name(`f${i}`), 0x00, ...unsigned(imports.length + i)]))),
  ];
  // The code is appended in pieces: it can exceed the number of arguments that a call may have.
  const code = section(10, list(tapes.map((tape) => functionBody(tape, imports))));
  return Uint8Array.from(bytes.concat(code));
}

function typeSection(inputCount: number): number[][] {
  const functionType = (parameters: readonly number[], results: readonly number[]): number[] =>
    [0x60, ...unsigned(parameters.length), ...parameters, ...unsigned(results.length), ...results];
  const pointers = new Array<number>(inputCount + 1).fill(i32);
  return [functionType([f64], [f64]), functionType([f64, f64], [f64]), functionType([i32, f64, i32], []), functionType(pointers, [])];
}

function importSection(functions: readonly string[]): number[][] {
  const typeOf = (called: string): number => (called === "pow" ? types.binary : called === "spectralPower" ? types.spectral : types.unary);
  const env = (field: string, description: readonly number[]): number[] => [...name("env"), ...name(field), ...description];
  return [
    ...functions.map((called) => env(called, [0x00, ...unsigned(typeOf(called))])),
    env("memory", [0x02, 0x00, 0x00]),
    env("scratch", [0x03, i32, 0x00]),
  ];
}

function functionBody(tape: Tape, imports: readonly string[]): number[] {
  const local = localsOf(tape);
  const slots = new Int32Array(local.length);
  let next = tape.inputs.length + 1;
  for (let i = 0; i < local.length; i++) if (local[i] === 1 && tape.code[3 * i] !== Op.spectral) slots[i] = next++;
  const writer: BodyWriter = { tape, imports, local, slots, out: [] };
  for (let i = 0; i < local.length; i++) if (local[i] === 1) statement(writer, i);
  tape.outputs.forEach((position, k) => {
    writer.out.push(instruction.localGet, ...unsigned(tape.inputs.length));
    push(writer, position);
    writer.out.push(instruction.f64Store, 3, ...unsigned(8 * k));
  });
  const locals = list([[...unsigned(next - tape.inputs.length - 1), f64]]);
  return sized(locals.concat(writer.out, [instruction.end]));
}

interface BodyWriter {
  readonly tape: Tape;
  readonly imports: readonly string[];
  readonly local: Uint8Array;
  /** Local index of each instruction that has one. */
  readonly slots: Int32Array;
  readonly out: number[];
}

function statement(writer: BodyWriter, i: number): void {
  const { tape, out } = writer;
  if (tape.code[3 * i] !== Op.spectral) {
    compute(writer, i);
    out.push(instruction.localSet, ...unsigned(writer.slots[i]));
    return;
  }
  out.push(instruction.localGet, ...unsigned(tape.inputs.indexOf("E")));
  push(writer, tape.code[3 * i + 1]);
  out.push(instruction.globalGet, 0, instruction.call, ...unsigned(writer.imports.indexOf("spectralPower")));
}

/** Leaves the value of instruction `i` on the stack. */
function push(writer: BodyWriter, i: number): void {
  if (writer.local[i] === 1) writer.out.push(instruction.localGet, ...unsigned(writer.slots[i]));
  else compute(writer, i);
}

function compute(writer: BodyWriter, i: number): void {
  const { tape, out } = writer;
  const [op, a, b] = tape.code.subarray(3 * i, 3 * i + 3);
  if (op === Op.constant) {
    out.push(instruction.f64Const, ...doubleBytes(tape.constants[a]));
  } else if (op === Op.load) {
    out.push(instruction.localGet, ...unsigned(a), instruction.f64Load, 3, ...unsigned(8 * b));
  } else if (op === Op.part) {
    out.push(instruction.globalGet, 0, instruction.f64Load, 3, ...unsigned(8 * b));
  } else {
    push(writer, a);
    if (op <= Op.divide || op === Op.pow) push(writer, b);
    out.push(...operation(writer, op));
  }
}

function operation(writer: BodyWriter, op: number): number[] {
  if (direct[op] !== undefined) return [direct[op]];
  if (op === Op.pos) return [instruction.f64Const, ...doubleBytes(0), instruction.f64Max];
  if (op === Op.heaviside) return [instruction.f64Const, ...doubleBytes(0), instruction.f64Gt, instruction.f64ConvertI32];
  return [instruction.call, ...unsigned(writer.imports.indexOf(functionNames[op]))];
}

function doubleBytes(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
}

function name(text: string): number[] {
  return sized([...new TextEncoder().encode(text)]);
}

function sized(bytes: readonly number[]): number[] {
  return unsigned(bytes.length).concat(bytes);
}

function list(items: readonly (readonly number[])[]): number[] {
  return unsigned(items.length).concat(...items);
}

function section(id: number, content: readonly number[]): number[] {
  return [id].concat(sized(content));
}
