import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

export const mooneyRivlin: Law = {
  name: "mooney-rivlin",
  title: "Mooney–Rivlin, isochoric",
  citation: "mooney1940",
  parameters: [
    { name: "c10", unit: "stress", meaning: "coefficient of the first isochoric invariant" },
    { name: "c01", unit: "stress", meaning: "coefficient of the second isochoric invariant" },
    bulk,
  ],
  checks: [{ quantity: "2*(c10 + c01)", meaning: "initial shear modulus" }],
  directions: { min: 0, max: 0 },
  choices: [volumetric],
  energy: "c10*(I1b - 3) + c01*(I2b - 3) + U",
  example: { c10: 0.4, c01: 0.1, bulk: 100 },
};
