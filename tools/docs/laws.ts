/** docs/reference/laws.md from the catalogue of laws. */
import { laws } from "../../src/law/catalogue.js";
import type { Law, LawParameter } from "../../src/law/law.js";
import { pageHead, table } from "./markdown.js";

const introduction = `
A law is named in the case file, with its parameters beside it: \`{ law: neo-hookean, mu: 1, lambda: 2 }\`. Parameters of unit *stress* are in the unit of the case (default
MPa), or carry their own: \`mu: 80 kPa\`. The energy is per reference volume; its names are explained in [formula.md](formula.md). For an energy that is not here, use
[\`formula\`](../how-to/write-a-law.md).

$\\bar I_1, \\bar I_2$ (\`I1b\`, \`I2b\`) are the invariants of the isochoric part of C.
`;

/** The page. */
export function lawsPage(): string {
  return [pageHead("Laws", "src/law/*.law.ts"), introduction, ...laws.map(section)].join("\n");
}

function section(law: Law): string {
  const parameters = table(["parameter", "unit", "range", "default", ""], law.parameters.map(parameterRow));
  const alternatives = (law.alternatives ?? []).map((one) => `or, instead of ${namesOf(Object.keys(one.gives))}:\n\n${table(["parameter", "unit", "range", "default", ""], one.parameters.map(parameterRow))}\n`);
  const facts = [...directionFacts(law), ...(law.checks ?? []).map(({ quantity, meaning }) => `- \`${quantity}\` (${meaning}) must be positive.`), ...law.choices.map(choiceFact)];
  return [`## ${law.name}\n`, `${capital(law.title)} [[${law.citation}](../references.bib)].\n`, "```text", `W = ${law.energy}`, "```\n", `${parameters}\n`, ...alternatives, ...facts, ""].join("\n");
}

function parameterRow(parameter: LawParameter): string[] {
  const { name, unit, meaning, list } = parameter;
  return [`\`${name}\``, unit, rangeOf(parameter), parameter.default === undefined ? "" : String(parameter.default), list ? `${meaning} (a list)` : meaning];
}

function rangeOf({ min, max, exclusive, nonzero }: LawParameter): string {
  const lower = min === undefined ? "" : `${exclusive ? ">" : "≥"} ${short(min)}`;
  const upper = max === undefined ? "" : `${exclusive ? "<" : "≤"} ${short(max)}`;
  return [lower, upper, nonzero ? "≠ 0" : ""].filter((text) => text !== "").join(", ");
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function directionFacts({ directions: { min, max }, angle }: Law): string[] {
  if (max === 0) return [];
  const count = max === 1 ? "`direction: [x, y, z]`, one vector of any length" : `\`directions: [[x, y, z], …]\`, ${min} to ${max} vectors of any length`;
  return [`- ${count}${angle ? "; or `angle`, in degrees: two families at ± this angle from x in the xy plane" : ""}.`];
}

function choiceFact({ name, meaning, values }: Law["choices"][number]): string {
  const list = values.map(({ value, definitions }, i) => `\`${String(value)}\`${i === 0 ? " (default)" : ""}: \`${definitions}\``).join("; ");
  return `- \`${name}\`, ${meaning}: ${list}`;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
