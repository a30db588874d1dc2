/**
 * FE² skin (cases/skin-cell.yaml) against its surrogate (cases/skin.surrogate.json) on the same expansion, 60 ml over a rectangle of 40 × 60 mm:
 * `npx tsx bench/growth/fe2.ts [cells] [days] [threads]`. Without arguments 6 × 6 × 1 cells and seven days, for which the RVE takes minutes of processor time.
 * `--surrogate-only` leaves the RVE out. Prints a line of JSON for each side and one for their differences.
 */
import type { ExpansionOptions } from "../../src/index.js";
import { folderFiles } from "../../src/platform/files.node.js";
import { differences, type Outcome, solveExpansion } from "./pair.js";

const [n = 6, days = 7, threads = 2] = process.argv.slice(2).filter((word) => !word.startsWith("--")).map(Number);
const files = folderFiles("cases"), options: ExpansionOptions = { cells: [n, n, n >= 20 ? 2 : 1], days };

function print(what: string, { theta, probes, ...costs }: Outcome): void {
  console.log(JSON.stringify({ what, cells: theta.length, ...costs, probes }));
}

const fast = await solveExpansion({ ...options, material: { surrogate: "skin.surrogate.json" } }, files, threads);
print("surrogate", fast);
if (!process.argv.includes("--surrogate-only")) {
  const exact = await solveExpansion({ ...options, material: { rve: "skin-cell.yaml" } }, files, threads);
  print("rve", exact);
  console.log(JSON.stringify({ what: "differences", ...differences(fast, exact, 2400) }));
}
