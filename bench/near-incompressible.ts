/** `npx tsx bench/near-incompressible.ts`: linear solves of five steps of 10 % shear against the bulk modulus, by formulation and element; those of abandoned attempts in brackets. */
import { analytic } from "../src/constitutive/analytic.js";
import { fix, prescribe } from "../src/constraint/constraint.js";
import { ramp } from "../src/core/time.js";
import { formulations } from "../src/fe/formulations.js";
import { loadKernels } from "../src/kernels/module.js";
import { bindLaw } from "../src/law/bind.js";
import { box, nodesOf } from "../src/mesh/index.js";
import { symmetricSolver, unsymmetricSolver } from "../src/solve/direct.js";
import { equalSteps, type Problem } from "../src/solve/problem.js";
import { solve } from "../src/solve/stepper.js";

const kernels = await loadKernels();
const cases = [["mixed", "hex8", 4], ["mixed", "hex8", 10], ["mixed", "hex20", 2], ["mixed", "tet4", 4], ["fbar", "hex8", 4]] as const;

/** A cube between two plates, one of which is moved along by half an edge. */
function sheared(formulation: "mixed" | "fbar", element: "hex8" | "hex20" | "tet4", n: number, lambda: number): Problem {
  const mesh = box({ size: [1, 1, 1], cells: [n, n, n], element });
  const [low, high] = [nodesOf(mesh, "z-"), nodesOf(mesh, "z+")], model = analytic(bindLaw({ law: "neo-hookean", mu: 1, lambda }), kernels);
  return {
    mesh, regions: [{ name: "all", cells: mesh.sets.cells.all, model, formulation: formulations[formulation] }], loads: [],
    linear: formulation === "fbar" ? unsymmetricSolver : symmetricSolver, steps: equalSteps(1, 5), newton: { tolerance: 1e-8, maxIterations: 20 },
    constraints: [...fix(low, [0, 1, 2], 3, "base"), ...fix(high, [1, 2], 3, "top"), ...prescribe(high, 0, 3, ramp(0.5, 1), "top")],
  };
}

console.log("| cells | λ/μ | linear solves by step |\n| --- | --- | --- |");
for (const [formulation, element, n] of cases) {
  for (const lambda of [10, 500, 5000]) {
    const counts: string[] = [];
    for await (const { iterations, cost } of solve(sheared(formulation, element, n, lambda))) {
      const lost = cost.linearSolves - iterations;
      counts.push(lost > 0 ? `${iterations} (${lost})` : String(iterations));
    }
    console.log(`| ${n}³ ${element} ${formulation} | ${lambda} | ${counts.join(", ")} |`);
  }
}
