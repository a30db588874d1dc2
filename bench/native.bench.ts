/**
 * `npm run bench -- native [--rounds 5] [--only assembly,factor,solve,iteration]`: kernels of the RVE solve beside plain C++ of the same (bench/native/native.cpp, with CHOLMOD and FFTW), built
 * with g++ into bench/results/. Both take turns; times are CPU seconds of one operation. Draws cost against n as bench/results/native.html.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLdl } from "../src/kernels/factor.js";
import { conjugateGradients } from "../src/kernels/krylov.js";
import { createMixedLdl } from "../src/kernels/mixed.js";
import { loadKernels } from "../src/kernels/module.js";
import * as at from "../src/kernels/rve-layout.js";
import { writePcgPlan } from "../src/kernels/rve-pcg.js";
import { compilePcg } from "../src/rve/compile-pcg.js";
import { defineRve } from "../src/rve/rve.js";
import { analyse, type SparsityPattern } from "../src/sparse/index.js";
import { logarithmic, plot } from "../src/study/report/plot.js";
import { elasticValues, periodicGrid, randomSource, symmetricValues } from "../test/support/sparse-problems.js";

const results = fileURLToPath(new URL("results", import.meta.url));
const source = fileURLToPath(new URL("native/native.cpp", import.meta.url));
const program = join(results, "native");

/** One kernel at one size: how each side is measured, and the ratio that the project holds itself to. */
interface Comparison {
  readonly name: string;
  readonly dimension: 2 | 3;
  readonly n: number;
  readonly limit: number;
  /** Arguments of the C++ program. */
  native(): readonly string[];
  /** Makes a function that gives CPU seconds of one operation in WASM. */
  wasm(): Promise<() => number>;
  /** Floating-point operations of one, where they are the same on both sides. */
  readonly flops?: number;
}

function cpuSeconds(operations: number, run: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < operations; i++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / operations;
}

/** The grid of the C++ program in the kernels of the matrix-free solver. */
async function openGrid(dimension: 2 | 3, n: number): Promise<{ readonly call: (name: string, ...rest: number[]) => number; readonly unknowns: number; readonly iterations: () => number }> {
  const shape = dimension === 2 ? { circle: { center: [0.5, 0.5], radius: 0.25 } } : { sphere: { center: [0.5, 0.5, 0.5], radius: 0.3 } };
  const rve = defineRve({
    dimension, size: Array<number>(dimension).fill(1), grid: Array<number>(dimension).fill(n), boundary: "periodic", background: "matrix",
    shapes: [{ ...shape, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
  const kernels = await loadKernels();
  const { header } = writePcgPlan(kernels, compilePcg(rve));
  const words = kernels.i32(header, at.HEADER_SIZE);
  const F = [1.1, 0.02, 0, 0.01, 0.97, 0.03, 0, 0.01, 1.02];
  if (dimension === 2) F.splice(5, 4, 0, 0, 0, 1);
  for (const place of [at.F_TARGET, at.F_PRESENT]) kernels.f64(words[place], 9).set(F);
  return { call: (name, ...rest) => kernels.exports[name](header, ...rest), unknowns: words[at.UNKNOWNS], iterations: () => words[at.CG_ITERATIONS] };
}

function assembly(dimension: 2 | 3, n: number): Comparison {
  return {
    name: "residual, tangent and their assembly", dimension, n, limit: 1.3,
    native: () => ["assemble", String(dimension), String(n)],
    async wasm() {
      const { call, unknowns } = await openGrid(dimension, n);
      const stiffness = 1;
      return () => cpuSeconds(Math.max(1, Math.ceil(20000 / n ** dimension)), () => call("assembleGrid", unknowns, stiffness));
    },
  };
}

/** One iteration: the difference of two solves that end at different residuals, so that what they share drops out. */
function iteration(dimension: 2 | 3, n: number): Comparison {
  return {
    name: "iteration of conjugate gradients", dimension, n, limit: 2,
    native: () => ["pcg", String(dimension), String(n)],
    async wasm() {
      const { call, iterations } = await openGrid(dimension, n);
      const green = 0, repeats = Math.max(1, Math.ceil(4000 / n ** dimension));
      const solve = (tolerance: number): { seconds: number; count: number } => {
        const seconds = cpuSeconds(repeats, () => call("probeGrid", green, tolerance));
        return { seconds, count: iterations() };
      };
      return () => {
        const [short, long] = [solve(0.1), solve(1e-10)];
        return (long.seconds - short.seconds) / (long.count - short.count);
      };
    },
  };
}

function factorisation(dimension: 2 | 3, n: number, limit: number): Comparison {
  const { pattern, retained, geometry } = periodicGrid(dimension, n);
  const values = symmetricValues(pattern, randomSource(1));
  const symbolic = analyse(pattern, { retained, ...geometry });
  return {
    name: "factorisation", dimension, n, limit, flops: symbolic.flops,
    native() {
      const path = join(results, `matrix-${dimension}-${n}.bin`);
      writeFileSync(path, lowerColumns(pattern, values, pattern.size - retained));
      return ["factor", path];
    },
    async wasm() {
      const ldl = createLdl(await loadKernels(), symbolic);
      ldl.values().set(values);
      const operations = Math.max(1, Math.ceil(2e7 / symbolic.flops));
      return () => cpuSeconds(operations, () => ldl.factor());
    },
  };
}

/** Contrast of the cells whose stiffness is factored and solved with. */
const contrast = 100;

/** Factorisation and one solution to a relative residual of 1e-10, of the stiffness of an elastic cell without macroscopic rows. */
function solution(dimension: 2 | 3, n: number, limit: number, precision: "double" | "single"): Comparison {
  const problem = periodicGrid(dimension, n, 0), { pattern } = problem, values = elasticValues(problem, dimension, n, contrast);
  const symbolic = analyse(pattern, problem.geometry), operations = Math.max(1, Math.ceil(2e7 / symbolic.flops));
  const b = new Float64Array(pattern.size).fill(1), x = new Float64Array(pattern.size);
  return {
    name: `factor and solve, ${precision} precision`, dimension, n, limit, flops: symbolic.flops,
    native() {
      const path = join(results, `stiffness-${dimension}-${n}.bin`);
      writeFileSync(path, lowerColumns(pattern, values, pattern.size));
      return ["solve", path];
    },
    wasm: precision === "double"
      ? async () => {
        const ldl = createLdl(await loadKernels(), symbolic);
        return () => cpuSeconds(operations, () => {
          ldl.values().set(values);
          ldl.factor();
          x.set(b);
          ldl.solve(x);
        });
      }
      : async () => {
        const mixed = createMixedLdl(await loadKernels(), symbolic), refine = conjugateGradients(mixed);
        return () => cpuSeconds(operations, () => {
          if (!mixed.setUp(values) || refine(b, x, 1e-10).status !== "solved") throw new Error("single precision has failed");
        });
      },
  };
}

/** The lower half by columns, as the C++ program reads it: the upper half by rows of a symmetric matrix. Our side eliminates the macroscopic rows as well. */
function lowerColumns({ rowStart, columns }: SparsityPattern, values: Float64Array, size: number): Uint8Array {
  const starts = [0], rows: number[] = [], entries: number[] = [];
  for (let column = 0; column < size; column++) {
    for (let k = rowStart[column]; k < rowStart[column + 1]; k++) {
      if (columns[k] < column || columns[k] >= size) continue;
      rows.push(columns[k]);
      entries.push(values[k]);
    }
    starts.push(rows.length);
  }
  return Buffer.concat([Int32Array.of(size, rows.length), Int32Array.from(starts), Int32Array.from(rows), Float64Array.from(entries)]
    .map((part) => Buffer.from(part.buffer)));
}

const all = [[2, 16], [2, 32], [2, 64], [3, 8], [3, 16], [3, 32]] as const;
const factored = [[2, 16, 1], [2, 32, 1], [2, 64, 1], [3, 6, 1], [3, 8, 1], [3, 16, 1.5]] as const;

/** Kernels by the word that picks them; the matrices of one comparison are made when its turn comes. */
const comparisons: Readonly<Record<string, readonly (() => Comparison)[]>> = {
  assembly: all.map(([d, n]) => () => assembly(d, n)),
  factor: factored.map(([d, n, limit]) => () => factorisation(d, n, limit)),
  solve: factored.flatMap(([d, n, limit]) => (["double", "single"] as const).map((precision) => () => solution(d, n, limit, precision))),
  iteration: all.map(([d, n]) => () => iteration(d, n)),
};

function build(): void {
  mkdirSync(results, { recursive: true });
  try {
    execFileSync("g++", ["-O3", "-march=native", "-o", program, source, "-lcholmod", "-lfftw3"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error).split("\n").slice(0, 3).join("\n");
    throw new Error(`the C++ side cannot be built:\n${said}\nOn Debian: apt-get install g++ libsuitesparse-dev libopenblas0-pthread libfftw3-dev`, { cause: error });
  }
}

/** Samples of the C++ program, of iterations where it marks some as such, and the operations that CHOLMOD counts. */
function runNative(parameters: readonly string[]): { readonly samples: readonly number[]; readonly operations: number | undefined } {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OMP_THREAD_LIMIT: "1", OPENBLAS_NUM_THREADS: "1" };
  const lines = execFileSync(program, parameters, { encoding: "utf8", env }).trim().split("\n");
  const counted = lines.find((line) => line.endsWith("operations")), times = lines.filter((line) => line !== counted);
  const marked = times.filter((line) => line.endsWith("iteration"));
  return { samples: (marked.length > 0 ? marked : times).map((line) => Number.parseFloat(line)), operations: counted === undefined ? undefined : Number.parseFloat(counted) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

interface Measured extends Comparison {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Floating-point operations that CHOLMOD counts for its own order of elimination. */
  readonly operations: number | undefined;
}

async function measure(one: Comparison, rounds: number): Promise<Measured> {
  const parameters = one.native(), sample = await one.wasm();
  const ours: number[] = [], theirs: number[] = [];
  let operations: number | undefined;
  for (let warm = 0; warm < 3; warm++) sample();
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < 5; k++) ours.push(sample());
    const native = runNative(parameters);
    theirs.push(...native.samples);
    operations = native.operations;
  }
  return { ...one, ours, theirs, operations };
}

function row({ name, dimension, n, limit, flops, ours, theirs, operations = NaN }: Measured): string {
  const time = (seconds: number): string => (seconds < 1e-3 ? `${(seconds * 1e6).toPrecision(3)} µs` : `${(seconds * 1e3).toPrecision(3)} ms`);
  const speed = flops === undefined ? "|" : `${(flops / Math.min(...ours) / 1e9).toFixed(1)} GF/s of ${(flops / 1e9).toPrecision(3)} Gflop | ${(operations / Math.min(...theirs) / 1e9).toFixed(1)} GF/s of ${(operations / 1e9).toPrecision(3)} Gflop`;
  const cells = [name, `${dimension}D ${n}`, time(Math.min(...ours)), time(median(ours)), time(Math.min(...theirs)), time(median(theirs)),
    (Math.min(...ours) / Math.min(...theirs)).toFixed(2), (median(ours) / median(theirs)).toFixed(2), `≤ ${limit}`, speed];
  return `| ${cells.join(" | ")} |`;
}

/** One panel per kernel: CPU time against n for both sides. */
function picture(measured: readonly Measured[]): string {
  const panels = [...new Set(measured.map(({ name }) => name))].map((name) => {
    const curves = ([2, 3] as const).flatMap((d) => (["ours", "theirs"] as const).map((side) => ({
      label: `${d}D, ${side === "ours" ? "WASM" : "C++"}`,
      points: measured.filter((one) => one.name === name && one.dimension === d).map((one) => [one.n, 1e6 * Math.min(...one[side])] as const),
    })));
    return plot({ title: name, x: "voxels along an edge", y: "CPU time, µs", curves, scale: logarithmic, across: logarithmic });
  });
  return panels.join("\n");
}

/**
 * Measures comparisons in turn and prints them as a table.
 * @param only kernels to measure; default all
 */
export async function compare(rounds: number, only: string = Object.keys(comparisons).join()): Promise<void> {
  const chosen = only.split(",").flatMap((word) => comparisons[word] ?? []);
  if (chosen.length === 0) throw new Error(`--only is "${only}", but kernels are ${Object.keys(comparisons).join(", ")}.`);
  build();
  const header = ["kernel", "size", "WASM best", "median", "C++ best", "median", "best/best", "median/median", "asked", "WASM", "CHOLMOD"];
  console.log(`| ${header.join(" | ")} |\n|${" --- |".repeat(header.length)}`);
  const measured: Measured[] = [];
  for (const make of chosen) {
    measured.push(await measure(make(), rounds));
    console.log(row(measured[measured.length - 1]));
  }
  const path = join(results, "native.html");
  writeFileSync(path, `<!doctype html><meta charset="utf-8"><title>Kernels beside C++</title>\n${picture(measured)}`);
  console.log(`\nwritten: ${path}`);
}
