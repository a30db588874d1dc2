/** `twoscale validate`: a surrogate against its RVE at fresh states. */
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { loadKernels } from "../kernels/module.js";
import { folderFiles } from "../platform/files.node.js";
import { validationHtml } from "../study/report/surrogate.js";
import { compare, type Comparison, errorsOf, judge } from "../surrogate/assess.js";
import { checkBelongs, decodeSurrogate } from "../surrogate/file.js";
import { surrogateModel } from "../surrogate/model.js";
import { sample, type Sampled } from "../surrogate/sample.js";
import type { Surrogate } from "../surrogate/surrogate.js";
import { backendOption, type ComputeOptions, countOption, jsonOption, positiveNumber, rangeOption, seedOption, splitPath, threadsOption, volumeOption } from "./options.js";
import { openRve } from "./rve-model.js";
import { data, tell } from "./terminal.js";

interface ValidateFlags extends ComputeOptions {
  readonly rve: string;
  readonly count: number;
  readonly range?: number;
  readonly volume?: number;
  readonly seed: number;
  readonly tolerance: number;
  readonly report?: string;
}

/** How far the second set of states reaches beyond the first. */
const beyond = 1.5;

/** Adds the verb. */
export function validate(program: Command): void {
  program.command("validate").argument("<surrogate>", "surrogate file")
    .description("errors of a surrogate against its RVE at fresh states, in its range and beyond")
    .requiredOption("--rve <cell>", "RVE file that it was sampled from")
    .addOption(countOption("number of states, in the range and as many up to half as far beyond"))
    .addOption(rangeOption("that of the training")).addOption(volumeOption("that of the training, or half the range"))
    .addOption(seedOption("seed of the sequence; take another than that of the training", 2))
    .option("--tolerance <x>", "relative error of the stress that the guard has to see", positiveNumber("--tolerance", 1), 0.05)
    .option("--report <file.html>", "write plots")
    .addOption(threadsOption()).addOption(backendOption()).addOption(jsonOption())
    .addHelpText("after", `
P, A, W: relative root-mean-square errors. caught: share of the states with a larger error than the tolerance that the guard hands to the
RVE; falseAlarms: share of the others that it hands over, too; trusted: share that the surrogate answers.

Examples:
  twoscale validate cell.surrogate.json --rve cases/cell-2d.yaml --count 200 --range 0.2 --seed 2
  twoscale validate skin.surrogate.json --rve cases/skin-cell.yaml --count 100 --report skin.html --json`)
    .action(validateFile);
}

async function validateFile(path: string, flags: ValidateFlags): Promise<void> {
  const surrogate = await readSurrogate(path);
  const rve = await openRve(flags.rve, flags);
  try {
    checkBelongs(surrogate, rve.hash, path);
    const inside = await against(surrogate, rve, flags, 1);
    const outside = await against(surrogate, rve, flags, beyond);
    const result = { ...verdict(inside, surrogate, flags.tolerance), outside: verdict(outside, surrogate, flags.tolerance) };
    tell(describe("in range", result));
    tell(describe(`up to ${beyond} times the range`, result.outside));
    if (flags.report !== undefined) {
      await folderFiles(dirname(flags.report)).write(basename(flags.report), new TextEncoder().encode(validationHtml(surrogate, { inside, outside, tolerance: flags.tolerance, title: basename(path) })));
    }
    if (flags.json) data(result);
  } finally {
    rve.model.dispose?.();
  }
}

async function readSurrogate(path: string): Promise<Surrogate> {
  const { name, files } = splitPath(path);
  const bytes = await files.read(name);
  if (bytes === undefined) throw new CaseError("E_FILE", `the file "${path}" does not exist.`, { hint: "check the name and the folder." });
  return decodeSurrogate(new TextDecoder().decode(bytes), path);
}

async function against(surrogate: Surrogate, rve: Sampled, { count, range, volume, seed }: ValidateFlags, scale: number): Promise<Comparison> {
  const bounds = { range: range ?? surrogate.sampling.range, volume: volume ?? (range === undefined ? surrogate.sampling.volume : range / 2) };
  const set = await sample(rve, { range: scale * bounds.range, volume: scale * bounds.volume, count: count + 1, seed });
  // The first sample is the state at rest, where a surrogate has no error.
  return compare(surrogateModel(surrogate, await loadKernels()), set.rows.subarray(set.rows.length / (count + 1)), rve.dimension);
}

type Verdict = ReturnType<typeof errorsOf> & ReturnType<typeof judge>;

function verdict(comparison: Comparison, surrogate: Surrogate, tolerance: number): Verdict {
  return { ...errorsOf(comparison), ...judge(comparison, surrogate, tolerance) };
}

function describe(where: string, { P, A, W, trusted, caught, falseAlarms }: Verdict): string {
  const percent = (x: number): string => `${(100 * x).toPrecision(3)} %`;
  return `${where}: P ${percent(P)}, A ${percent(A)}, W ${percent(W)}; trusted ${percent(trusted)}, caught ${percent(caught)}, false alarms ${percent(falseAlarms)}`;
}
