/** docs/reference/case-file.md from the JSON Schema of the case file. */
import { readFileSync } from "node:fs";
import { pageHead, table } from "./markdown.js";
import { itemsOf, type Schema, walkKeys } from "./schema-walk.js";

const introduction = `
YAML or JSON, for \`twoscale run\` and \`twoscale check\`. A key that is not here is refused with its place and the nearest key that is. Quantities are numbers in the unit system
of \`units\`, or text with a unit, such as \`80 kPa\`. For completion in an editor, put this in the first line:

\`\`\`text
# yaml-language-server: $schema=node_modules/twoscale/dist/case.schema.json
\`\`\`

Keys marked * are required; where a group has several forms (a mesh is a file or a box), those of one form.
`;

const rveIntroduction = `
The file that \`materials.<name>.rve\` names, and the input of \`twoscale homogenize\`, has these keys below \`rve:\`; beside it may stand \`title\` and \`units\`. They may
also be written in the case file itself. Lengths are in the unit of the file.
`;

interface Row {
  readonly path: string;
  readonly required: boolean;
  readonly kinds: readonly string[];
  readonly text: string;
}

/** The page. @param schemaPath the JSON Schema that the build writes */
export function caseFilePage(schemaPath: string): string {
  const rows = mergeRows(JSON.parse(readFileSync(schemaPath, "utf8")) as Schema);
  const sections = [...new Set(rows.map(({ path }) => path.split(".")[0]))];
  const alone = sections.filter((name) => rows.filter(({ path }) => path.split(".")[0] === name).length === 1);
  const parts = sections.filter((name) => !alone.includes(name)).map((name) => section(name, rows.filter(({ path }) => path.split(".")[0] === name)));
  return [pageHead("The case file", "the schema, src/study/schema-*.ts"), introduction, section("General", rows.filter(({ path }) => alone.includes(path))), ...parts].join("\n");
}

function section(name: string, rows: readonly Row[]): string {
  const cells = rows.map(({ path, required, kinds, text }) => [`\`${path}\`${required ? " *" : ""}`, kinds.join(" or "), text]);
  const [title, introduced] = name === "rve" ? ["An RVE", rveIntroduction] : [name, ""];
  return `## ${title}\n${introduced}\n${table(["key", "value", ""], cells)}\n`;
}

/** One row per path; the kinds of all its variants. */
function mergeRows(schema: Schema): Row[] {
  const rows = new Map<string, Row>();
  for (const { path, schema: part, required } of walkKeys(schema)) {
    const before = rows.get(path);
    const kinds = [...new Set([...(before?.kinds ?? []), kindOf(part)])];
    rows.set(path, { path, kinds, required: required && (before?.required ?? true), text: textOf(part) });
  }
  return [...rows.values()];
}

function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const).replaceAll('"', "")}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kindOf))].join(" or ");
  if (schema.type === "array") return `list of ${[...new Set(itemsOf(schema).map(kindOf))].join(", ")}`;
  if (schema.type === "object") return typeof schema.additionalProperties === "object" ? `map of ${kindOf(schema.additionalProperties)}` : "group";
  return `${schema.type ?? "any"}${schema.minimum === undefined ? "" : ` ≥ ${schema.minimum}`}`.replace("string", "text");
}

function textOf({ description = "", default: standard }: Schema): string {
  const isTold = standard === undefined || (typeof standard === "object" && Object.keys(standard as object).length === 0);
  return isTold ? description : `${description} Default \`${JSON.stringify(standard).replaceAll('"', "")}\`.`;
}
