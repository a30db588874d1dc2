/** Schema of a material: a law, a user's formula, an RVE or a surrogate, and what may be wrapped round any of them. */
import * as v from "valibot";
import { fieldDirectionEntries, lawSchema } from "./schema-law.js";
import { byKey, choose, exactly, oneOf, positiveNumber, says, text, whole } from "./schema-parts.js";
import { rveSchema } from "./schema-rve.js";
import type { UnitSystem } from "./units.js";
import { wrapperEntries } from "./wrappers.js";

/** Who solves an RVE. */
export const backends = ["auto", "wasm", "webgpu", "reference"] as const;
export type Backend = (typeof backends)[number];

/** A folder inside that of the results: no way out of it. */
const folderName = v.pipe(text("solved"), v.regex(/^[A-Za-z0-9_-]+$/, says("a name of letters, digits, - and _", "write for instance solved.")));

/** A material of a case file. */
export function materialSchema(system: UnitSystem) {
  const file = text("cell.yaml");
  const beside = wrapperEntries(system);
  const law = lawSchema(system, beside, fieldDirectionEntries);
  const inline = rveSchema(system);
  const fileOrInline = choose<typeof file | typeof inline>((input) => (typeof input === "object" && input !== null ? inline : file), [file, inline]);
  return byKey<v.GenericSchema>({
    rve: exactly({
      rve: fileOrInline,
      backend: v.optional(oneOf(backends), "auto"),
      learn: v.optional(exactly({ tolerance: v.optional(positiveNumber("0.01"), 0.01), seed: v.optional(whole(0, 1), 1) })),
      ...beside,
    }),
    surrogate: exactly({
      surrogate: text("cell.surrogate.json"),
      guard: v.optional(exactly({ rve: fileOrInline, tolerance: v.optional(positiveNumber("0.02"), 0.02), backend: v.optional(oneOf(backends), "auto"), save: v.optional(folderName) })),
      ...beside,
    }),
    law,
    formula: law,
  }, "a material");
}
