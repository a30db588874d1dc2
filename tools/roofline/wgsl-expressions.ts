/** Expressions of WGSL in JavaScript; what they cost is added to the account of the statement that they stand in. */
import type { ArrayIndex, BinaryOperator, CallExpr, CreateExpr, Expression, LiteralExpr, StringExpr, TypecastExpr, UnaryOperator, VariableExpr } from "wgsl_reflect";
import { type Code, componentsOf, converted, elementOf, isComposite, isVector, lengthOf, scalarOf, scalarOperation, type TypeName, typeName, zeroOf } from "./wgsl-types.js";

/** What an expression can see. */
export interface Scope {
  /** Types of variables by name; constants of the module are `constant`. */
  readonly variables: ReadonlyMap<string, { readonly type: TypeName; readonly constant: boolean }>;
  /** Variables outside of the invocation: in buffers, or shared by the workgroup. */
  readonly memories: ReadonlyMap<string, TypeName>;
  readonly functions: ReadonlyMap<string, { readonly type: TypeName; readonly waits: boolean }>;
  /** Operations since the last statement. */
  readonly cost: { float: number; integer: number };
  /** Numbers the places of the program that touch memory. */
  site(): number;
}

/** Translates an expression with what is selected from it. */
export function expression(node: Expression, scope: Scope): Code {
  const kind = node.astNodeType;
  if (kind === "varExpr" && isMemory((node as VariableExpr).name, scope)) return memory(node as VariableExpr, scope);
  const translate = translators[kind];
  if (!translate) throw new Error(`the roofline cannot read the expression "${kind}" of a shader.`);
  return selected(translate(node, scope), node.postfix, scope);
}

/** Whether a name means a variable in memory: those of a function hide it. */
export function isMemory(name: string, { memories, variables }: Scope): boolean {
  return memories.has(name) && !variables.has(name);
}

const translators: Readonly<Record<string, (node: Expression, scope: Scope) => Code>> = {
  literalExpr: (node) => literal(node as LiteralExpr), varExpr: (node, scope) => variable((node as VariableExpr).name, scope), constExpr: (node, scope) => variable((node as VariableExpr).name, scope),
  createExpr: (node, scope) => create((node as CreateExpr), scope), typecastExpr: (node, scope) => create(node as TypecastExpr, scope),
  callExpr: (node, scope) => call((node as CallExpr).name, (node as CallExpr).args ?? [], scope),
  unaryOp: (node, scope) => unary(node as UnaryOperator, scope), binaryOp: (node, scope) => binary(node as BinaryOperator, scope),
};

/** A literal, or an array or vector of them that the parser has put together: numbers, or the bytes of some. */
function literal({ value, type }: LiteralExpr): Code {
  const name = typeName(type), { data, buffer } = value as unknown as { readonly data?: ArrayLike<number>; readonly buffer: ArrayBuffer };
  const numbers = Array.from(data ?? new (({ f32: Float32Array, i32: Int32Array } as const)[elementOf(name) as "f32"] ?? Uint32Array)(buffer));
  if (name === "bool") return { js: String(numbers[0] !== 0), type: name, constant: true, fresh: true };
  return { js: isComposite(name) ? `[${numbers.join(", ")}]` : `(${numbers[0]})`, type: name, constant: true, fresh: !isComposite(name) };
}

function variable(name: string, { variables }: Scope): Code {
  if (name === "true" || name === "false") return { js: name, type: "bool", constant: true, fresh: true };
  const found = variables.get(name);
  if (!found) throw new Error(`the roofline does not know the name "${name}" of a shader.`);
  return { js: `v_${name}`, ...found, fresh: false };
}

/** A number or vector in memory, or a whole array of numbers. */
function memory({ name, postfix }: VariableExpr, scope: Scope): Code {
  const whole = scope.memories.get(name)!;
  if (postfix === null && whole.startsWith("array")) {
    return { js: `Array.from({ length: ${lengthOf(whole)} }, (_, n) => $.get("${name}", n, ${scope.site()}))`, type: whole, constant: false, fresh: true };
  }
  const { place, type, rest } = placeInMemory(name, postfix, scope);
  return selected({ js: `$.get("${name}", ${place}, ${scope.site()})`, type, constant: false, fresh: true }, rest, scope);
}

/** Where an element of a variable in memory lies, and what is selected from it. */
export function placeInMemory(name: string, postfix: Expression | null, scope: Scope): { readonly place: string; readonly type: TypeName; readonly rest: Expression | null } {
  const type = scope.memories.get(name)!;
  if (!type.startsWith("array")) return { place: "0", type, rest: postfix };
  return { place: expression((postfix as ArrayIndex).index, scope).js, type: elementOf(type), rest: postfix!.postfix };
}

/** Elements and components. */
export function selected(base: Code, postfix: Expression | null, scope: Scope): Code {
  if (postfix === null) return base;
  const member = (postfix as StringExpr).value as string | undefined;
  const index = member === undefined ? expression((postfix as ArrayIndex).index, scope).js : String("xyzw".indexOf(member));
  return selected({ ...base, js: `${base.js}[${index}]`, type: elementOf(base.type), fresh: base.fresh }, postfix.postfix, scope);
}

/** Notes `count` operations on numbers of a type. */
function charge({ cost }: Scope, type: TypeName, count: number): void {
  if (scalarOf(type) === "f32") cost.float += count;
  else cost.integer += count;
}

function unary({ operator, right }: UnaryOperator, scope: Scope): Code {
  const operand = expression(right, scope);
  // Arrays are references in JavaScript: pointers to them are the same thing.
  if (operator === "*" || operator === "&") return operand;
  if (operator === "!") return { ...operand, js: `!(${operand.js})`, fresh: true };
  // A changed sign is part of the instruction that uses it.
  return { ...operand, js: isVector(operand.type) ? `${operand.js}.map((x) => -x)` : `(-${operand.js})`, fresh: true };
}

/** The type that two operands share: whole numbers without suffix take that of the other. */
function common(a: TypeName, b: TypeName): TypeName {
  if (isVector(a) || b === "x32" || b === "x64") return a;
  return isVector(b) || a === "x32" ? b : a;
}

function binary({ operator, left, right }: BinaryOperator, scope: Scope): Code {
  return operation(operator, expression(left, scope), expression(right, scope), scope);
}

/** a operator b, by components. */
export function operation(operator: string, a: Code, b: Code, scope: Scope): Code {
  const shift = operator === "<<" || operator === ">>", type = shift ? a.type : common(a.type, b.type), scalar = scalarOf(type), constant = a.constant && b.constant;
  if (!constant && scalar !== "bool") charge(scope, type, componentsOf(type));
  const compares = ["<", ">", "<=", ">=", "==", "!=", "&&", "||"].includes(operator), js = (x: string, y: string): string => scalarOperation(shift && operator === ">>" ? ">>>" : operator, scalar, x, y);
  if (!isVector(type)) return { js: js(a.js, b.js), type: compares ? "bool" : type, constant, fresh: true };
  const own = (code: Code, name: string): string => (isVector(code.type) ? `${name}[n]` : name);
  const text = `((p, q) => Array.from({ length: ${componentsOf(type)} }, (_, n) => ${js(own(a, "p"), own(b, "q"))}))(${a.js}, ${b.js})`;
  return { js: text, type: compares ? type.replace(scalar, "bool") : type, constant, fresh: true };
}

function create({ type, args }: CreateExpr | TypecastExpr, scope: Scope): Code {
  // Parentheses come as a constructor without a type.
  if (!type) return expression(args![0], scope);
  const name = typeName(type), given = (args ?? []).map((arg) => expression(arg, scope)), constant = given.every((each) => each.constant);
  if (given.length === 0) return { js: zeroOf(name), type: name, constant: true, fresh: true };
  if (name.startsWith("array")) return { js: `[${given.map(({ js }) => js).join(", ")}]`, type: name, constant, fresh: true };
  const [first] = given, scalar = scalarOf(name);
  if (!constant && scalarOf(first.type) !== scalar && scalar !== "bool") charge(scope, "u32", componentsOf(name));
  if (!isVector(name)) return { js: converted(first.js, name), type: name, constant, fresh: true };
  if (isVector(first.type)) return { js: `${first.js}.map((x) => ${converted("x", scalar)})`, type: name, constant, fresh: true };
  const all = given.length === 1 ? Array.from({ length: componentsOf(name) }, () => first) : given;
  return { js: `[${all.map(({ js }) => converted(js, scalar)).join(", ")}]`, type: name, constant, fresh: true };
}

/** Functions of one number, by the operations that they count for. */
const unaryFunctions: Readonly<Record<string, number>> = { sqrt: 1, exp: 1, log: 1, abs: 0 };

/** A call of a function of the shader or of WGSL. */
export function call(name: string, args: readonly Expression[], scope: Scope): Code {
  const own = scope.functions.get(name), fresh = true, constant = false;
  if (name === "workgroupBarrier") return { js: "(yield)", type: "void", constant, fresh };
  const given = args.map((arg) => expression(arg, scope)), list = given.map(({ js }) => js).join(", "), [first] = given;
  if (own) return { js: own.waits ? `(yield* f_${name}(${list}))` : `f_${name}(${list})`, type: own.type, constant, fresh };
  if (name === "workgroupUniformLoad") return { js: `(yield, ${first.js})`, type: first.type, constant, fresh };
  if (name === "select") return select(given, scope);
  if (name === "any") return { js: `${first.js}.some(Boolean)`, type: "bool", constant, fresh };
  if (name === "min" || name === "max") return extremum(name, given, scope);
  if (!Object.hasOwn(unaryFunctions, name)) throw new Error(`the roofline does not know the function "${name}" of a shader.`);
  charge(scope, first.type, unaryFunctions[name]);
  return { js: converted(`Math.${name}(${first.js})`, first.type), type: first.type, constant, fresh };
}

function select([other, chosen, condition]: readonly Code[], scope: Scope): Code {
  const type = common(other.type, chosen.type);
  if (!condition.constant) charge(scope, "u32", 1);
  return { js: `((${condition.js}) ? ${chosen.js} : ${other.js})`, type, constant: false, fresh: !isComposite(type) };
}

function extremum(name: string, [a, b]: readonly Code[], scope: Scope): Code {
  const type = common(a.type, b.type);
  charge(scope, type, componentsOf(type));
  const js = isVector(type) ? `${a.js}.map((x, n) => Math.${name}(x, ${b.js}[n]))` : `Math.${name}(${a.js}, ${b.js})`;
  return { js, type, constant: false, fresh: true };
}
