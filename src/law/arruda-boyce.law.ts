import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

export const arrudaBoyce: Law = {
  name: "arruda-boyce",
  title: "Arruda–Boyce eight-chain model, five terms, isochoric",
  citation: "arruda1993",
  parameters: [
    { name: "mu", unit: "stress", meaning: "modulus of the chain network", min: 0, exclusive: true },
    { name: "lambdaM", unit: "1", meaning: "locking stretch of a chain", min: 1, exclusive: true },
    bulk,
  ],
  directions: { min: 0, max: 0 },
  choices: [volumetric],
  // I1b^i - 3^i in powers of I1b - 3, so that the energy keeps its digits at small strain.
  energy: `x = I1b - 3; q = 1/lambdaM^2;
    mu*x*(1/2 + q*((6 + x)/20 + q*(11/1050*(27 + x*(9 + x)) + q*(19/7000*(108 + x*(54 + x*(12 + x)))
      + q*519/673750*(405 + x*(270 + x*(90 + x*(15 + x)))))))) + U`,
  example: { mu: 0.3, lambdaM: 2.5, bulk: 100 },
};
