/**
 * `tsx bench/cube-run.ts N symmetric|iterative [solves]` (bench/cube.ts runs it as JavaScript): the clamped cube of bench/cube.ts by the package as a program in Node imports it, one thread; prints one line of JSON. The clock of the solver is
 * replaced by the CPU time of the process (all its threads, those of the compiler and the garbage collector included), which other processes do not stretch.
 */
import { createStudy, type Iteration, run } from "twoscale";

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
const solved: Iteration[] = [], reaction = [0, 0, 0], began = cpu();
const steps = run(study, { threads: 1, onIteration: (iteration) => { if (iteration.iteration > 0) solved.push(iteration); } });
let next = await steps.next();
for (; !next.done && solved.length < Number(most); next = await steps.next()) if (next.value.last) sumTop(next.value.field("reaction").values);
const total = (cpu() - began) / 1000, summary = next.done ? next.value.summary : undefined;
await steps.return(undefined as never);

/** Forces on the sheared face. */
function sumTop(reactions: ArrayLike<number>): void {
  for (const [k, z] of study.mesh.points.entries()) if (k % 3 === 2 && z === 1) for (let i = 0; i < 3; i++) reaction[i] += reactions[k - 2 + i];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const newton = solved.length, linearIterations = solved.reduce((sum, iteration) => sum + iteration.linearIterations, 0);
console.log(JSON.stringify({
  N, dofs: study.mesh.points.length, newton, linearIterations, replaced: summary?.linear?.replaced, bytes: summary?.linear?.memory, reaction, total, process: cpu() / 1000,
  assembly: median(solved.map(({ seconds }) => seconds.constitutive + seconds.assembly)), solve: median(solved.map(({ seconds }) => seconds.linear)),
  megabytes: process.resourceUsage().maxRSS / 1024,
}));
