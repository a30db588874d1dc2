import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

/**
 * Q = bf Eff² + bt (Ess² + Enn² + 2 Esn²) + 2 bfs (Efs² + Efn²), written without s and n, which transverse isotropy
 * leaves open: Ess² + Enn² + 2 Esn² = tr E² - 2 f·E²f + Eff² and Efs² + Efn² = f·E²f - Eff².
 */
export const fung: Law = {
  name: "fung",
  title: "Fung exponential, transversely isotropic (Guccione form)",
  citation: "guccione1991",
  parameters: [
    { name: "c", unit: "stress", meaning: "scale of the energy", min: 0, exclusive: true },
    { name: "bf", unit: "1", meaning: "stiffening along the fibre", min: 0 },
    { name: "bt", unit: "1", meaning: "stiffening across the fibre", min: 0 },
    { name: "bfs", unit: "1", meaning: "stiffening in shear between the fibre and its cross section", min: 0 },
    bulk,
  ],
  directions: { min: 1, max: 1 },
  choices: [volumetric, {
    name: "isochoric",
    meaning: "whether Q is made of the isochoric strain or of E itself",
    values: [
      { value: true, id: "isochoric", definitions: "along = Ebff^2; fibre = EEbff; square = trEb2;" },
      { value: false, id: "full", definitions: "along = Eff^2; fibre = EEff; square = trE2;" },
    ],
  }],
  energy: "c/2*(exp(bf*along + bt*(square - 2*fibre + along) + 2*bfs*(fibre - along)) - 1) + U",
  example: { c: 0.0009, bf: 18.5, bt: 3.6, bfs: 1.6, direction: [1, 0, 0], bulk: 1 },
};
