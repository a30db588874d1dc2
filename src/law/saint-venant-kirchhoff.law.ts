import type { Law } from "./law.js";
import { elasticConstants, lame } from "./linear-elastic.js";

export const saintVenantKirchhoff: Law = {
  name: "saint-venant-kirchhoff",
  title: "Saint Venant–Kirchhoff (large rotations, small strains; softens in compression)",
  citation: "bonet2008",
  parameters: lame,
  alternatives: [elasticConstants],
  checks: [{ quantity: "lambda + 2*mu/3", meaning: "bulk modulus" }],
  directions: { min: 0, max: 0 },
  choices: [],
  energy: "lambda/2*trE^2 + mu*trE2",
  example: { mu: 1, lambda: 2 },
};
