/**
 * FE² skin (cases/skin-cell.yaml) against its surrogate (cases/skin.surrogate.json) on the same expansion, 60 ml over a rectangle of 40 × 60 mm:
 * `npx tsx bench/growth/fe2.ts [cells] [days] [threads] [layers]`. Without arguments 6 × 6 × 1 cells and seven days, for which the RVE takes minutes of processor time.
 * `--surrogate-only` leaves the RVE out; with `--keep FOLDER` a run of the RVE that was ended is continued by the same command. Prints a line of JSON for each side and one for their differences.
 */
import { parseArgs } from "node:util";
import type { ExpansionOptions } from "../../src/index.js";
import { folderFiles } from "../../src/platform/files.node.js";
import { differences, type Outcome, solveExpansion } from "./pair.js";

const { values: { "surrogate-only": alone, keep }, positionals } = parseArgs({ allowPositionals: true, options: { "surrogate-only": { type: "boolean" }, keep: { type: "string" } } });
const [n = 6, days = 7, threads = 2, layers = n >= 20 ? 2 : 1] = positionals.map(Number);
const files = folderFiles("cases"), options: ExpansionOptions = { cells: [n, n, layers], days };

function print(what: string, { theta, probes, ...costs }: Outcome): void {
  console.log(JSON.stringify({ what, cells: theta.length, ...costs, probes }));
}

const fast = await solveExpansion({ ...options, material: { surrogate: "skin.surrogate.json" } }, files, { threads });
print("surrogate", fast);
if (!alone) {
  const exact = await solveExpansion({ ...options, material: { rve: "skin-cell.yaml" } }, files, { threads, ...(keep === undefined ? {} : { results: folderFiles(keep) }) });
  print("rve", exact);
  console.log(JSON.stringify({ what: "differences", ...differences(fast, exact, 2400) }));
}
