/**
 * Tissue expansion of porcine skin beside the published numbers: `npx tsx bench/growth/expansion.ts [rates] [mesh] [steps] [shapes] [contact]`.
 * Prints one line of JSON per run; without arguments all groups run (some minutes on one core). `porcine.ts` has the set-up as its authors ran it.
 */
import { createStudy, expansion, type ExpansionOptions, run, type Summary } from "../../src/index.js";

interface Variant {
  readonly name: string;
  readonly options: ExpansionOptions;
  /** Changes of the case that the generator has no option for. */
  readonly change?: (input: Record<string, unknown>) => Record<string, unknown>;
}

const rate = (perHour: number): ExpansionOptions => ({ growth: { law: "area-homeostatic", rate: `${perHour} 1/h`, threshold: 1.198, normal: [0, 0, 1] } });
const directional: ExpansionOptions = {
  growth: { law: "directional-homeostatic", rate: ["0.0637 1/h", "0.0301 1/h"], threshold: Math.sqrt(1.198), directions: [[1, 0, 0], [0, 1, 0]] },
};
const goh = { law: "goh", c: 0.05, k1: 4.97, k2: 2.88, kappa: 0.0498, bulk: 0.24, direction: [1, 0, 0] };
const steps = (share: number) => (input: Record<string, unknown>): Record<string, unknown> => ({ ...input, steps: { end: 7.1, size: 0.025, min: 1e-4, max: share } });
const shapes = ["circle", "square", "rectangle", "crescent"] as const;

const groups: Readonly<Record<string, readonly Variant[]>> = {
  rates: [
    { name: "k 0.0453 (median)", options: rate(0.0453) }, { name: "k 0.0311 (5 %)", options: rate(0.0311) }, { name: "k 0.0666 (95 %)", options: rate(0.0666) },
    { name: "directional", options: directional }, { name: "goh", options: { material: goh } },
  ],
  mesh: (["fbar", "mixed"] as const).flatMap((formulation) => [10, 20, 30].map((n) => ({ name: `${formulation} ${n} × ${n} × ${n / 10}`, options: { cells: [n, n, n / 10] as const, formulation } }))),
  steps: [1, 0.5, 0.25, 0.125].map((size) => ({ name: `steps up to ${size} d`, options: {}, change: steps(size) })),
  shapes: shapes.map((shape) => ({
    name: `${shape} at 5 kPa`, options: { shape, load: { pressure: 0.005 }, growth: { law: "area-kuhl", tau: 2, threshold: 1.02, max: 2, gamma: 2, normal: [0, 0, 1] } },
  })),
};

async function solve({ options, change = (input) => input }: Variant): Promise<{ summary: Summary; seconds: number }> {
  const start = process.cpuUsage();
  const steps = run(await createStudy(change(expansion(options) as unknown as Record<string, unknown>) as never), { threads: 1 });
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
