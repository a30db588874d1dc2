/** `twoscale localize`: the micro fields at a point of a finished run. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { folderFiles } from "../platform/files.node.js";
import { stability } from "../homogenize/stability.js";
import { loadCase } from "../study/create.js";
import { localizeRun, microVtu } from "../study/localize.js";
import { readManifest } from "../study/verify.js";
import { given, jsonOption, splitPath } from "./options.js";
import { readWaves, stabilityText, wavesHelp } from "./stability.js";
import { data, tell } from "./terminal.js";

interface LocalizeFlags {
  readonly cell: number;
  readonly point: number;
  readonly time?: number;
  readonly out: string;
  readonly case?: string;
  readonly stability?: boolean;
  readonly waves?: readonly number[];
  readonly json?: boolean;
}

/** Adds the verb. */
export function localize(program: Command): void {
  program.command("localize").argument("<dir>", "folder of results")
    .description("micro fields of the RVE at a Gauss point of a finished run, as .vtu for ParaView")
    .requiredOption("--cell <n>", "cell of the mesh, from 0", (text) => readNumber("--cell", text))
    .option("--point <n>", "Gauss point of the cell, from 0", (text) => readNumber("--point", text), 0)
    .option("--time <t>", "a time that was written (default: the last one)", (text) => readNumber("--time", text))
    .requiredOption("--out <file>", "name of the .vtu file")
    .option("--stability", "look for unstable modes of the cell there, of twice the cell, and for loss of ellipticity")
    .option("--waves <cells>", wavesHelp, readWaves)
    .option("--case <file>", "case file, when it is not where it was")
    .addOption(jsonOption())
    .addHelpText("after", `
At the last time the fields are those of the run, from its checkpoint; at an earlier one the RVE is solved again at F of the point.

Examples:
  twoscale localize results/strip --cell 12 --out micro.vtu
  twoscale localize results/strip --cell 12 --out micro.vtu --stability
  twoscale localize results/strip --cell 12 --point 0 --time 0.5 --out micro.vtu --json`)
    .action(localizePoint);
}

async function localizePoint(folder: string, { cell, point, time, out, ...flags }: LocalizeFlags): Promise<void> {
  const store = folderFiles(folder);
  const { caseFile } = await readManifest(store);
  const path = flags.case ?? (caseFile === undefined ? undefined : resolve(folder, caseFile));
  if (path === undefined) throw new CaseError("E_FILE", "manifest.json names no case file.", { hint: "name it with --case." });
  const { name, files } = splitPath(path);
  const answer = await localizeRun(await loadCase(name, files), store, { cell, point, ...given({ time }) });
  const target = splitPath(out);
  await target.files.write(target.name, microVtu(answer.fields, answer.time));
  const largest = answer.fields.J.reduce((most, J) => Math.max(most, J), 0);
  tell(`${out}: cell ${cell}, point ${point}, time ${answer.time} (${answer.source}); F = ${Array.from(answer.F, (f) => f.toPrecision(6)).join(" ")}; J up to ${largest.toPrecision(4)}`);
  const found = flags.stability === true || flags.waves ? await stability(answer.rve, answer.F, flags.waves) : undefined;
  if (found) tell(stabilityText(found));
  if (flags.json) data({ time: answer.time, source: answer.source, F: Array.from(answer.F), voxels: answer.fields.J.length, ...given({ stability: found }) });
}

function readNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new CaseError("E_OPTION", `${option} is "${text}", but must be a number.`, { hint: `write for instance ${option} 0.` });
}
