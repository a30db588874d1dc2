/** docs/reference/growth.md from the growth laws. */
import { growthLaws, type GrowthMode, type GrowthParameter, type GrowthRate } from "../../src/growth/index.js";
import { pageHead, table } from "./markdown.js";

const introduction = `
A material grows with the key \`growth\` beside its own: \`tissue: { law: neo-hookean, mu: 0.74, lambda: 0.544, growth: { law: area-homeostatic, rate: 1.09, threshold: 1.198,
normal: [0, 0, 1] } }\`; likewise with a formula or an RVE. A growth law is *what grows* and *how fast*, joined by a dash. F = Fe Fg, the material sees Fe, and
P = Pe Fg⁻ᵀ ([theory](../theory.md)). Rates are in 1/time of the case (per day by default), or carry their unit: \`rate: 0.0453 1/h\`.

Results hold the states \`theta\` (what has grown), \`thetaE\` (the elastic part, total over grown) and \`growthRate\` (of theta), and for directional laws \`growthStretch\`,
one number per direction. Probes read them by name.
`;

/** The page. */
export function growthPage(): string {
  const modes = [...new Set(growthLaws.map(({ mode }) => mode))], rates = [...new Set(growthLaws.map(({ rate }) => rate))];
  return [
    pageHead("Growth laws", "src/growth/mode.ts and rate.ts"), introduction,
    "## What grows\n", table(["name", "", "directions", ""], modes.map(modeRow)), "",
    "## How fast\n",
    "g is what has grown (1 at the start), s the stimulus: the elastic stretch total/g, unless `stimulus` names a quantity that the material inside returns (laws with one growth variable).\n",
    ...rates.map(rateSection),
  ].join("\n");
}

function modeRow({ name, meaning, directions, variables, citation }: GrowthMode): string[] {
  const key = directions.length === 0 ? "none" : directions.length === 1 ? `\`${directions[0]}\`` : "`directions`, two at right angles";
  return [`\`${name}\``, `${meaning} [[${citation}](../references.bib)]`, key, variables === 1 ? "one growth variable" : "two: parameters may be lists of two"];
}

function rateSection({ name, formula, meaning, citation, parameters }: GrowthRate): string {
  return [`### ${name}\n`, `${meaning[0].toUpperCase()}${meaning.slice(1)} [[${citation}](../references.bib)].\n`, "```text", formula, "```\n", table(["parameter", "unit", "range", "default", ""], parameters.map(parameterRow)), ""].join("\n");
}

function parameterRow({ name, quantity, above, least, default: standard, meaning }: GrowthParameter): string[] {
  const range = above !== undefined ? `> ${above}` : least !== undefined ? `≥ ${least}` : "";
  const unit = { time: "time", rate: "1/time", number: "1" }[quantity];
  return [`\`${name}\``, unit, range, standard === undefined ? "" : String(standard), meaning];
}
