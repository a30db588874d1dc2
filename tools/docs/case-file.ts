/** docs/reference/case-file.md from the JSON Schema of the case file. */

import { table } from "./markdown.js";

/** The part of JSON Schema that the case file's schema uses. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Rows of one table: key path, kind of value, what it does. */
type Row = readonly [key: string, kind: string, text: string];

/** Tables of all keys: one for the top level, one for each key that holds an object or a list of objects. */
export function keyTables(schema: Schema, title: string): string {
  const resolve = (part: Schema): Schema => (part.$ref ? lookUp(schema, part.$ref) : part);
  return tablesOf(resolve(schema), title, 2, resolve).join("\n");
}

function lookUp(root: Schema, reference: string): Schema {
  const name = reference.split("/").at(-1) ?? "";
  const found = root.$defs?.[name] ?? root.definitions?.[name];
  if (!found) throw new Error(`schema: ${reference} leads nowhere.`);
  return found;
}

function tablesOf(schema: Schema, path: string, level: number, resolve: (part: Schema) => Schema): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const rows = properties.map(([key, part]): Row => [`\`${key}\`${schema.required?.includes(key) ? " *" : ""}`, kindOf(part, resolve), textOf(resolve(part))]);
  const own = rows.length > 0 ? [`${"#".repeat(Math.min(level, 5))} ${path}\n`, `${table(["key", "value", ""], rows)}\n`] : [];
  return [...own, ...properties.flatMap(([key, part]) => objectsIn(part, resolve).flatMap((object) => tablesOf(object, `${path} → \`${key}\`${variant(object)}`, level + 1, resolve)))];
}

/** Objects that a value may be, or that its list or its map may hold. */
function objectsIn(part: Schema, resolve: (part: Schema) => Schema): Schema[] {
  const schema = resolve(part);
  if (schema.properties) return [schema];
  const inner = [...(schema.anyOf ?? schema.oneOf ?? []), ...itemsOf(schema), ...(typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [])];
  return inner.flatMap((one) => objectsIn(one, resolve));
}

function itemsOf(schema: Schema): readonly Schema[] {
  if (schema.prefixItems) return schema.prefixItems;
  if (!schema.items) return [];
  return Array.isArray(schema.items) ? (schema.items as readonly Schema[]) : [schema.items as Schema];
}

/** Names one object of several by its title, or by its first required key. */
function variant(schema: Schema): string {
  const name = schema.title ?? schema.required?.[0];
  return name ? ` (${name})` : "";
}

function kindOf(part: Schema, resolve: (part: Schema) => Schema): string {
  const schema = resolve(part);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map((option) => kindOf(option, resolve)))].join(" or ");
  if (schema.type === "array") return listKind(schema, resolve);
  if (schema.type === "object") return typeof schema.additionalProperties === "object" ? `map of ${kindOf(schema.additionalProperties, resolve)}` : "object";
  return `${[schema.type ?? "any"].flat().join(" or ")}${limits(schema)}`;
}

function listKind(schema: Schema, resolve: (part: Schema) => Schema): string {
  const kinds = [...new Set(itemsOf(schema).map((item) => kindOf(item, resolve)))].join(", ");
  const count = schema.minItems !== undefined && schema.minItems === schema.maxItems ? `${schema.minItems} × ` : "list of ";
  return count + (kinds || "any");
}

function limits({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const lower = exclusiveMinimum !== undefined ? ` > ${exclusiveMinimum}` : minimum !== undefined ? ` ≥ ${minimum}` : "";
  const upper = maximum !== undefined ? ` ≤ ${maximum}` : "";
  return lower + upper;
}

function textOf(schema: Schema): string {
  const standard = schema.default !== undefined ? `Default \`${JSON.stringify(schema.default)}\`.` : "";
  return [schema.description ?? "", standard].filter((text) => text !== "").join(" ");
}
