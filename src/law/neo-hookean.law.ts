import type { Law } from "./law.js";
import { elasticConstants, lame } from "./linear-elastic.js";

export const neoHookean: Law = {
  name: "neo-hookean",
  title: "compressible neo-Hookean",
  citation: "bonet2008",
  parameters: lame,
  alternatives: [elasticConstants],
  checks: [{ quantity: "lambda + 2*mu/3", meaning: "bulk modulus" }],
  directions: { min: 0, max: 0 },
  choices: [],
  energy: "mu/2*(I1 - 3) - mu*log(J) + lambda/2*log(J)^2",
  example: { mu: 1, lambda: 10 },
};
