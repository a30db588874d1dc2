/**
 * `npm run bench:cube -- [--sizes 8,16,24,32] [--rounds 1] [--fresh] [--ways ldl,cg,mumps,gamg] [--solves n] [--peer path/to/dolfinx_cube.py] [--picture]`: the clamped cube of hex8 cells
 * (λ/μ = 10), sheared by 0.3 in five steps, by twoscale (direct and iterative) and by FEniCSx (MUMPS and CG with GAMG), one thread each, in turns; every run is a process of its own. Prints tables of
 * CPU seconds; with --picture docs/images/cube.svg, on logarithmic axes.
 * "five steps" is the loop of the script of FEniCSx, which starts when its mesh, forms, dof numbering and matrix pattern are there; ours starts before dofs are numbered and patterns built. "process" is all that a
 * process uses from its start to its end: interpreter, imports, compilation of WASM, and at FEniCSx the look-up of forms that an earlier run compiled (a first run compiles them for half a minute more).
 * Runs are added to those that earlier calls left in bench/results/cube.json, so that one call can be one size; --rounds 0 prints the tables of all, and --fresh puts the file aside first.
 * --solves ends runs of more than 16 cells per side after so many linear solves; their whole-run times are then left out.
 * FEniCSx is looked for in ../shared/peers beside this repository; without it only twoscale is run, and the tables say so.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import typescript from "typescript";
import { panelsSvg } from "../src/study/report/panels.js";
import { type Curve, logarithmic } from "../src/study/report/plot.js";
import { addRun, putAside, readRuns } from "./collect.js";

/** One run. */
interface Sample {
  readonly dofs: number;
  readonly newton: number;
  /** Median of Krylov iterations of a solve; 0 for a direct solver. */
  readonly iterations: number;
  /** CPU seconds: of forces and stiffness, and of one linear solve (medians over the run), and of the whole. */
  readonly assembly: number;
  readonly solve: number;
  readonly total: number;
  /** CPU seconds of the process from its start to its end. */
  readonly process: number;
  readonly megabytes: number;
  /** Force on the sheared face, for the comparison of results. */
  readonly reaction: readonly number[];
}

interface Way { readonly key: string; readonly name: string; readonly largest: number; run(N: number): Sample }

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: {
  sizes: { type: "string", default: "8,16,24,32" }, rounds: { type: "string", default: "1" }, fresh: { type: "boolean", default: false }, ways: { type: "string", default: "ldl,cg,mumps,gamg" }, solves: { type: "string" }, picture: { type: "boolean", default: false },
  peer: { type: "string", default: fileURLToPath(new URL("../../shared/peers/dolfinx_cube.py", import.meta.url)) },
} });
/** Linear solves after which a run ends; undefined: it goes to its end. */
const solvesOf = (N: number): string | undefined => (N > 16 ? values.solves : undefined);
const one = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/** bench/cube-run.ts as a user's program would be: JavaScript on the compiled package (`npm run build:dist`), so that no compiler runs in the process. */
function compiled(): string {
  const source = readFileSync(`${root}bench/cube-run.ts`, "utf8"), path = `${root}bench/results/cube-run.mjs`;
  mkdirSync(`${root}bench/results`, { recursive: true });
  writeFileSync(path, typescript.transpileModule(source, { compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 } }).outputText);
  return path;
}

function twoscale(linear: "symmetric" | "iterative"): Way {
  return {
    key: linear === "symmetric" ? "ldl" : "cg", name: linear === "symmetric" ? "twoscale LDLᵀ" : "twoscale CG + multigrid", largest: 32,
    run(N) {
      const line = execFileSync(process.execPath, [compiled(), String(N), linear, ...[solvesOf(N) ?? []].flat()], { cwd: root, env: one, encoding: "utf8" });
      const found = JSON.parse(line) as Sample & { readonly linearIterations: number };
      return { ...found, iterations: found.linearIterations / found.newton, ...(solvesOf(N) && { total: NaN, process: NaN }) };
    },
  };
}

/** Reports CPU seconds and memory of the peer's process behind its own line. */
const measured = "import runpy, resource, sys; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__'); r = resource.getrusage(resource.RUSAGE_SELF); print(r.ru_utime + r.ru_stime, r.ru_maxrss)";

function fenicsx(solver: "mumps" | "gamg", largest: number): Way {
  return {
    key: solver, name: solver === "mumps" ? "FEniCSx MUMPS" : "FEniCSx CG + GAMG", largest,
    run(N) {
      const lines = execFileSync("/usr/bin/python3", ["-c", measured, values.peer, "hex", String(N), "shear", solver, "5"], { env: { ...one, NSOLVE: solvesOf(N) ?? "0" }, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim().split("\n");
      const found = JSON.parse(lines[lines.length - 2]), { timing } = found, [seconds, kilobytes] = lines[lines.length - 1].split(" ").map(Number);
      return {
        dofs: found.ndof, newton: timing.nsolves, iterations: solver === "gamg" ? timing.ksp_iterations_median : 0,
        assembly: timing.assemble_K_cpu_median + timing.assemble_R_median, solve: timing.solve_cpu_median, total: timing.partial ? NaN : timing.total_cpu,
        process: timing.partial ? NaN : seconds, megabytes: kilobytes / 1024, reaction: found.reaction_top,
      };
    },
  };
}

const peerThere = existsSync(values.peer);
if (!peerThere) console.log(`FEniCSx is not compared: there is no ${values.peer}. Name the script with --peer.\n`);
// MUMPS takes minutes and most of the memory beyond 24 cells per side; the issue compares it up to there.
const all = [twoscale("symmetric"), twoscale("iterative"), ...(peerThere ? [fenicsx("mumps", 24), fenicsx("gamg", 32)] : [])];
const sizes = values.sizes.split(",").map(Number);
if (!sizes.every((N) => Number.isInteger(N) && N > 0)) throw new RangeError(`--sizes is "${values.sizes}", but must be whole numbers with commas between, as 8,16.`);
const stored = `${root}bench/results/cube.json`;
if (values.fresh) putAside(stored, new Date());
let samples = readRuns<Sample>(stored);
/** Ways to run now, and for the tables whatever there are runs of. */
const ways = all.filter(({ key }) => values.ways.split(",").includes(key));

for (let round = 0; round < Number(values.rounds); round++) {
  for (const N of sizes) {
    for (const way of ways.filter(({ largest }) => N <= largest)) {
      const sample = way.run(N);
      samples = addRun(stored, `${way.name} ${N}`, sample);
      console.error(`round ${round + 1}, N = ${N}, ${way.name}: ${sample.assembly.toPrecision(3)} s assembly, ${sample.solve.toPrecision(3)} s linear solve, ${sample.total.toFixed(2)} s of five steps, ${sample.process.toFixed(2)} s of the process, load ${loadavg()[0].toFixed(1)}`);
    }
  }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const value = (way: string, N: number, of: (sample: Sample) => number): number => median((samples.get(`${way} ${N}`) ?? []).map(of));
const best = (way: string, N: number, of: (sample: Sample) => number): number => Math.min(...(samples.get(`${way} ${N}`) ?? []).map(of));

function table(): string {
  const head = ["N", "dofs", "", "assembly (best)", "linear solve (best)", "iterations", "Newton", "five steps", "process (best)", "MiB", "force"];
  const rows = sizes.flatMap((N) => all.filter(({ name }) => samples.has(`${name} ${N}`)).map(({ name }) => [
    String(N), String(value(name, N, ({ dofs }) => dofs)), name, ...(["assembly", "solve"] as const).map((key) => `${seconds(value(name, N, (s) => s[key]))} (${seconds(best(name, N, (s) => s[key]))})`),
    value(name, N, ({ iterations }) => iterations).toFixed(1), String(value(name, N, ({ newton }) => newton)), seconds(value(name, N, ({ total }) => total)), `${seconds(value(name, N, (s) => s.process))} (${seconds(best(name, N, (s) => s.process))})`,
    value(name, N, ({ megabytes }) => megabytes).toFixed(0), value(name, N, ({ reaction }) => reaction[0]).toPrecision(8),
  ]));
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** twoscale against its counterpart, as quotients of medians. */
function ratios(): string {
  const pairs = [["twoscale LDLᵀ", "FEniCSx MUMPS"], ["twoscale CG + multigrid", "FEniCSx CG + GAMG"]] as const;
  return pairs.flatMap(([own, peer]) => sizes.filter((N) => samples.has(`${own} ${N}`) && samples.has(`${peer} ${N}`)).map((N) => {
    const of = (key: "assembly" | "solve" | "total" | "process"): string => (value(own, N, (s) => s[key]) / value(peer, N, (s) => s[key])).toFixed(2);
    return `N = ${N}, ${own} / ${peer}: assembly ${of("assembly")}, linear solve ${of("solve")}, five steps ${of("total")}, process ${of("process")}`;
  })).join("\n");
}

function seconds(x: number): string {
  if (Number.isNaN(x)) return "-";
  return x < 1 ? `${(1000 * x).toPrecision(3)} ms` : `${x.toPrecision(3)} s`;
}

function picture(): string {
  const curves = (of: (sample: Sample) => number): Curve[] => all.map(({ name }) => ({
    label: name, points: sizes.filter((N) => samples.has(`${name} ${N}`)).map((N) => [value(name, N, ({ dofs }) => dofs), value(name, N, of)] as const),
  }));
  const panel = (title: string, y: string, of: (sample: Sample) => number) => ({ title, x: "degrees of freedom", y, curves: curves(of), scale: logarithmic, across: logarithmic });
  return panelsSvg({
    title: "Clamped cube of hex8 cells, sheared in five steps", subtitle: "λ/μ = 10, one thread, CPU seconds; medians over Newton iterations or runs",
    plots: [
      panel("Assembly", "seconds per Newton iteration", ({ assembly }) => assembly), panel("Linear solve", "seconds per Newton iteration", ({ solve }) => solve),
      panel("Whole run: the process", "seconds", (sample) => sample.process), panel("Memory", "MiB", ({ megabytes }) => megabytes),
    ],
  });
}

console.log([`${cpus()[0]?.model.trim()}, Node ${process.version}, load ${loadavg().map((x) => x.toFixed(1)).join(" ")}, ${values.rounds} rounds; CPU seconds of one thread`, "", table(), "", ratios()].join("\n"));
if (values.picture) writeFileSync(`${root}docs/images/cube.svg`, picture());
