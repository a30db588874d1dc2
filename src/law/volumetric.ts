/** Parts that several laws share: the volumetric energy U(J) with its three forms, and its modulus. */
import type { LawChoice, LawParameter } from "./law.js";

export const bulk: LawParameter = { name: "bulk", unit: "stress", meaning: "bulk modulus", min: 0, exclusive: true };

export const volumetric: LawChoice = {
  name: "volumetric",
  meaning: "form of the volumetric energy U(J)",
  values: [
    { value: "mixed", id: "mixed", definitions: "U = bulk/4*(J^2 - 1 - 2*log(J));" },
    { value: "log", id: "log", definitions: "U = bulk/2*log(J)^2;" },
    { value: "quad", id: "quad", definitions: "U = bulk/2*(J - 1)^2;" },
  ],
};
