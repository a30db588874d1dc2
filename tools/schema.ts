/** Writes the JSON Schema of the case file, for editors: npx tsx tools/schema.ts dist/case.schema.json */
import { writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { caseSchema } from "../src/study/schema-case.js";
import { unitSystem } from "../src/study/units.js";
import { describeKeys } from "./docs/case-keys.js";
import type { Schema } from "./docs/schema-walk.js";

const [target = "dist/case.schema.json"] = process.argv.slice(2);

// Conversions of units and comparisons between entries have no words in JSON Schema; they are left to the program.
const schema = toJsonSchema(caseSchema(unitSystem("mm-N-MPa")), { typeMode: "input", errorMode: "ignore" });
const described = {
  $id: "twoscale/case.schema.json", title: "twoscale case",
  description: "A macro problem for `twoscale run` (YAML or JSON). Quantities are numbers in the unit system of `units`, or text such as \"80 kPa\".",
};
writeFileSync(target, `${JSON.stringify({ ...describeKeys(schema as Schema), ...described }, undefined, 2)}\n`);
