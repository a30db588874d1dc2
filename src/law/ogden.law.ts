import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

/** tr C̄^(α/2) is the sum of the isochoric principal stretches to the power α. */
export const ogden: Law = {
  name: "ogden",
  title: "Ogden, isochoric principal stretches",
  citation: "ogden1972",
  parameters: [
    { name: "mu", unit: "stress", meaning: "moduli of the terms; their sum is the initial shear modulus", list: true },
    { name: "alpha", unit: "1", meaning: "exponents of the terms, none zero", nonzero: true, list: true },
    bulk,
  ],
  checks: [{ quantity: "terms(mu_k)", meaning: "initial shear modulus" }],
  directions: { min: 0, max: 0 },
  choices: [volumetric],
  energy: "terms(2*mu_k/alpha_k^2*(trCbp(alpha_k/2) - 3)) + U",
  example: { mu: [0.41, 0.003, 0.01], alpha: [1.3, 5, -2], bulk: 100 },
};
