/** Hard problems with random perturbations: distorted meshes, loads and parameters. For `bench/robust.ts` and its small instance in the tests. */
import { analytic } from "../src/constitutive/analytic.js";
import { fix, prescribe } from "../src/constraint/constraint.js";
import { TwoscaleError } from "../src/core/errors.js";
import { ramp } from "../src/core/time.js";
import { formulations } from "../src/fe/formulations.js";
import { type Kernels, loadKernels } from "../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../src/law/bind.js";
import { traction } from "../src/load/load.js";
import { sphere } from "../src/load/obstacle.js";
import { box, boundaryFaces, facesOf, type Mesh, nodesOf, nodesOfFaces, refine } from "../src/mesh/index.js";
import { symmetricSolver, unsymmetricSolver } from "../src/solve/direct.js";
import type { Problem } from "../src/solve/problem.js";
import { solve } from "../src/solve/stepper.js";
import type { StepStrategy } from "../src/solve/strategy.js";
import { seeded } from "../test/support/random.js";

/** A family of problems: the same random numbers give the same problem. */
export interface HardCase {
  readonly name: string;
  /** Whether the case listens to `refinements`. */
  readonly refinable?: true;
  /** @param refinements how often every cell is cut into eight before it starts */
  make(random: () => number, kernels: Kernels, refinements?: number): Problem;
}

/** One step from nothing to the full load: what a user writes who does not tune. */
const control = { steps: { end: 1, size: 1, min: 1 / 1024, max: 1, stops: [1] }, newton: { tolerance: 1e-8, maxIterations: 20 } } as const;

/** Cook's membrane of a nearly incompressible material with F-bar, dead load 0.5 to 5 times the usual. */
const membrane: HardCase = {
  name: "membrane, dead load (F-bar)",
  make(random, kernels) {
    const flat = distorted(box({ size: [1, 1], cells: [6, 6], element: "quad4" }), 0.25, random);
    const mesh = mapped(flat, (s, t) => [48 * s, 44 * s + t * (44 - 28 * s), 0]);
    const force = 100 * between(2, 30, random), mu = 80.194 * between(0.5, 2, random);
    return {
      mesh, ...material(mesh, { law: "neo-hookean", mu, lambda: 510 * mu }, "fbar", kernels), linear: unsymmetricSolver, ...control,
      constraints: fix(nodesOf(mesh, "x-"), [0, 1], 2, "clamp"), loads: [traction(mesh, facesOf(mesh, "x+"), [0, force / 16], ramp(1, 1))],
    };
  },
};

/** A beam of fibrous tissue under a pressure that follows it (land2015, problem 1, coarser), 1 to 10 times that of the benchmark. */
const beam: HardCase = {
  name: "beam, follower pressure (mixed)",
  make(random, kernels) {
    const mesh = distorted(box({ size: [10, 1, 1], cells: [8, 2, 1], element: "hex8" }), 0.25, random);
    const c = 2 * between(0.5, 2, random), pressure = 0.004 * between(5, 80, random);
    return {
      mesh, ...material(mesh, { law: "fung", c, bf: 8 * between(0.5, 2, random), bt: 2, bfs: 4, bulk: 500 * c, direction: [1, 0, 0] }, "mixed", kernels),
      linear: unsymmetricSolver, ...control, constraints: fix(nodesOf(mesh, "x-"), [0, 1, 2], 3, "clamp"), loads: [],
      pressures: [{ faces: facesOf(mesh, "z-"), pressure: ramp(pressure, 1) }],
    };
  },
};

/** A column with two families of fibres, one end turned by 120° to 720°, both ends held apart: up to 144° over the length of one cell. */
const column: HardCase = {
  name: "column, twisted (mixed)",
  refinable: true,
  make(random, kernels, refinements = 0) {
    const coarse = distorted(box({ size: [1, 1, 3], cells: [2, 2, 5], element: "hex8", origin: [-0.5, -0.5, 0] }), 0.25, random);
    const mesh = Array.from({ length: refinements }).reduce<Mesh>((mesh) => refine(mesh), coarse);
    const angle = (Math.PI / 180) * between(120, 720, random), k1 = between(0.5, 5, random), k2 = between(0.2, 2, random);
    const place = (node: number, i: number): number => mesh.points[3 * node + i];
    const turned = Array.from(nodesOf(mesh, "z+")).flatMap((node) => [0, 1].flatMap((i) => prescribe([node], i, 3, (t) => {
      const [c, s] = [Math.cos(angle * t), Math.sin(angle * t)];
      return (i === 0 ? c * place(node, 0) - s * place(node, 1) : s * place(node, 0) + c * place(node, 1)) - place(node, i);
    }, "turn")));
    return {
      mesh, ...material(mesh, { law: "goh", c: 1, k1, k2, kappa: 0.1, bulk: 500, directions: [[0, 0.8, 0.6], [0, -0.8, 0.6]] }, "mixed", kernels),
      linear: symmetricSolver, ...control, loads: [], constraints: [...fix(nodesOf(mesh, "z-"), [0, 1, 2], 3, "base"), ...fix(nodesOf(mesh, "z+"), [2], 3, "top"), ...turned],
    };
  },
};

/** Half of a clamped shallow arch, pushed down at its crown by a rigid disc to 1.6 to 2.4 times its rise: it snaps through on the way, and comes off the disc. */
const arch: HardCase = {
  name: "arch, pushed through by a disc (mixed)",
  make(random, kernels) {
    const flat = distorted(box({ size: [1, 1], cells: [12, 2], element: "quad4" }), 0.25, random);
    const angle = between(0.3, 0.45, random), thickness = between(0.4, 0.7, random), radius = 10, disc = between(1, 3, random);
    const mesh = mapped(flat, (s, t) => {
      const r = radius + thickness * (t - 0.5), a = angle * s;
      return [r * Math.sin(a), r * Math.cos(a), 0];
    });
    const mu = between(0.5, 2, random), way = between(1.6, 2.4, random) * radius * (1 - Math.cos(angle));
    return {
      mesh, ...material(mesh, { law: "neo-hookean", mu, lambda: 500 * mu }, "mixed", kernels), linear: symmetricSolver, ...control, loads: [],
      constraints: [...fix(nodesOf(mesh, "x+"), [0, 1], 2, "clamp"), ...fix(nodesOf(mesh, "x-"), [0], 2, "symmetry")],
      contacts: [{ faces: facesOf(mesh, "y+"), obstacle: sphere([0, radius + thickness / 2 + disc, 0], disc), motion: [ramp(0, 1), ramp(-way, 1)], tolerance: 1e-4 }],
    };
  },
};

export const hardCases: readonly HardCase[] = [membrane, beam, column, arch];

function between(low: number, high: number, random: () => number): number {
  return low + (high - low) * random();
}

function material(mesh: Mesh, law: LawSpec, formulation: "fbar" | "mixed", kernels: Kernels): Pick<Problem, "regions"> {
  return { regions: [{ name: "all", cells: mesh.sets.cells.all, model: analytic(bindLaw(law), kernels), formulation: formulations[formulation] }] };
}

/** Moves the inner nodes of a box by up to a share of the smallest edge of its cells. */
function distorted(mesh: Mesh, share: number, random: () => number): Mesh {
  const outside = new Set(nodesOfFaces(mesh, boundaryFaces(mesh)));
  const [a, b] = [mesh.blocks[0].connectivity[0], mesh.blocks[0].connectivity[1]];
  const edge = Math.abs(mesh.points[3 * b] - mesh.points[3 * a]);
  const amount = share * Math.min(edge, 0.5);
  const points = mesh.points.map((x, k) => {
    const inside = !outside.has(Math.floor(k / 3)) && k % 3 < mesh.dimension;
    return inside ? x + amount * (2 * random() - 1) : x;
  });
  return { ...mesh, points };
}

function mapped(mesh: Mesh, place: (s: number, t: number) => readonly [number, number, number]): Mesh {
  const points = mesh.points.slice();
  for (let k = 0; k < points.length; k += 3) points.set(place(mesh.points[k], mesh.points[k + 1]), k);
  return { ...mesh, points };
}

/** How one run ended. */
export interface Ending {
  /** Time that was reached; 1 when it finished. */
  readonly time: number;
  readonly linearSolves: number;
  readonly steps: number;
  /** Cause of the failure as the error's details tell it; undefined when it finished. */
  readonly cause: string | undefined;
  /** Whether the error has a message, a likely cause, a history and a hint. */
  readonly reasoned: boolean;
  readonly message: string;
}

/** A way of walking through a problem: equal steps of a size, or from one step on adaptively. */
export interface Walking { readonly strategy: StepStrategy; readonly size: number; /** As in `HardCase.make`. */ readonly refinements?: number }

/** Ten equal steps of Newton's method as textbooks have it: whole steps, no cut. */
export const plainNewton: Walking = {
  strategy: { prediction: 0, partialMoves: 0, halvings: 0, evenedHalvings: 0, boldSteps: 0, settles: false, cut: () => 0, next: () => 1 }, size: 0.1,
};

/** Runs one perturbation of a case. */
export async function runPerturbation(hard: HardCase, seed: number, { strategy, size, refinements = 0 }: Walking): Promise<Ending> {
  const made = hard.make(seeded(seed), await loadKernels(), refinements);
  const problem: Problem = { ...made, steps: { ...made.steps, size, max: size } };
  let time = 0, steps = 0, linearSolves = 0;
  try {
    for await (const step of solve(problem, { strategy, onIteration: ({ iteration }) => { linearSolves += iteration > 0 ? 1 : 0; } })) {
      time = step.time;
      steps++;
    }
    return { time, steps, linearSolves, cause: undefined, reasoned: true, message: "" };
  } catch (error) {
    if (!(error instanceof TwoscaleError)) throw error;
    const { cause, likely, history } = error.details as { readonly cause?: string; readonly likely?: string; readonly history?: readonly number[] };
    const reasoned = error.text.length > 0 && (error.hint ?? "").length > 0 && likely !== undefined && Array.isArray(history);
    return { time, steps, linearSolves, cause: likely ?? cause ?? "unknown", reasoned, message: error.message };
  }
}
