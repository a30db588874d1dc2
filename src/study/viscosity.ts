/** The key `viscosity` of a material: it relaxes (src/constitutive/viscous.ts). */
import * as v from "valibot";
import { type PronyTerm, viscous } from "../constitutive/viscous.js";
import { exactly, plainNumber, positive, says } from "./schema-parts.js";
import type { Wrapper } from "./wrappers.js";

/** What stands behind the key. */
export interface ViscositySpec {
  readonly terms: readonly PronyTerm[];
}

/** Viscosity as a wrapper of materials. */
export const viscosity: Wrapper<ViscositySpec> = {
  key: "viscosity",
  schema: (system) => exactly({
    terms: v.pipe(
      v.array(exactly({ g: v.pipe(plainNumber("0.5"), v.minValue(0, says("at least 0", "give the stiffness of the branch over that of the material."))), tau: positive("time", system) })),
      v.minLength(1, says("a list with at least one term", "write for instance [{ g: 0.5, tau: 10 }].")),
    ),
  }),
  states: () => [],
  tangent: () => "lost",
  wrap: ({ model, writers }, { terms }) => ({ model: viscous(model, terms), writers }),
};
