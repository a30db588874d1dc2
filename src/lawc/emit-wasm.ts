/** A small encoder of WebAssembly modules, for laws that were not compiled with the kernels (WebAssembly core specification 2, ch. 5). */
import { localsOf } from "./plan.js";
import { isShared, laneName, mathImports } from "./emit-source.js";
import { Op, type Tape } from "./tape.js";

const i32 = 0x7f;
const f64 = 0x7c;
const v128 = 0x7b;

const instruction = { end: 0x0b, call: 0x10, localGet: 0x20, localSet: 0x21, globalGet: 0x23, f64Const: 0x44, f64ConvertI32: 0xb7 } as const;

const functionNames: Readonly<Record<number, string>> = {
  [Op.exp]: "exp", [Op.expm1]: "expm1", [Op.log]: "log", [Op.log1p]: "log1p", [Op.tanh]: "tanh", [Op.sin]: "sin", [Op.cos]: "cos",
  [Op.pow]: "pow", [Op.spectral]: "spectralPower",
};

/** Function types of the module, by number. */
const types = {
  unary: 0, binary: 1, spectral: 2, law: 3,
} as const;

/** What a value of the tape is in WASM: one double, or a pair of doubles in a vector. */
interface Encoding {
  /** Value type. */
  readonly value: number;
  /** Bytes from one entry of an array of values to the next. */
  readonly stride: number;
  constant(number: number): number[];
  /** Loads entry `index` of an array whose address is on the stack. */
  load(array: string, index: number): number[];
  /** Stores entry `index`: address and value are on the stack. */
  store(index: number): number[];
  /** Operations that are one instruction on what is on the stack. */
  readonly direct: Readonly<Record<number, readonly number[]>>;
  /** max(x, 0), and 1 where x > 0. */
  readonly pos: readonly number[];
  readonly heaviside: readonly number[];
  /** Temporary locals that calls need. */
  readonly temporaries: number;
  /** Calls a function of one or two doubles on what is on the stack; `first`: number of the first temporary. */
  call(called: number, operands: number, first: number): number[];
  /** The spectral function, and what makes the exponent on the stack a double. */
  readonly spectralName: string;
  readonly spectralExponent: readonly number[];
}

const scalar: Encoding = {
  value: f64, stride: 8,
  constant: (number) => [instruction.f64Const, ...doubleBytes(number)],
  load: (_, index) => [0x2b, 3, ...unsigned(8 * index)],
  store: (index) => [0x39, 3, ...unsigned(8 * index)],
  direct: { [Op.add]: [0xa0], [Op.subtract]: [0xa1], [Op.multiply]: [0xa2], [Op.divide]: [0xa3], [Op.negate]: [0x9a], [Op.sqrt]: [0x9f] },
  pos: [instruction.f64Const, ...doubleBytes(0), 0xa5],
  heaviside: [instruction.f64Const, ...doubleBytes(0), 0x64, instruction.f64ConvertI32],
  temporaries: 0,
  call: (called) => [instruction.call, ...unsigned(called)],
  spectralName: "spectralPower",
  spectralExponent: [],
};

/** A vector instruction. */
function vector(code: number, ...immediates: readonly number[]): number[] {
  return [0xfd, ...unsigned(code), ...immediates];
}

const splat = (number: number): number[] => [instruction.f64Const, ...doubleBytes(number), ...vector(0x14)];

const lanes: Encoding = {
  value: v128, stride: 16,
  constant: splat,
  load: (array, index) => (isShared(array) ? vector(0x0a, 3, ...unsigned(8 * index)) : vector(0x00, 4, ...unsigned(16 * index))),
  store: (index) => vector(0x0b, 4, ...unsigned(16 * index)),
  direct: {
    [Op.add]: vector(0xf0), [Op.subtract]: vector(0xf1), [Op.multiply]: vector(0xf2), [Op.divide]: vector(0xf3), [Op.negate]: vector(0xed), [Op.sqrt]: vector(0xef),
  },
  pos: [...splat(0), ...vector(0xf5)],
  heaviside: [...splat(0), ...vector(0x4a), ...splat(1), ...vector(0x4e)],
  temporaries: 2,
  call(called, operands, first) {
    const temporaries = [first, first + 1].slice(0, operands);
    const lane = (n: number): number[] => [...temporaries.flatMap((local) => [instruction.localGet, ...unsigned(local), ...vector(0x21, n)]), instruction.call, ...unsigned(called)];
    const keep = temporaries.toReversed().flatMap((local) => [instruction.localSet, ...unsigned(local)]);
    return [...keep, ...lane(0), ...vector(0x14), ...lane(1), ...vector(0x22, 1)];
  },
  spectralName: laneName("spectralPower"),
  spectralExponent: vector(0x21, 0),
};

/**
 * A module that exports one function `(…inputs, out: i32) => void` per tape, named f0, f1, ….
 * It imports from "env" `memory`, the mathematical functions it calls, and the global `scratch` (address of 28 doubles).
 * @param tapes programs with the same inputs
 */
export function emitModule(tapes: readonly Tape[]): Uint8Array<ArrayBuffer> {
  return encode(tapes, scalar);
}

/**
 * As `emitModule`, for two points in the lanes of vectors: entries of E and out are pairs, parameters and directions are the same for both.
 * `scratch` is the address of 28 pairs.
 */
export function emitLaneModule(tapes: readonly Tape[]): Uint8Array<ArrayBuffer> {
  return encode(tapes, lanes);
}

function encode(tapes: readonly Tape[], encoding: Encoding): Uint8Array<ArrayBuffer> {
  const imports = mathImports(tapes);
  const bytes = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
    ...section(1, list(typeSection(tapes[0].inputs.length))),
    ...section(2, list(importSection(imports, encoding))),
    ...section(3, list(tapes.map(() => unsigned(types.law)))),
    ...section(7, list(tapes.map((_, i) => [...name(`f${i}`), 0x00, ...unsigned(imports.length + i)]))),
  ];
  // The code is appended in pieces: it can exceed the number of arguments that a call may have.
  const code = section(10, list(tapes.map((tape) => functionBody(tape, imports, encoding))));
  return Uint8Array.from(bytes.concat(code));
}

function typeSection(inputCount: number): number[][] {
  const functionType = (parameters: readonly number[], results: readonly number[]): number[] =>
    [0x60, ...unsigned(parameters.length), ...parameters, ...unsigned(results.length), ...results];
  const pointers = new Array<number>(inputCount + 1).fill(i32);
  return [functionType([f64], [f64]), functionType([f64, f64], [f64]), functionType([i32, f64, i32], []), functionType(pointers, [])];
}

function importSection(functions: readonly string[], encoding: Encoding): number[][] {
  const typeOf = (called: string): number => (called === "pow" ? types.binary : called === "spectralPower" ? types.spectral : types.unary);
  const env = (field: string, description: readonly number[]): number[] => [...name("env"), ...name(field), ...description];
  return [
    ...functions.map((called) => env(called === "spectralPower" ? encoding.spectralName : called, [0x00, ...unsigned(typeOf(called))])),
    env("memory", [0x02, 0x00, 0x00]),
    env("scratch", [0x03, i32, 0x00]),
  ];
}

function functionBody(tape: Tape, imports: readonly string[], encoding: Encoding): number[] {
  const local = localsOf(tape);
  const slots = new Int32Array(local.length);
  let next = tape.inputs.length + 1;
  for (let i = 0; i < local.length; i++) if (local[i] === 1 && tape.code[3 * i] !== Op.spectral) slots[i] = next++;
  const temporary = next;
  next += encoding.temporaries;
  const writer: BodyWriter = { tape, imports, encoding, local, slots, temporary, out: [] };
  for (let i = 0; i < local.length; i++) if (local[i] === 1) statement(writer, i);
  tape.outputs.forEach((position, k) => {
    writer.out.push(instruction.localGet, ...unsigned(tape.inputs.length));
    push(writer, position);
    writer.out.push(...encoding.store(k));
  });
  const locals = list([[...unsigned(next - tape.inputs.length - 1), encoding.value]]);
  return sized(locals.concat(writer.out, [instruction.end]));
}

interface BodyWriter {
  readonly tape: Tape;
  readonly imports: readonly string[];
  readonly encoding: Encoding;
  readonly local: Uint8Array;
  /** Local index of each instruction that has one. */
  readonly slots: Int32Array;
  /** First temporary local. */
  readonly temporary: number;
  readonly out: number[];
}

function statement(writer: BodyWriter, i: number): void {
  const { tape, encoding, out } = writer;
  if (tape.code[3 * i] !== Op.spectral) {
    compute(writer, i);
    out.push(instruction.localSet, ...unsigned(writer.slots[i]));
    return;
  }
  out.push(instruction.localGet, ...unsigned(tape.inputs.indexOf("E")));
  push(writer, tape.code[3 * i + 1]);
  out.push(...encoding.spectralExponent, instruction.globalGet, 0, instruction.call, ...unsigned(writer.imports.indexOf("spectralPower")));
}

/** Leaves the value of instruction `i` on the stack. */
function push(writer: BodyWriter, i: number): void {
  if (writer.local[i] === 1) writer.out.push(instruction.localGet, ...unsigned(writer.slots[i]));
  else compute(writer, i);
}

function compute(writer: BodyWriter, i: number): void {
  const { tape, encoding, out } = writer;
  const [op, a, b] = tape.code.subarray(3 * i, 3 * i + 3);
  if (op === Op.constant) {
    out.push(...encoding.constant(tape.constants[a]));
  } else if (op === Op.load) {
    out.push(instruction.localGet, ...unsigned(a), ...encoding.load(tape.inputs[a], b));
  } else if (op === Op.part) {
    out.push(instruction.globalGet, 0, ...encoding.load("scratch", b));
  } else {
    push(writer, a);
    if (op <= Op.divide || op === Op.pow) push(writer, b);
    out.push(...operation(writer, op));
  }
}

function operation({ imports, encoding, temporary }: BodyWriter, op: number): readonly number[] {
  if (encoding.direct[op] !== undefined) return encoding.direct[op];
  if (op === Op.pos) return encoding.pos;
  if (op === Op.heaviside) return encoding.heaviside;
  return encoding.call(imports.indexOf(functionNames[op]), op === Op.pow ? 2 : 1, temporary);
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
