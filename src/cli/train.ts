/** `twoscale train`: a surrogate from samples. */
import { basename, dirname } from "node:path";
import { Option, type Command } from "commander";
import { CaseError, SurrogateError } from "../core/errors.js";
import { loadKernels } from "../kernels/module.js";
import { folderFiles } from "../platform/files.node.js";
import { trainingHtml } from "../study/report/surrogate.js";
import { readSamples } from "../surrogate/data-file.js";
import { joinSamples } from "../surrogate/keep.js";
import { encodeSurrogate } from "../surrogate/file.js";
import type { NetworkKind } from "../surrogate/fit.js";
import { symmetries, type Symmetry, type SymmetryName } from "../surrogate/structure.js";
import { sampleCount, type SampleSet } from "../surrogate/samples.js";
import { type Trained, trainSurrogate } from "../surrogate/train.js";
import { onInterrupt } from "./interrupt.js";
import { given, jsonOption, positiveNumber, seedOption, wholeNumber } from "./options.js";
import { data, tell } from "./terminal.js";

interface TrainFlags {
  readonly out: string;
  readonly seed: number;
  readonly symmetry?: SymmetryName;
  readonly axis?: readonly number[];
  readonly kind?: NetworkKind | "gp";
  readonly neurons?: number;
  readonly iterations?: number;
  readonly floor?: number;
  readonly json?: boolean;
}

/** Fewer samples than this say nothing about errors. */
const fewest = 20;

/** Adds the verb. */
export function train(program: Command): void {
  program.command("train").argument("<dirs...>", "folder of `twoscale sample`, and folders of what guards kept (`guard: { save: ... }`) to train on, too")
    .description("train a surrogate (an ensemble of energy networks, or a Gaussian process) on samples")
    .requiredOption("--out <file>", "surrogate file to write, for instance cell.surrogate.json; a report is written beside it")
    .addOption(seedOption("seed of weights and batches", 1))
    .addOption(new Option("--symmetry <name>", "symmetry class (default: what mirror images of samples tell)").choices([...symmetries]))
    .option("--axis <vector>", "axis of transverse isotropy, as x,y,z (default: 1,0,0)", readVector)
    .addOption(new Option("--kind <name>", "networks with polyconvex or free weights, or a Gaussian process for up to some hundred samples (default: convex unless free weights halve its error)").choices(["convex", "relaxed", "gp"]))
    .option("--neurons <n>", "neurons of both layers, a multiple of 4", readNeurons)
    .option("--iterations <n>", "iterations of L-BFGS", wholeNumber("--iterations", 1, 100000))
    .option("--floor <share>", "learn small stresses, too: weight 1/(|P|² + ε²) of a sample in the loss, ε as a share of their root mean square stress (default: all alike)", positiveNumber("--floor", 10))
    .addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale train results/samples --out results/cell.surrogate.json
  twoscale train results/samples --out results/cell.surrogate.json --kind gp
  twoscale train results/samples results/block/solved --out results/cell.surrogate.json
  twoscale train results/skin-samples --out skin.surrogate.json --neurons 32 --iterations 1000 --json`)
    .action(trainOn);
}

async function trainOn(folders: readonly string[], flags: TrainFlags): Promise<void> {
  const set = await samplesOf(folders);
  const interrupt = onInterrupt(() => tell("\ninterrupted: nothing is written"));
  let last = "";
  try {
    const trained = await trainSurrogate(set, await loadKernels(), {
      ...given({ seed: flags.seed, kind: flags.kind, iterations: flags.iterations, floor: flags.floor, symmetry: symmetryOf(flags, set), shape: flags.neurons === undefined ? undefined : { first: flags.neurons, second: flags.neurons } }),
      signal: interrupt.signal,
      onProgress: ({ stage, share, loss }) => {
        const text = `  ${stage} ${Math.floor(10 * share) * 10} %`;
        if (text !== last) tell(`${text}, loss ${loss.toExponential(2)}`);
        last = text;
      },
    });
    await write(flags.out, trained, set);
    tell(summaryText(trained, flags.out));
    if (flags.json) data(summaryOf(trained));
  } finally {
    interrupt.release();
  }
}

/**
 * The samples of all folders.
 * @throws SurrogateError E_SAMPLES when they are too few, damaged, or of several RVEs
 */
async function samplesOf(folders: readonly string[]): Promise<SampleSet> {
  const sets: SampleSet[] = [];
  for (const folder of folders) {
    const set = await readSamples(folderFiles(folder));
    if (!set) throw new SurrogateError("E_SAMPLES", `${folder} holds no samples.`, { hint: "make them with `twoscale sample <cell> --out DIR`." });
    sets.push(set);
  }
  const set = joinSamples(sets);
  if (!set) throw new SurrogateError("E_SAMPLES", `${folders.join(", ")} hold samples of several RVEs.`, { hint: "train each RVE on its own." });
  if (sampleCount(set) < fewest) {
    throw new SurrogateError("E_SAMPLES", `${folders.join(", ")} holds ${sampleCount(set)} samples, but at least ${fewest} are needed.`, { hint: "make them with `twoscale sample <cell> --out DIR`." });
  }
  return set;
}

function symmetryOf({ symmetry, axis = [1, 0, 0] }: TrainFlags, { fibres }: SampleSet): Symmetry | undefined {
  if (symmetry === undefined) return undefined;
  const length = Math.sqrt(axis.reduce((sum, x) => sum + x * x, 0));
  const [a, b, c] = axis.map((x) => x / length);
  // Any frame around the axis serves: first the coordinate axis that is furthest from it, made perpendicular.
  const other = [Math.abs(a), Math.abs(b), Math.abs(c)].map((_, i, all) => (i === all.indexOf(Math.min(...all)) ? 1 : 0));
  const along = other[0] * a + other[1] * b + other[2] * c;
  const across = [other[0] - along * a, other[1] - along * b, other[2] - along * c];
  const size = Math.sqrt(across.reduce((sum, x) => sum + x * x, 0));
  const [d, e, f] = across.map((x) => x / size);
  return { name: symmetry, axes: [a, b, c, d, e, f, b * f - c * e, c * d - a * f, a * e - b * d], fibres };
}

async function write(path: string, trained: Trained, set: SampleSet): Promise<void> {
  const store = folderFiles(dirname(path));
  const encoder = new TextEncoder();
  await store.write(reportName(path), encoder.encode(trainingHtml(trained, set)));
  await store.write(basename(path), encoder.encode(encodeSurrogate(trained.surrogate)));
}

function reportName(path: string): string {
  return `${basename(path).replace(/\.json$/, "")}.html`;
}

function summaryOf({ surrogate, trials, training, seconds }: Trained): Record<string, unknown> {
  const { kind, symmetry, samples, errors, ellipticity, spreadFactor } = surrogate;
  return { kind, symmetry: symmetry.name, samples, heldOut: errors, training, trials, ...(ellipticity === undefined ? {} : { ellipticity }), spreadFactor, seconds };
}

function summaryText({ surrogate: { kind, symmetry, errors, ellipticity, samples }, seconds }: Trained, out: string): string {
  const percent = (x: number): string => `${(100 * x).toPrecision(2)} %`;
  const watched = ellipticity === undefined ? "" : `\n  smallest acoustic determinant over the samples: ${ellipticity.toPrecision(3)} of that at rest${ellipticity > 0 ? "" : " (ellipticity is lost)"}`;
  return [`${kind === "gp" ? "Gaussian process" : `${kind} networks`}, ${symmetry.name === "none" ? "no symmetry" : symmetry.name}, ${samples} samples, ${seconds.toFixed(1)} s`,
    `  errors on samples held out: P ${percent(errors!.P)}, A ${percent(errors!.A)}, W ${percent(errors!.W)}${watched}`, `  written: ${out} and ${reportName(out)}`].join("\n");
}

function readVector(text: string): number[] {
  const numbers = text.split(",").map(Number);
  if (numbers.length === 3 && numbers.every(Number.isFinite) && numbers.some((x) => x !== 0)) return numbers;
  throw new CaseError("E_OPTION", `--axis is "${text}", but must be three numbers that are not all 0.`, { hint: "write for instance --axis 0,0,1." });
}

function readNeurons(text: string): number {
  const value = wholeNumber("--neurons", 4, 128)(text);
  if (value % 4 === 0) return value;
  throw new CaseError("E_OPTION", `--neurons is ${value}, but must be a multiple of 4.`, { hint: `write --neurons ${4 * Math.ceil(value / 4)}.` });
}
