import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

export const gent: Law = {
  name: "gent",
  title: "Gent, limited chain extensibility, isochoric",
  citation: "gent1996",
  parameters: [
    { name: "mu", unit: "stress", meaning: "initial shear modulus", min: 0, exclusive: true },
    { name: "Jm", unit: "1", meaning: "limit of I1b - 3, where the stress becomes infinite", min: 0, exclusive: true },
    bulk,
  ],
  directions: { min: 0, max: 0 },
  choices: [volumetric],
  energy: "-mu*Jm/2*log(1 - (I1b - 3)/Jm) + U",
  example: { mu: 0.3, Jm: 5, bulk: 100 },
};
