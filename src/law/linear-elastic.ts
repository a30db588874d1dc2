/** Lamé's constants and their usual substitutes. */
import type { LawAlternative, LawParameter } from "./law.js";

export const lame: readonly LawParameter[] = [
  { name: "mu", unit: "stress", meaning: "shear modulus", min: 0, exclusive: true },
  { name: "lambda", unit: "stress", meaning: "first Lamé constant" },
];

export const elasticConstants: LawAlternative = {
  parameters: [
    { name: "E", unit: "stress", meaning: "Young's modulus", min: 0, exclusive: true },
    { name: "nu", unit: "1", meaning: "Poisson's ratio", min: -1, max: 0.5, exclusive: true },
  ],
  gives: { mu: "E/(2*(1 + nu))", lambda: "E*nu/((1 + nu)*(1 - 2*nu))" },
};
