/** Source text of a tape in TypeScript, AssemblyScript and WGSL: the same operations in the same order. */
import { LawError } from "../core/errors.js";
import { localsOf } from "./plan.js";
import { Op, type Tape } from "./tape.js";

/** How one language writes the few things a tape is made of. */
interface Language {
  constant(value: number): string;
  load(array: string, index: number): string;
  /** Sum, difference, product or quotient, by operation. */
  binary(op: number, a: string, b: string): string;
  negate(x: string): string;
  /** `pos` and `heaviside`; the other functions have their own names. */
  pos(x: string): string;
  heaviside(x: string): string;
  functions: Readonly<Record<number, string>>;
  local(name: string, value: string): string;
  spectral(name: string, power: string): string;
  part(name: string, index: number): string;
}

const signs: Readonly<Record<number, string>> = { [Op.add]: "+", [Op.subtract]: "-", [Op.multiply]: "*", [Op.divide]: "/" };

const infix: Pick<Language, "binary" | "negate"> = {
  binary: (op, a, b) => `(${a} ${signs[op]} ${b})`,
  negate: (x) => `(-${x})`,
};

const mathNames: Readonly<Record<number, string>> = {
  [Op.exp]: "exp", [Op.expm1]: "expm1", [Op.log]: "log", [Op.log1p]: "log1p", [Op.tanh]: "tanh", [Op.sin]: "sin", [Op.cos]: "cos", [Op.pow]: "pow",
};

/** Functions of core/math.gen that a tape calls, by name. */
export function mathImports(tapes: readonly Tape[]): string[] {
  const names = new Set<string>();
  for (const { code } of tapes) {
    for (let i = 0; i < code.length; i += 3) {
      const name = code[i] === Op.spectral ? "spectralPower" : mathNames[code[i]];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].sort();
}

/** Statements that name the shared values, and one expression per output. */
function body(tape: Tape, language: Language): { readonly statements: string[]; readonly outputs: string[] } {
  const local = localsOf(tape);
  const text = (i: number): string => (local[i] === 1 ? `t${i}` : value(tape, language, i, text));
  const statements: string[] = [];
  for (let i = 0; i < local.length; i++) {
    if (local[i] === 0) continue;
    const spectral = tape.code[3 * i] === Op.spectral;
    statements.push(spectral ? language.spectral(`t${i}`, text(tape.code[3 * i + 1])) : language.local(`t${i}`, value(tape, language, i, text)));
  }
  return { statements, outputs: [...tape.outputs].map(text) };
}

function value(tape: Tape, language: Language, i: number, text: (i: number) => string): string {
  const [op, a, b] = tape.code.subarray(3 * i, 3 * i + 3);
  if (op === Op.constant) return language.constant(tape.constants[a]);
  if (op === Op.load) return language.load(tape.inputs[a], b);
  if (op === Op.part) return language.part(`t${a}`, b);
  if (signs[op] !== undefined) return language.binary(op, text(a), text(b));
  if (op === Op.negate) return language.negate(text(a));
  if (op === Op.pos) return language.pos(text(a));
  if (op === Op.heaviside) return language.heaviside(text(a));
  const name = language.functions[op];
  return op === Op.pow ? `${name}(${text(a)}, ${text(b)})` : `${name}(${text(a)})`;
}

function decimal(number: number): string {
  const text = String(Math.abs(number));
  const full = /[.e]/.test(text) ? text : `${text}.0`;
  return number < 0 || Object.is(number, -0) ? `(-${full})` : full;
}

const typescript: Language = {
  ...infix,
  constant: (number) => (number < 0 ? `(${number})` : String(number)),
  load: (array, index) => `${array}[${index}]`,
  pos: (x) => `Math.max(${x}, 0)`,
  heaviside: (x) => `(${x} > 0 ? 1 : 0)`,
  functions: { ...mathNames, [Op.sqrt]: "Math.sqrt" },
  local: (name, text) => `  const ${name} = ${text};`,
  spectral: (_, power) => `  spectralPower(E, ${power}, scratch);`,
  part: (_, index) => `scratch[${index}]`,
};

/**
 * A TypeScript function `(…inputs, out: Float64Array) => void` that runs the tape.
 * Tapes with a spectral call expect `scratch` (28 doubles) in scope.
 */
export function typescriptFunction(name: string, tape: Tape): string {
  const { statements, outputs } = body(tape, typescript);
  const stores = outputs.map((text, i) => `  out[${i}] = ${text};`);
  const parameters = tape.inputs.map((input) => `${isUsed(tape, input) ? input : `_${input}`}: Float64Array`).join(", ");
  return [`export function ${name}(${parameters}, out: Float64Array): void {`, ...statements, ...stores, "}"].join("\n");
}

function isUsed(tape: Tape, input: string): boolean {
  const index = tape.inputs.indexOf(input);
  const spectralReads = input === "E";
  return tape.code.some((op, i) => i % 3 === 0 && ((op === Op.load && tape.code[i + 1] === index) || (op === Op.spectral && spectralReads)));
}

const assemblyscript: Language = {
  ...infix,
  constant: decimal,
  load: (array, index) => `load<f64>(${array}, ${8 * index})`,
  pos: (x) => `max<f64>(${x}, 0.0)`,
  heaviside: (x) => `(${x} > 0.0 ? 1.0 : 0.0)`,
  functions: { ...mathNames, [Op.sqrt]: "sqrt<f64>" },
  local: (name, text) => `  const ${name}: f64 = ${text};`,
  spectral: (_, power) => `  spectralPower(E, ${power}, scratch);`,
  part: (_, index) => `load<f64>(scratch, ${8 * index})`,
};

/** An AssemblyScript function `(…inputs: usize, out: usize): void` that runs the tape; `scratch` as in TypeScript. */
export function assemblyscriptFunction(name: string, tape: Tape): string {
  const { statements, outputs } = body(tape, assemblyscript);
  const stores = outputs.map((text, i) => `  store<f64>(out, ${text}, ${8 * i});`);
  const parameters = tape.inputs.map((input) => `${input}: usize`).join(", ");
  return [`export function ${name}(${parameters}, out: usize): void {`, ...statements, ...stores, "}"].join("\n");
}

const laneOperations: Readonly<Record<number, string>> = { [Op.add]: "add", [Op.subtract]: "sub", [Op.multiply]: "mul", [Op.divide]: "div" };

/** Whether an array (parameters, directions) holds one number for both lanes; the others hold a pair for each entry. */
export function isShared(array: string): boolean {
  return array === "p" || array === "d";
}

const lanes: Language = {
  binary: (op, a, b) => `f64x2.${laneOperations[op]}(${a}, ${b})`,
  negate: (x) => `f64x2.neg(${x})`,
  constant: (number) => `f64x2.splat(${decimal(number)})`,
  load: (array, index) => (isShared(array) ? `v128.load64_splat(${array}, ${8 * index})` : `v128.load(${array}, ${16 * index})`),
  pos: (x) => `f64x2.max(${x}, f64x2.splat(0.0))`,
  heaviside: (x) => `v128.and(f64x2.gt(${x}, f64x2.splat(0.0)), f64x2.splat(1.0))`,
  functions: { ...Object.fromEntries(Object.entries(mathNames).map(([op, name]) => [op, laneName(name)])), [Op.sqrt]: "f64x2.sqrt" },
  local: (name, text) => `  const ${name}: v128 = ${text};`,
  spectral: (_, power) => `  ${laneName("spectralPower")}(E, f64x2.extract_lane(${power}, 0), laneScratch);`,
  part: (_, index) => `v128.load(laneScratch, ${16 * index})`,
};

/** The function that takes a pair of arguments in the lanes of a vector (assembly/law/lanes.ts). */
export function laneName(name: string): string {
  return `${name}Lanes`;
}

/**
 * An AssemblyScript function `(…inputs: usize, out: usize): void` that runs the tape for two points, one in each lane: entries of E and out are pairs,
 * parameters and directions are the same for both. Each lane has the bits of `assemblyscriptFunction`. Expects `laneScratch` as that one `scratch`.
 */
export function assemblyscriptLanes(name: string, tape: Tape): string {
  const { statements, outputs } = body(tape, lanes);
  const stores = outputs.map((text, i) => `  v128.store(out, ${text}, ${16 * i});`);
  const parameters = tape.inputs.map((input) => `${input}: usize`).join(", ");
  return [`export function ${name}(${parameters}, out: usize): void {`, ...statements, ...stores, "}"].join("\n");
}

/** Largest finite f32. */
const singleLimit = 3.4028234663852886e38;

function single(number: number): string {
  const rounded = Math.fround(number);
  if (Math.abs(rounded) > singleLimit) throw new LawError("E_FORMULA", `the constant ${number} is beyond single precision.`, { hint: "use backend: wasm, or constants below 1e38." });
  return `${decimal(rounded).replace(/\)?$/, (end) => `f${end}`)}`;
}

const wgsl: Language = {
  ...infix,
  constant: single,
  load: (array, index) => `${array}[${index}]`,
  pos: (x) => `max(${x}, 0.0f)`,
  heaviside: (x) => `select(0.0f, 1.0f, ${x} > 0.0f)`,
  functions: { ...mathNames, [Op.expm1]: "law_expm1", [Op.log1p]: "law_log1p", [Op.sqrt]: "sqrt" },
  local: (name, text) => `  let ${name} = ${text};`,
  spectral: (name, power) => `  let ${name} = law_spectral_power(E, ${power});`,
  part: (name, index) => `${name}[${index}]`,
};

/**
 * A WGSL function in f32 that takes its inputs as arrays by value and returns the outputs as an array.
 * It calls `law_expm1`, `law_log1p` and `law_spectral_power` of shaders/law/math.wgsl where the law needs them.
 * @param sizes length of each input array
 */
export function wgslFunction(name: string, tape: Tape, sizes: Readonly<Record<string, number>>): string {
  const { statements, outputs } = body(tape, wgsl);
  const parameters = tape.inputs.map((input) => `${input}: array<f32, ${Math.max(1, sizes[input])}>`).join(", ");
  const type = `array<f32, ${outputs.length}>`;
  return [`fn ${name}(${parameters}) -> ${type} {`, ...statements, `  return ${type}(`, outputs.map((text) => `    ${text}`).join(",\n"), "  );", "}"].join("\n");
}
