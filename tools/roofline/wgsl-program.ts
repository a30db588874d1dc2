/** A shader as JavaScript that counts what it does: statements, functions, and the program as a whole. */
import type {
  Assign, Call, Case, CreateExpr, Expression, For, Function as ShaderFunction, If, Increment, Let, Node, Return, Statement, Switch, UnaryOperator, Var, VariableExpr, While,
} from "wgsl_reflect";
import { WgslParser } from "wgsl_reflect/wgsl_reflect.module.js";
import { call, expression, isMemory, operation, placeInMemory, type Scope, selected } from "./wgsl-expressions.js";
import { type Code, isComposite, type TypeName, typeName, zeroOf } from "./wgsl-types.js";

/** What a program asks of the machine that runs it (tools/roofline/machine.ts). */
export interface Machine {
  get(memory: string, place: number, site: number): unknown;
  set(memory: string, place: number, value: unknown, site: number): void;
  /** Operations so far. */
  float: number;
  integer: number;
}

/** A shader with its entry point: one generator per invocation, which yields at barriers. */
export interface Program {
  start(machine: Machine, builtins: Readonly<Record<string, unknown>>): Generator;
  /** Variables in buffers and in the memory of the workgroup. */
  readonly buffers: ReadonlyMap<string, TypeName>;
  readonly shared: ReadonlyMap<string, TypeName>;
}

type Names = Map<string, { readonly type: TypeName; readonly constant: boolean }>;
type Block = Scope & { readonly variables: Names };

/** @throws Error where the text uses what the shaders of this package do not */
export function translate(text: string): Program {
  const nodes = new WgslParser().parse(text) as readonly Statement[], of = <T extends Node>(kind: string): readonly T[] => nodes.filter((node) => node.astNodeType === kind) as unknown as readonly T[];
  const globals = of<Var>("var"), within = (shared: boolean): Map<string, TypeName> => new Map(globals.filter(({ storage }) => (storage === "workgroup") === shared).map(({ name, type }) => [name, typeName(type!)]));
  const buffers = within(false), shared = within(true), functions = of<ShaderFunction>("function"), waiting = waitingFunctions(functions);
  let sites = 0;
  const variables: Names = new Map(), scope: Block = {
    variables, memories: new Map([...buffers, ...shared]), cost: { float: 0, integer: 0 }, site: () => sites++,
    functions: new Map(functions.map(({ name, returnType }) => [name, { type: returnType ? typeName(returnType) : "void", waits: waiting.has(name) }])),
  };
  const constants = of<Let>("const").map(({ name, value }) => {
    const code = expression(value!, scope);
    variables.set(name, { type: code.type === "x32" ? "u32" : code.type, constant: true });
    return `const v_${name} = ${code.js};`;
  });
  const main = functions.find(({ name }) => name === "main")!;
  const inputs = main.args.map(({ attributes }) => `builtins.${String(attributes!.find(({ name }) => name === "builtin")!.value)}`);
  const body = [...constants, ...functions.map((each) => functionText(each, scope)), `return f_main(${inputs.join(", ")});`].join("\n");
   
  return { buffers, shared, start: new Function("$", "builtins", `const { fround } = Math;\n${body}`) as Program["start"] };
}

/** Functions that wait at a barrier, or call one that does; the entry point is always one of them. */
function waitingFunctions(functions: readonly ShaderFunction[]): ReadonlySet<string> {
  const texts = functions.map((each) => [each.name, JSON.stringify(each.body, (key, value: unknown) => (key === "calls" ? undefined : value))] as const);
  const waiting = new Set(["main"]);
  for (let before = 0; before !== waiting.size;) {
    before = waiting.size;
    for (const [name, text] of texts) if (["workgroupBarrier", "workgroupUniformLoad", ...waiting].some((other) => other !== "main" && text.includes(`"name":"${other}"`))) waiting.add(name);
  }
  return waiting;
}

function functionText({ name, args, body }: ShaderFunction, scope: Block): string {
  const variables: Names = new Map(scope.variables), inner = { ...scope, variables };
  for (const arg of args) variables.set(arg.name, { type: typeName(arg.type), constant: false });
  return `function${scope.functions.get(name)!.waits ? "*" : ""} f_${name}(${args.map((arg) => `v_${arg.name}`).join(", ")}) {\n${block(body, inner)}}`;
}

function block(statements: readonly Statement[], scope: Block): string {
  const inner = { ...scope, variables: new Map(scope.variables) };
  return statements.map((each) => `${statement(each, inner)}\n`).join("");
}

/** The operations of what was translated since the last call. */
function charged({ cost }: Scope): string {
  const parts = [cost.float > 0 ? `$.float += ${cost.float}` : "", cost.integer > 0 ? `$.integer += ${cost.integer}` : ""].filter((part) => part !== "");
  cost.float = cost.integer = 0;
  return parts.join(", ");
}

/** A translation with its operations in front. */
function paid(scope: Scope, make: () => string): string {
  const text = make(), cost = charged(scope);
  return cost === "" ? text : `${cost}; ${text}`;
}

/** A condition with its operations. */
function condition(node: Expression, scope: Scope): string {
  const { js } = expression(node, scope), cost = charged(scope);
  return cost === "" ? js : `(${cost}, ${js})`;
}

function copied({ js, type, fresh }: Code): string {
  return isComposite(type) && !fresh ? `${js}.slice()` : js;
}

const writers: Readonly<Record<string, (node: Statement, scope: Block) => string>> = {
  var: (node, scope) => paid(scope, () => declaration(node as Var, scope)), let: (node, scope) => paid(scope, () => declaration(node as Let, scope)),
  assign: (node, scope) => paid(scope, () => `${assignment(node as Assign, scope)};`), increment: (node, scope) => paid(scope, () => `${increment(node as Increment, scope)};`),
  call: (node, scope) => paid(scope, () => `${call((node as Call).name, (node as Call).args, scope).js};`),
  return: (node, scope) => paid(scope, () => (isValue((node as Return).value) ? `return ${copied(expression((node as Return).value, scope))};` : "return;")),
  for: (node, scope) => loop(node as For, scope), while: (node, scope) => `while (${condition((node as While).condition, scope)}) {\n${block((node as While).body, scope)}}`,
  if: (node, scope) => branch(node as If, scope), switch: (node, scope) => choice(node as Switch, scope), break: () => "break;", continue: () => "continue;",
};

/** A return without a value comes with an empty constructor. */
function isValue(node: Expression | null): node is Expression {
  return node !== null && (node.astNodeType !== "createExpr" || (node as CreateExpr).type !== null || (node as CreateExpr).args !== null);
}

function statement(node: Statement, scope: Block): string {
  const write = writers[node.astNodeType];
  if (!write) throw new Error(`the roofline cannot read the statement "${node.astNodeType}" of a shader.`);
  return write(node, scope);
}

function declaration({ name, type, value }: Var | Let, scope: Block): string {
  const code = value ? expression(value, scope) : undefined, own = type ? typeName(type) : code!.type;
  scope.variables.set(name, { type: own, constant: false });
  return `let v_${name} = ${code ? copied(code) : zeroOf(own)};`;
}

/** Target of an assignment: in memory, or a variable of the function. */
function assignment({ operator, variable, value }: Assign, scope: Block): string {
  const target = (variable.astNodeType === "unaryOp" ? (variable as UnaryOperator).right : variable) as VariableExpr, given = expression(value, scope);
  const changed = (present: Code): string => (operator === "=" ? copied(given) : operation(operator.slice(0, -1), present, given, scope).js);
  if (!isMemory(target.name, scope)) {
    const place = selected(expression({ ...target, astNodeType: "varExpr", postfix: null } as unknown as Expression, scope), variable.postfix, scope);
    return `${place.js} = ${changed(place)}`;
  }
  const { place, type } = placeInMemory(target.name, target.postfix, scope), present = { js: `$.get("${target.name}", at, ${scope.site()})`, type, constant: false, fresh: true };
  return `{ const at = ${place}; $.set("${target.name}", at, ${changed(present)}, ${scope.site()}); }`;
}

function increment({ operator, variable }: Increment, scope: Block): string {
  const one: Code = { js: "1", type: "x32", constant: true, fresh: true }, place = expression(variable, scope);
  return `${place.js} = ${operation(operator === "++" ? "+" : "-", place, one, scope).js}`;
}

function loop({ init, condition: until, increment: next, body }: For, outer: Block): string {
  const scope = { ...outer, variables: new Map(outer.variables) }, begin = init ? statement(init, scope) : "", test = condition(until!, scope);
  const step = next!.astNodeType === "increment" ? increment(next as Increment, scope) : assignment(next as Assign, scope), cost = charged(scope);
  return `{ ${begin}\nfor (; ${test}; ${cost === "" ? step : `${cost}, ${step}`}) {\n${block(body, scope)}} }`;
}

function branch({ condition: test, body, elseif, else: otherwise }: If, scope: Block): string {
  const others = (elseif ?? []).map((each) => ` else if (${condition(each.condition, scope)}) {\n${block(each.body, scope)}}`);
  return `if (${condition(test, scope)}) {\n${block(body, scope)}}${others.join("")}${otherwise ? ` else {\n${block(otherwise, scope)}}` : ""}`;
}

function choice({ condition: on, cases }: Switch, scope: Block): string {
  const texts = cases.map((each) => {
    const labels = each.astNodeType === "default" ? ["default:"] : (each as Case).selectors.map((selector) => `case ${expression(selector, scope).js}:`);
    return `${labels.join(" ")} {\n${block(each.body, scope)}break; }`;
  });
  return `switch (${condition(on, scope)}) {\n${texts.join("\n")}\n}`;
}
