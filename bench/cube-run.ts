/**
 * `tsx bench/cube-run.ts N symmetric|iterative [solves]` (bench/cube.ts runs it as JavaScript on dist/): the clamped cube of bench/cube.ts by twoscale, one thread; prints one line of JSON. The clock of the solver is
 * replaced by the CPU time of the process (all its threads, those of the compiler and the garbage collector included), which other processes do not stretch.
 */
import { prepare } from "../src/study/prepare.js";
import { createStudy } from "../src/study/create.js";
import type { Iteration } from "../src/solve/iterate.js";
import { solve } from "../src/solve/stepper.js";

const [cells, linear, most = "Infinity"] = process.argv.slice(2), N = Number(cells);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
performance.now = cpu;

const study = await createStudy({
  title: "clamped cube", mesh: { box: { size: [1, 1, 1], cells: [N, N, N], element: "hex8" } },
  materials: { body: { law: "neo-hookean", mu: 1, lambda: 10 } }, regions: { all: "body" },
  boundary: [{ on: "z-", fix: ["x", "y", "z"] }, { on: "z+", move: { x: 0.3, y: 0, z: 0 } }],
  steps: { count: 5 }, solver: { linear: linear as "symmetric" | "iterative" },
});
const prepared = await prepare(study, { threads: 1 });
const solved: Iteration[] = [], began = cpu();
const reaction = [0, 0, 0];
let rows = 0, newton = 0, linearIterations = 0, replaced = 0, bytes = 0;
run: for await (const step of solve(prepared.problem, { onIteration: (iteration) => { if (iteration.iteration > 0) solved.push(iteration); } })) {
  newton += step.cost.linearSolves;
  linearIterations += step.cost.linearIterations;
  replaced += step.cost.replacedSolves;
  bytes = step.linear.bytes;
  rows = step.u.length;
  if (step.time === 1) for (const [node, z] of study.mesh.points.entries()) if (node % 3 === 2 && z === 1) for (let i = 0; i < 3; i++) reaction[i] += step.internal[node - 2 + i];
  if (solved.length >= Number(most)) break run;
}
const total = (cpu() - began) / 1000;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(JSON.stringify({
  N, dofs: rows, newton, linearIterations, replaced, bytes, reaction, total, process: cpu() / 1000,
  assembly: median(solved.map(({ seconds }) => seconds.constitutive + seconds.assembly)), solve: median(solved.map(({ seconds }) => seconds.linear)),
  megabytes: process.resourceUsage().maxRSS / 1024,
}));
prepared.dispose();
