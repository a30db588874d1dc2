/** All keys of the case file in its JSON Schema, by path. */
import { wrappers } from "../../src/study/wrappers.js";

/** The part of JSON Schema that the case file's schema uses. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly items?: Schema | readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/**
 * The schema with every `$ref` replaced by what it names, so that each key can be described for the place where it stands.
 * @throws Error when a reference leads nowhere
 */
export function withoutReferences({ $defs = {}, ...schema }: Schema): Schema {
  const inline = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inline);
    if (typeof part !== "object" || part === null) return part;
    const { $ref, ...rest } = part as Schema;
    const target = $ref === undefined ? {} : $defs[$ref.replace("#/$defs/", "")];
    if (target === undefined) throw new Error(`the schema has a reference ${$ref} that leads nowhere.`);
    return Object.fromEntries(Object.entries({ ...target, ...rest }).map(([key, value]) => [key, key === "$ref" ? value : inline(value)]));
  };
  const resolve = (part: Schema): Schema => {
    const next = inline(part) as Schema;
    return JSON.stringify(next).includes('"$ref"') ? resolve(next) : next;
  };
  return resolve(schema);
}

/** One place where a key is defined. A key may be defined in several, one per variant of the object it stands in. */
export interface Key {
  readonly path: string;
  readonly parent: Record<string, Schema>;
  readonly key: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Keys that are told of although they stand beside the parameters of a law. */
const besideLaws: readonly string[] = wrappers.map(({ key }) => key);

/**
 * Keys from the top down. Lists add nothing to a path, maps add `<name>`; the keys of an RVE are below `rve`. Parameters of laws are left out
 * (docs/reference/laws.md has them), and laws inside an RVE are those of materials.
 */
export function walkKeys(schema: Schema, path = ""): Key[] {
  const { properties } = schema;
  const inner = [...(schema.anyOf ?? schema.oneOf ?? []), ...itemsOf(schema)].flatMap((part) => walkKeys(part, path));
  const mapped = typeof schema.additionalProperties === "object" ? walkKeys(schema.additionalProperties, `${path}.<name>`) : [];
  if (!properties || path.startsWith("rve.phases.")) return [...inner, ...mapped];
  const keys = properties.law && !path.endsWith(".growth") ? Object.keys(properties).filter((key) => key === "law" || besideLaws.includes(key)) : Object.keys(properties);
  const own = keys.flatMap((key): Key[] => {
    const place = short(path === "" ? key : `${path}.${key}`);
    return [{ path: place, parent: properties, key, schema: properties[key], required: schema.required?.includes(key) ?? false }, ...walkKeys(properties[key], /^materials\.<name>\.(guard\.)?rve$/.test(place) ? "rve" : place)];
  });
  return [...own, ...inner, ...mapped];
}

function short(path: string): string {
  return path.replace("materials.<name>.rve.", "rve.");
}

/** Schemas of the items of a list. */
export function itemsOf({ items }: Schema): readonly Schema[] {
  if (!items) return [];
  return "length" in items ? items : [items];
}
