/**
 * `npm run bench -- cost [--rounds 5]`: what one RVE solve costs (10 % stretch in one step from rest, contrast 10, residual 1e-10) with each solver of the kernels, without and
 * with its tangent, and what memory a worker needs for it. CPU time of one thread, best and median. Draws both against n as docs/images/rve-cost.svg.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadKernels } from "../src/kernels/module.js";
import { layoutRve } from "../src/kernels/rve-kernel.js";
import { stateSize } from "../src/kernels/rve-plan.js";
import { compileRve, type RveSolver } from "../src/rve/compile.js";
import { defineRve, type Rve } from "../src/rve/rve.js";
import { panelsSvg } from "../src/study/report/panels.js";
import { logarithmic } from "../src/study/report/plot.js";

const picture = fileURLToPath(new URL("../docs/images/rve-cost.svg", import.meta.url));
/** What is asked for: `rough` is the tangent to 1e-6, as for macroscopic iterations before the last ones. */
const wants = { stress: { want: "stress" }, tangent: { want: "tangent" }, rough: { want: "tangent", accuracy: 1e-3 } } as const;
type Want = keyof typeof wants;

/** Sizes of each solver: the direct one stops where a solve takes a second, the hybrid where it is no longer chosen. */
const sizes = {
  "2D": { pcg: [8, 16, 32, 64, 128], direct: [8, 16, 32, 64], hybrid: [8, 16, 32] },
  "3D": { pcg: [4, 8, 16, 32], direct: [4, 6, 8], hybrid: [4, 6] },
} as const satisfies Record<string, Partial<Record<RveSolver, readonly number[]>>>;

interface Measured {
  readonly dimension: "2D" | "3D";
  readonly solver: RveSolver;
  readonly n: number;
  /** CPU seconds. */
  readonly times: Readonly<Record<Want, readonly number[]>>;
  readonly bytes: number;
}

function inclusion(dimension: 2 | 3, n: number): Rve {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  return defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix", shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
}

/** Times one solver at one size, what is asked for in turns. */
async function measure(dimension: "2D" | "3D", solver: RveSolver, n: number, rounds: number): Promise<Measured> {
  const d = dimension === "2D" ? 2 : 3, plan = compileRve(inclusion(d, n), { solver, keep: false }), kernels = await loadKernels(), free = kernels.mark();
  const kernel = layoutRve(kernels, plan), bytes = kernels.mark() - free, size = stateSize(plan);
  const batch = { F: Float64Array.of(1.1, 0, 0, 0, 1, 0, 0, 0, 1), state0: new Float64Array(size) };
  for (let k = 0; k < 9; k += 4) batch.state0[k] = 1;
  const into = { W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size), status: new Uint8Array(1), iterations: new Int32Array(1) };
  const operations = Math.max(1, Math.ceil(2000 / n ** d)), times: Record<Want, number[]> = { stress: [], tangent: [], rough: [] }, names = Object.keys(wants) as Want[];
  for (let round = 0; round < 3 * (rounds + 1); round++) {
    const name = names[round % 3], { want, ...accuracy } = { ...wants[name] }, began = process.cpuUsage();
    for (let k = 0; k < operations; k++) kernel.solve({ ...batch, ...accuracy }, into, 0, want);
    const { user, system } = process.cpuUsage(began);
    if (into.status[0] !== 0) throw new Error(`the RVE of the benchmark has failed with status ${into.status[0]}.`);
    if (round > 2) times[name].push((user + system) / 1e6 / operations);
  }
  return { dimension, solver, n, times, bytes };
}

const best = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

function row({ dimension, solver, n, times: { stress, tangent, rough }, bytes }: Measured): string {
  const time = (values: readonly number[]): string => `${(1e3 * best(values)).toPrecision(3)}, ${(1e3 * median(values)).toPrecision(3)} ms`;
  return `| ${[`${dimension} ${n}`, solver, time(stress), time(tangent), `${(best(tangent) / best(stress)).toFixed(2)}×`, `${(best(rough) / best(stress)).toFixed(2)}×`, `${(bytes / 2 ** 20).toPrecision(3)} MiB`].join(" | ")} |`;
}

function draw(measured: readonly Measured[]): string {
  const curves = (y: (one: Measured) => number) => [...new Set(measured.map(({ dimension, solver }) => `${dimension}, ${solver}`))].map((label) => ({
    label, points: measured.filter(({ dimension, solver }) => label === `${dimension}, ${solver}`).map((one) => [one.n, y(one)] as const),
  }));
  const across = { x: "voxels along an edge", scale: logarithmic, across: logarithmic };
  return panelsSvg({
    title: "One RVE solve", subtitle: "10 % stretch in one step from rest, contrast 10, residual 1e-10, one thread",
    plots: [
      { ...across, title: "Stress", y: "CPU time, ms", curves: curves(({ times }) => 1e3 * best(times.stress)) },
      { ...across, title: "Stress and tangent", y: "CPU time, ms", curves: curves(({ times }) => 1e3 * best(times.tangent)) },
      { ...across, title: "Memory of a worker", y: "MiB", curves: curves(({ bytes }) => bytes / 2 ** 20) },
    ],
  });
}

/** Measures, prints a table and draws. */
export async function compare(rounds: number): Promise<void> {
  console.log("| cell | solver | stress: best, median | with tangent | of the stress (best) | with tangent to 1e-6 | memory of a worker |\n| --- | --- | --- | --- | --- | --- | --- |");
  const measured: Measured[] = [];
  for (const dimension of ["2D", "3D"] as const) {
    for (const [solver, grid] of Object.entries(sizes[dimension])) {
      for (const n of grid) {
        measured.push(await measure(dimension, solver as RveSolver, n, rounds));
        console.log(row(measured[measured.length - 1]));
      }
    }
  }
  writeFileSync(picture, draw(measured));
  console.log(`\nwritten: ${picture}`);
}
