/**
 * `npm run bench -- peers [--rounds 3]`: single RVE solves with tangent, and FE² on Cook's membrane, in turns with the peer codes in ../shared/peers
 * (or the folder that TWOSCALE_PEERS names): C++ with CHOLMOD, and NumPy with SciPy. CPU seconds; ours with workers, compilation and all.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadKernels } from "../src/kernels/module.js";
import { layoutRve } from "../src/kernels/rve-kernel.js";
import { stateSize } from "../src/kernels/rve-plan.js";
import { compileRve } from "../src/rve/compile.js";
import { defineRve } from "../src/rve/rve.js";
import { run } from "../src/study/run.js";
import { cookStudy } from "./cook.js";

const peers = process.env.TWOSCALE_PEERS ?? fileURLToPath(new URL("../../shared/peers", import.meta.url));
const results = fileURLToPath(new URL("results", import.meta.url));
const driver = fileURLToPath(new URL("native/peers.py", import.meta.url));
const library = join(results, "rve_native.so");
const F = { 2: [1.2, 0.1, 0, 0.05, 0.9, 0, 0, 0, 1], 3: [1.2, 0.1, 0.03, 0.05, 0.9, -0.04, 0.02, 0.06, 1.05] } as const;

function build(): void {
  if (!existsSync(join(peers, "rve_native.cpp"))) throw new Error(`there are no peer codes in ${peers}; set TWOSCALE_PEERS to their folder.`);
  mkdirSync(results, { recursive: true });
  execFileSync("g++", ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC", join(peers, "rve_native.cpp"), "-lcholmod", "-o", library]);
}

function peer(...parameters: readonly string[]): number {
  const text = execFileSync("/usr/bin/python3", [driver, peers, ...parameters], { encoding: "utf8", env: { ...process.env, RVE_NATIVE: library }, stdio: ["ignore", "pipe", "ignore"] });
  return Number(text);
}

function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** A function that gives CPU seconds of one solve with tangent from the undeformed state. */
async function single(dimension: 2 | 3, n: number, count: number): Promise<() => Promise<number>> {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  const plan = compileRve(defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix",
    shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  }));
  const kernel = layoutRve(await loadKernels(), plan), size = stateSize(plan);
  const batch = { F: Float64Array.from(F[dimension]), state0: new Float64Array(size) };
  for (let diagonal = 0; diagonal < 9; diagonal += 4) batch.state0[diagonal] = 1;
  const into = {
    W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size), status: new Uint8Array(1), iterations: new Int32Array(1),
  };
  return () => {
    const before = cpu();
    for (let i = 0; i < count; i++) kernel.solve(batch, into, 0, "tangent");
    if (into.status[0] !== 0) throw new Error("the RVE of the benchmark has failed.");
    return Promise.resolve((cpu() - before) / count);
  };
}

async function cook(micro: "nested" | "monolithic"): Promise<() => Promise<number>> {
  const study = await cookStudy(micro);
  return async () => {
    const before = cpu();
    for await (const step of run(study, { threads: 1 })) void step;
    return cpu() - before;
  };
}

function show(name: string, other: string, ours: readonly number[], theirs: readonly number[], asked: string): void {
  const sorted = [ours, theirs].map((list) => list.toSorted((a, b) => a - b));
  const best = sorted.map(([first]) => first), median = sorted.map((list) => list[list.length >> 1]);
  const time = (seconds: number): string => `${(1e3 * seconds).toPrecision(3)} ms`;
  console.log(`| ${[name, time(best[0]), time(median[0]), other, time(best[1]), time(median[1]), (best[1] / best[0]).toFixed(1), (median[1] / median[0]).toFixed(1), asked].join(" | ")} |`);
}

/** Runs all cases in turns and prints how many times faster ours is. */
export async function compare(rounds: number): Promise<void> {
  build();
  console.log(`| case | twoscale best | median | peer | best | median | faster (best) | (median) | asked |\n|${" --- |".repeat(9)}`);
  for (const [d, n, count, asked] of [[2, 16, 64, "2×, goal 3×"], [2, 32, 16, "2×, goal 4×"], [3, 8, 4, "4×, goal 8×"], [3, 16, 1, "10×, goal 30×"]] as const) {
    const sample = await single(d, n, count), ours: number[] = [], theirs: number[] = [];
    for (let warm = 0; warm < 3; warm++) await sample();
    for (let round = 0; round < rounds; round++) {
      ours.push(await sample(), await sample());
      theirs.push(peer("native", String(d), String(n), String(count)));
    }
    show(`RVE ${d}D ${n}`, "C++, CHOLMOD", ours, theirs, asked);
  }
  const nested = await cook("nested"), monolithic = await cook("monolithic"), ours: number[] = [], condensed: number[] = [], native: number[] = [], numpy: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await nested(), await nested());
    native.push(peer("native", "cook"));
    condensed.push(await monolithic(), await monolithic());
    numpy.push(peer("numpy", "cook"));
  }
  show("FE² Cook, 2D 16", "C++, CHOLMOD", ours, native, "2×");
  show("FE² Cook, 2D 16", "NumPy, SciPy", ours, numpy, "8×");
  show("FE² Cook, monolithic", "C++, CHOLMOD", condensed, native, "2×");
  show("FE² Cook, monolithic", "NumPy, SciPy", condensed, numpy, "8×");
}
