/**
 * Tissue expansion of porcine skin beside the published numbers: `npx tsx bench/growth/expansion.ts [rates] [materials] [mesh] [steps] [shapes] [-- TEXT]`.
 * Prints one line of JSON per run; without arguments all groups run (some ten minutes on one core), with `-- TEXT` those of their runs that have the text in their name. `porcine.ts` has the set-up as its authors ran it.
 */
import { createStudy, expansion, type ExpansionOptions, run, type Summary } from "../../src/index.js";
import { folderFiles } from "../../src/platform/files.node.js";
import { rates } from "./published.js";

interface Variant {
  readonly name: string;
  readonly options: ExpansionOptions;
  /** Changes of the case that the generator has no option for. */
  readonly change?: (input: Record<string, unknown>) => Record<string, unknown>;
}

const rate = (perHour: number): ExpansionOptions => ({ growth: { law: "area-homeostatic", rate: `${perHour} 1/h`, threshold: 1.198, normal: [0, 0, 1] } });
/** 60 ml in the published set-up, cases/expand-porcine.yaml. */
const porcine: ExpansionOptions = { depth: 2.5, grading: 1 };
const perRate = Object.entries(rates).map(([name, perHour]) => [name, rate(perHour)] as const);
const directional: ExpansionOptions = {
  growth: { law: "directional-homeostatic", rate: ["0.0637 1/h", "0.0301 1/h"], threshold: Math.sqrt(1.198), directions: [[1, 0, 0], [0, 1, 0]] },
};
const goh = { law: "goh", c: 0.05, k1: 4.97, k2: 2.88, kappa: 0.0498, bulk: 0.24, direction: [1, 0, 0] };
const steps = (share: number) => (input: Record<string, unknown>): Record<string, unknown> => ({ ...input, steps: { end: 7.1, size: 0.025, min: 1e-4, max: share } });
const shapes = ["circle", "square", "rectangle", "crescent"] as const;

const groups: Readonly<Record<string, readonly Variant[]>> = {
  rates: perRate.map(([name, growth]) => ({ name, options: growth })),
  materials: [
    { name: "neo-Hookean", options: {} }, { name: "GOH, fibres along x", options: { material: goh } },
    { name: "FE² by its surrogate", options: { material: { surrogate: "skin.surrogate.json" } } }, { name: "neo-Hookean, two directions", options: directional },
  ],
  mesh: [
    ...perRate.flatMap(([name, growth]) => [10, 20, 30].map((n) => ({ name: `${name}, fbar ${n} × ${n} × ${n / 10}`, options: { ...porcine, ...growth, cells: [n, n, n / 10] as const } }))),
    ...(["standard", "mixed"] as const).flatMap((formulation) => [20, 30].map((n) => ({ name: `${formulation} ${n} × ${n} × ${n / 10}`, options: { ...porcine, formulation, cells: [n, n, n / 10] as const } }))),
    ...[20, 30].map((n) => ({ name: `graded ${n} × ${n} × ${n / 10}`, options: { cells: [n, n, n / 10] as const } })),
  ],
  steps: perRate.flatMap(([name, growth]) => [1, 0.5, 0.25].map((size) => ({ name: `${name}, steps up to ${size} d`, options: { ...porcine, ...growth }, change: steps(size) }))),
  shapes: [20, 30].flatMap((n) => shapes.map((shape) => ({
    name: `${shape} at 5 kPa, ${n} × ${n} × ${n / 10}`, options: { shape, cells: [n, n, n / 10] as const, load: { pressure: 0.005 }, growth: { law: "area-kuhl", tau: 2, threshold: 1.02, max: 2, gamma: 2, normal: [0, 0, 1] } },
  }))),
};

const files = folderFiles("cases");

async function solve({ options, change = (input) => input }: Variant): Promise<{ summary: Summary; seconds: number }> {
  const start = process.cpuUsage();
  const steps = run(await createStudy(change(expansion(options) as unknown as Record<string, unknown>) as never, files), { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const { user, system } = process.cpuUsage(start);
  return { summary: next.value.summary, seconds: (user + system) / 1e6 };
}

/** Probes at the accepted step nearest to a day. */
function at(summary: Summary, day: number): Record<string, number> {
  const step = summary.steps.reduce((best, next) => (Math.abs(next.time - day) < Math.abs(best.time - day) ? next : best));
  return Object.fromEntries([["time", step.time], ...Object.entries(step.probes).map(([name, values]) => [name, values.at(-1)!] as const)].map(([k, x]) => [k, Number((x as number).toPrecision(6))]));
}

/** Groups, and after `--` the runs of them that have this text in their name. */
const [wanted, name = ""] = process.argv.slice(2).join(" ").split(" -- ").map((part, k) => (k === 0 ? part.split(" ").filter((word) => word !== "") : part)) as [string[], string?];
for (const [group, variants] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(group)) continue;
  for (const variant of variants.filter((one) => one.name.includes(name))) {
    const { summary, seconds } = await solve(variant);
    const days = [0.1, 1, 3, 7];
    const peak = Math.max(...summary.steps.map(({ probes }) => probes.pressure[0]));
    console.log(JSON.stringify({ group, name: variant.name, cells: summary.counts.cells, steps: summary.steps.length, seconds, peakPressure: peak, days: days.map((day) => at(summary, day)), end: at(summary, 1e9) }));
  }
}
