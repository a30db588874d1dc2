/** Types of the part of WGSL that shaders/ is written in, and how their values look in JavaScript: numbers, booleans, arrays of numbers. */
import type { ArrayType, PointerType, TemplateType, Type } from "wgsl_reflect";

/** A type as WGSL writes it, without spaces: `f32`, `vec3<u32>`, `array<f32,6>`; pointers are what they point to. */
export type TypeName = string;

/** An expression in JavaScript. */
export interface Code {
  readonly js: string;
  readonly type: TypeName;
  /** Known when the shader is compiled, so that it costs nothing. */
  readonly constant: boolean;
  /** A new value, which nobody else can change. */
  readonly fresh: boolean;
}

/** Name of a type of the parser. */
export function typeName(type: Type): TypeName {
  if (type.astNodeType === "pointer") return typeName((type as PointerType).type!);
  if (type.astNodeType === "array") return `array<${typeName((type as ArrayType).format!)},${(type as ArrayType).count}>`;
  const { format } = type as Partial<TemplateType>;
  return format ? `${type.name}<${typeName(format)}>` : type.name;
}

/** Type of the elements of an array or vector. */
export function elementOf(type: TypeName): TypeName {
  const [, element] = /^(?:array|vec\d)<(.+?)(?:,\d+)?>$/.exec(type) ?? [];
  if (element === undefined) throw new Error(`${type} has no elements.`);
  return element;
}

/** Numbers of a scalar (1) or vector. */
export function componentsOf(type: TypeName): number {
  const [, count] = /^vec(\d)</.exec(type) ?? [];
  return count === undefined ? 1 : Number(count);
}

/** Numbers in a value of a type. */
export function lengthOf(type: TypeName): number {
  return type.startsWith("array") ? Number(/,(\d+)>$/.exec(type)![1]) * componentsOf(elementOf(type)) : componentsOf(type);
}

export const isVector = (type: TypeName): boolean => type.startsWith("vec");
export const isComposite = (type: TypeName): boolean => isVector(type) || type.startsWith("array");
/** Type of the numbers in a scalar or vector. */
export const scalarOf = (type: TypeName): TypeName => (isVector(type) ? elementOf(type) : type);

/** The zero of a type. */
export function zeroOf(type: TypeName): string {
  if (type === "bool") return "false";
  if (!isComposite(type)) return "0";
  const [, length] = /,(\d+)>$/.exec(type) ?? [], count = isVector(type) ? componentsOf(type) : Number(length);
  return `Array.from({ length: ${count} }, () => ${zeroOf(elementOf(type))})`;
}

/** JavaScript of an operation on two scalars of a type. */
export function scalarOperation(operator: string, type: TypeName, a: string, b: string): string {
  if (["<", ">", "<=", ">=", "&&", "||"].includes(operator)) return `(${a} ${operator} ${b})`;
  if (operator === "==" || operator === "!=") return `(${a} ${operator}= ${b})`;
  if (type === "f32") return `fround(${a} ${operator} ${b})`;
  if (type === "bool") return `(${a} ${operator} ${b})`;
  const product = operator === "*" ? `Math.imul(${a}, ${b})` : `(${a} ${operator} ${b})`;
  return type === "i32" ? `(${product} | 0)` : `(${product} >>> 0)`;
}

/** JavaScript of a number turned into another type of numbers. */
export function converted(js: string, to: TypeName): string {
  if (to === "f32") return `fround(${js})`;
  return to === "i32" ? `(${js} | 0)` : `(${js} >>> 0)`;
}
