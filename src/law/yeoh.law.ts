import type { Law } from "./law.js";
import { bulk, volumetric } from "./volumetric.js";

export const yeoh: Law = {
  name: "yeoh",
  title: "Yeoh, three terms, isochoric",
  citation: "yeoh1993",
  parameters: [
    { name: "c1", unit: "stress", meaning: "linear coefficient: half the initial shear modulus", min: 0, exclusive: true },
    { name: "c2", unit: "stress", meaning: "quadratic coefficient", default: 0 },
    { name: "c3", unit: "stress", meaning: "cubic coefficient", default: 0 },
    bulk,
  ],
  directions: { min: 0, max: 0 },
  choices: [volumetric],
  energy: "x = I1b - 3; c1*x + c2*x^2 + c3*x^3 + U",
  example: { c1: 0.2, c2: -0.005, c3: 0.002, bulk: 100 },
};
