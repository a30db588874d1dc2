/** From the set-up to a case file, the same that the command line takes. */
import type { Bundle } from "../engine/messages.js";
import type { Setup } from "./setup.js";

/** The case of a set-up. */
export function bundleOf(setup: Setup): Bundle {
  return { main: "expansion.yaml", files: { "expansion.yaml": new TextEncoder().encode(caseText(setup)) } };
}

function caseText({ sheet, thickness, protocol, mu, lambda, cells, steps }: Setup): string {
  const table = protocol.map(([day, ml]) => `[${day}, ${day === 0 && ml === 0 ? 0 : `${ml} ml`}]`).join(", ");
  return `# Made by the twoscale application.
title: Skin over an expander
units: mm-N-MPa
dimension: 3
mesh: { box: { size: [${sheet}, ${sheet}, ${thickness}], cells: [${cells}, ${cells}, 2], element: hex8 } }
materials:
  skin: { law: neo-hookean, mu: ${mu}, lambda: ${lambda} }
regions: { all: skin }
formulation: fbar
boundary:
  - { on: x-, fix: [x, y, z] }
  - { on: x+, fix: [x, y, z] }
  - { on: y-, fix: [x, y, z] }
  - { on: y+, fix: [x, y, z] }
  - { on: z-, volume: [${table}] }
steps: { end: ${protocol.at(-1)?.[0] ?? 1}, count: ${steps} }
probes:
  pressure: { on: z-, field: pressure }
  volume: { on: z-, field: volume }
output: { fields: [u, F, cauchy, J, state], every: 1 }
`;
}
