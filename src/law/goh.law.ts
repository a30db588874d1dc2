import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

export const goh: Law = {
  name: "goh",
  title: "Gasser–Ogden–Holzapfel: isotropic ground and dispersed fibre families that carry tension only",
  citation: "gasser2006",
  parameters: [
    { name: "c", unit: "stress", meaning: "shear modulus of the ground", min: 0, exclusive: true },
    { name: "k1", unit: "stress", meaning: "fibre stiffness", min: 0 },
    { name: "k2", unit: "1", meaning: "fibre stiffening", min: 0, exclusive: true },
    { name: "kappa", unit: "1", meaning: "fibre dispersion: 0 aligned, 1/3 isotropic", min: 0, max: 1 / 3, default: 0 },
    bulk,
  ],
  directions: { min: 1, max: 8 },
  angle: true,
  choices: [volumetric, {
    name: "isochoric",
    meaning: "whether fibres see the isochoric stretch or the full one",
    values: [
      { value: true, id: "isochoric", definitions: "I4f = I4b_a;" },
      { value: false, id: "full", definitions: "I4f = I4_a;" },
    ],
  }],
  energy: "c/2*(I1b - 3) + families(k1/(2*k2)*(exp(k2*pos(kappa*(I1b - 3) + (1 - 3*kappa)*(I4f - 1))^2) - 1)) + U",
  example: { c: 0.003, k1: 0.00236, k2: 0.84, kappa: 0.1, angle: 29, bulk: 1 },
};
