/**
 * A straight-line program in IEEE double operations. Every emitter prints the same tape, operation by operation, so that
 * TypeScript, AssemblyScript and emitted WASM agree to the bit.
 */
import { LawError } from "../core/errors.js";
import { negate, one, same, toNumber, type Rational } from "./rational.js";
import { reachable } from "./differentiate.js";
import type { Factor, Graph, Node, NodeId, Term } from "./expression.js";

/** Operations. `a` and `b` are positions of earlier instructions unless said otherwise. */
export const Op = {
  /** Constant number `a`. */ constant: 0,
  /** Entry `b` of input array number `a`. */ load: 1,
  add: 2, subtract: 3, multiply: 4, divide: 5, negate: 6,
  sqrt: 7, /** max(x, 0) */ pos: 8, /** 1 for x > 0, else 0 */ heaviside: 9,
  exp: 10, expm1: 11, log: 12, log1p: 13, tanh: 14, sin: 15, cos: 16, pow: 17,
  /** tr C^p - 3 and its derivatives for p = `a`, into the scratch of the function. */ spectral: 18,
  /** Entry `b` of what instruction `a` left in the scratch. */ part: 19,
} as const;

/** Plain data: can be posted to a worker. */
export interface Tape {
  /** Names of the input arrays, in the order of the function's arguments. */
  readonly inputs: readonly string[];
  /** `[op, a, b]` per instruction; an instruction's value is known by its position. */
  readonly code: Int32Array;
  readonly constants: Float64Array;
  /** Position of the instruction whose value goes to out[i]. */
  readonly outputs: Int32Array;
}

interface Writer {
  readonly graph: Graph;
  readonly inputs: readonly string[];
  readonly code: number[];
  readonly constants: number[];
  /** Instruction of a key, so that equal instructions are written once. */
  readonly known: Map<string, number>;
  /** Instruction of a node. */
  readonly values: Map<NodeId, number>;
  /** Parts of each spectral node that are used. */
  readonly parts: ReadonlyMap<NodeId, readonly number[]>;
}

const lengthLimit = 100_000;

/**
 * Orders the operations of some expressions.
 * @param inputs names of the arrays that the function receives
 * @throws LawError E_FORMULA when there are more than 100,000 operations
 */
export function schedule(graph: Graph, inputs: readonly string[], outputs: readonly NodeId[]): Tape {
  const order = reachable(graph, outputs);
  const writer: Writer = { graph, inputs, code: [], constants: [], known: new Map(), values: new Map(), parts: spectralParts(graph, order) };
  for (const id of order) if (!isCoefficientOnly(graph, id)) writer.values.set(id, lower(writer, graph.nodes[id]));
  const positions = outputs.map((id) => valueOf(writer, id));
  return prune({ inputs, code: Int32Array.from(writer.code), constants: Float64Array.from(writer.constants), outputs: Int32Array.from(positions) });
}

/** Number of arithmetic operations and function calls of a tape (loads and constants are free). */
export function operationCount(tape: Tape): number {
  let count = 0;
  for (let i = 0; i < tape.code.length; i += 3) if (![Op.constant, Op.load, Op.part].includes(tape.code[i] as 0)) count++;
  return count;
}

/** Number of operands that are instructions, by operation. */
export function operandCount(op: number): number {
  if (op <= Op.load) return 0;
  return op <= Op.divide || op === Op.pow ? 2 : 1;
}

function spectralParts(graph: Graph, order: readonly NodeId[]): Map<NodeId, number[]> {
  const parts = new Map<NodeId, number[]>();
  for (const id of order) {
    const node = graph.nodes[id];
    if (node.kind === "spectral") parts.set(node.power, [...(parts.get(node.power) ?? []), node.part]);
  }
  return parts;
}

/** Constants are written where an operation needs them. */
function isCoefficientOnly(graph: Graph, id: NodeId): boolean {
  return graph.nodes[id].kind === "constant";
}

function emit(writer: Writer, op: number, a = 0, b = 0): number {
  const key = `${op},${a},${b}`;
  const known = writer.known.get(key);
  if (known !== undefined) return known;
  const position = writer.code.length / 3;
  if (position >= lengthLimit) throw new LawError("E_FORMULA", "the formula needs too many operations.", { hint: "write the energy in invariants rather than components." });
  writer.code.push(op, a, b);
  writer.known.set(key, position);
  return position;
}

function literal(writer: Writer, value: Rational): number {
  const number = toNumber(value);
  if (!Number.isFinite(number)) throw new LawError("E_FORMULA", "a constant is too large for a double.", { hint: "use constants between 1e-300 and 1e300." });
  const key = `constant ${number}`;
  const index = writer.known.get(key) ?? writer.constants.push(number) - 1;
  writer.known.set(key, index);
  return emit(writer, Op.constant, index);
}

function valueOf(writer: Writer, id: NodeId): number {
  const node = writer.graph.nodes[id];
  return node.kind === "constant" ? literal(writer, node.value) : (writer.values.get(id) as number);
}

function lower(writer: Writer, node: Node): number {
  switch (node.kind) {
    case "constant": return literal(writer, node.value);
    case "input": return emit(writer, Op.load, writer.inputs.indexOf(node.array), node.index);
    case "hold": return valueOf(writer, node.value);
    case "sum": return lowerSum(writer, node.constant, node.terms);
    case "product": return lowerProduct(writer, node.factors);
    case "call": return lowerCall(writer, node);
    case "pow": return emit(writer, Op.pow, valueOf(writer, node.base), valueOf(writer, node.exponent));
    case "spectral": return lowerSpectral(writer, node);
  }
}

/** Terms with the same size of coefficient share one multiplication; a positive group comes first, so that no sign is spent. */
function lowerSum(writer: Writer, constant: Rational, terms: readonly Term[]): number {
  const root = squareRootOfSum(writer, constant, terms);
  if (root !== undefined) return root;
  const groups = groupBySize(terms);
  const [first, ...others] = groups.some(isPositive) ? [groups.find(isPositive) as Group, ...groups.filter((group) => group !== groups.find(isPositive))] : groups;
  if (!isPositive(first) && constant.n !== 0n) return subtractGroups(writer, literal(writer, constant), groups);
  let value = groupValue(writer, first);
  if (!isPositive(first)) value = emit(writer, Op.negate, value);
  value = subtractGroups(writer, value, others);
  return constant.n === 0n ? value : addLiteral(writer, value, constant);
}

interface Group {
  readonly size: Rational;
  readonly terms: readonly Term[];
}

function groupBySize(terms: readonly Term[]): Group[] {
  const groups = new Map<string, { size: Rational; terms: Term[] }>();
  for (const term of terms) {
    const size = term.coefficient.n < 0n ? negate(term.coefficient) : term.coefficient;
    const key = `${size.n}/${size.d}`;
    const group = groups.get(key) ?? { size, terms: [] };
    group.terms.push(term);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function isPositive(group: Group): boolean {
  return group.terms.some((term) => term.coefficient.n > 0n);
}

/** |coefficient| × (sum of the group's terms); all signs are turned when no term is positive. */
function groupValue(writer: Writer, group: Group): number {
  const turned = !isPositive(group);
  const plus = group.terms.filter((term) => term.coefficient.n > 0n !== turned);
  const minus = group.terms.filter((term) => term.coefficient.n > 0n === turned);
  let value = valueOf(writer, plus[0].node);
  for (const term of plus.slice(1)) value = emit(writer, Op.add, value, valueOf(writer, term.node));
  for (const term of minus) value = emit(writer, Op.subtract, value, valueOf(writer, term.node));
  return same(group.size, one) ? value : emit(writer, Op.multiply, literal(writer, group.size), value);
}

function subtractGroups(writer: Writer, start: number, groups: readonly Group[]): number {
  return groups.reduce((value, group) => emit(writer, isPositive(group) ? Op.add : Op.subtract, value, groupValue(writer, group)), start);
}

function addLiteral(writer: Writer, value: number, constant: Rational): number {
  return constant.n > 0n ? emit(writer, Op.add, literal(writer, constant), value) : emit(writer, Op.subtract, value, literal(writer, negate(constant)));
}

/** 1 + (sqrt(1+x) - 1) is sqrt(1+x). */
function squareRootOfSum(writer: Writer, constant: Rational, terms: readonly Term[]): number | undefined {
  const inner = terms.length === 1 ? writer.graph.nodes[terms[0].node] : undefined;
  if (inner?.kind !== "call" || inner.name !== "sqrt1pm1" || !same(constant, one) || !same(terms[0].coefficient, one)) return undefined;
  return squareRootOfOnePlus(writer, inner.argument);
}

function squareRootOfOnePlus(writer: Writer, argument: NodeId): number {
  return emit(writer, Op.sqrt, emit(writer, Op.add, literal(writer, one), valueOf(writer, argument)));
}

/** Powers by squaring; negative powers through one shared reciprocal. */
function lowerProduct(writer: Writer, factors: readonly Factor[]): number {
  const values = factors.map(({ node, exponent }) => {
    const base = valueOf(writer, node);
    return integerPower(writer, exponent < 0 ? emit(writer, Op.divide, literal(writer, one), base) : base, Math.abs(exponent));
  });
  return values.reduce((product, value) => emit(writer, Op.multiply, product, value));
}

function integerPower(writer: Writer, base: number, exponent: number): number {
  if (exponent === 1) return base;
  const root = integerPower(writer, base, Math.floor(exponent / 2));
  const square = emit(writer, Op.multiply, root, root);
  return exponent % 2 === 0 ? square : emit(writer, Op.multiply, square, base);
}

function lowerCall(writer: Writer, { name, argument }: Node & { kind: "call" }): number {
  const value = valueOf(writer, argument);
  if (name !== "sqrt1pm1") return emit(writer, Op[name], value);
  // sqrt(1+x) - 1 without cancellation.
  return emit(writer, Op.divide, value, emit(writer, Op.add, literal(writer, one), squareRootOfOnePlus(writer, argument)));
}

/** All used parts are read before another call overwrites the scratch. */
function lowerSpectral(writer: Writer, { power, part }: Node & { kind: "spectral" }): number {
  const call = emit(writer, Op.spectral, valueOf(writer, power));
  for (const each of writer.parts.get(power) as readonly number[]) emit(writer, Op.part, call, each);
  return emit(writer, Op.part, call, part);
}

/** Drops instructions that no output needs (lowering may write operands that a shortcut then bypasses). */
export function prune(tape: Tape): Tape {
  const { code, outputs } = tape;
  const needed = new Uint8Array(code.length / 3);
  for (const output of outputs) needed[output] = 1;
  for (let i = needed.length - 1; i >= 0; i--) {
    const count = needed[i] === 0 ? 0 : operandCount(code[3 * i]);
    for (let k = 1; k <= count; k++) needed[code[3 * i + k]] = 1;
  }
  const moved = new Int32Array(needed.length);
  const kept: number[] = [];
  for (let i = 0; i < needed.length; i++) {
    if (needed[i] === 0) continue;
    moved[i] = kept.length / 3;
    const [op, a, b] = code.subarray(3 * i, 3 * i + 3);
    const count = operandCount(op);
    kept.push(op, count > 0 ? moved[a] : a, count > 1 ? moved[b] : b);
  }
  return { ...tape, code: Int32Array.from(kept), outputs: outputs.map((output) => moved[output]) };
}
