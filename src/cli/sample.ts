/** `twoscale sample`: training data of a surrogate. */
import type { Command } from "commander";
import { SurrogateError } from "../core/errors.js";
import { loadKernels } from "../kernels/module.js";
import { folderFiles } from "../platform/files.node.js";
import { sampleActively } from "../surrogate/active.js";
import { samplesHtml } from "../study/report/surrogate.js";
import { readSamples, writeSamples } from "../surrogate/data-file.js";
import { sample as sampleRve, type Sampled, type SampleOptions } from "../surrogate/sample.js";
import { sampleCount, type SampleSet } from "../surrogate/samples.js";
import { onInterrupt } from "./interrupt.js";
import { backendOption, type ComputeOptions, countOption, given, jsonOption, rangeOption, seedOption, threadsOption, volumeOption } from "./options.js";
import { openRve } from "./rve-model.js";
import { data, tell } from "./terminal.js";

interface SampleFlags extends ComputeOptions {
  readonly count: number;
  readonly range: number;
  readonly volume?: number;
  readonly seed: number;
  readonly active?: boolean;
  readonly out: string;
}

/** Adds the verb. */
export function sample(program: Command): void {
  program.command("sample").argument("<cell>", "RVE file (YAML or JSON)")
    .description("training data of a surrogate: the RVE solved at stretches spread evenly over a range")
    .addOption(countOption("number of samples")).addOption(rangeOption().default(0.2)).addOption(volumeOption("half the range"))
    .addOption(seedOption("seed of the sequence", 1))
    .option("--active", "choose two thirds of the samples, a batch at a time, far from those so far and where networks trained on them disagree")
    .requiredOption("--out <dir>", "folder for samples.json, samples.bin and samples.html (a report); samples that are there already are kept")
    .addOption(threadsOption()).addOption(backendOption()).addOption(jsonOption())
    .addHelpText("after", `
Samples that are in the folder are not solved again: the same command after Ctrl-C goes on, a larger --count adds to them.

Examples:
  twoscale sample cases/cell-2d.yaml --count 200 --range 0.2 --seed 1 --out results/samples
  twoscale sample cases/wavy-cell.yaml --count 120 --active --out results/chosen
  twoscale sample cases/skin-cell.yaml --count 1000 --out results/skin-samples --json`)
    .action(sampleCell);
}

async function sampleCell(path: string, flags: SampleFlags): Promise<void> {
  const store = folderFiles(flags.out);
  const before = await readSamples(store);
  const rve = await openRve(path, flags);
  const interrupt = onInterrupt(() => tell("\ninterrupted: the same command goes on from here"));
  const start = performance.now();
  try {
    if (before) checkSame(before, rve, flags);
    const onBatch = async (set: SampleSet): Promise<void> => {
      await writeSamples(store, set);
      tell(`  ${sampleCount(set)} of ${flags.count} samples, ${set.failed.length} not reached, ${rate(sampleCount(set) - (before ? sampleCount(before) : 0), start)}`);
    };
    const options: SampleOptions = { ...given({ count: flags.count, range: flags.range, volume: flags.volume, seed: flags.seed, resume: before }), signal: interrupt.signal, onBatch };
    const set = flags.active ? await sampleActively(rve, await loadKernels(), options) : await sampleRve(rve, options);
    await store.write("samples.html", new TextEncoder().encode(samplesHtml(set)));
    for (const { index, reached, status } of set.failed) tell(`  sample ${index} (${status}) was reached to ${Math.round(100 * reached)} % of its log U; that state is kept`);
    tell(`${sampleCount(set)} samples in ${flags.out}`);
    const fresh = sampleCount(set) - (before ? sampleCount(before) : 0);
    if (flags.json) data({ count: sampleCount(set), solved: fresh, failed: set.failed, mirrors: set.mirrors, seconds: (performance.now() - start) / 1000 });
  } finally {
    interrupt.release();
    rve.model.dispose?.();
  }
}

function rate(count: number, start: number): string {
  return `${((1000 * count) / (performance.now() - start)).toFixed(1)} per second`;
}

/** Samples of other options would be mixed with those that are there. */
function checkSame({ rve, sampling }: SampleSet, { hash }: Sampled, { out, range, volume = range / 2, seed, active }: SampleFlags): void {
  const different = [rve === hash ? "" : "the RVE", sampling.range === range ? "" : "--range", sampling.volume === volume ? "" : "--volume", sampling.seed === seed ? "" : "--seed", (sampling.active !== undefined) === (active ?? false) ? "" : "--active"].filter((name) => name !== "");
  if (different.length === 0) return;
  throw new SurrogateError("E_SAMPLES", `${out} holds samples of another ${different.join(", ")} (range ${sampling.range}, volume ${sampling.volume}, seed ${sampling.seed}).`, {
    hint: "use the same options, or another --out.", details: { different },
  });
}
