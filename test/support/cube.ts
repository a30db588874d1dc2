/** The clamped cube of test/reference/cube.json, sheared by 0.3 or twisted by 60° in five steps. */
import { fix, prescribe, type Constraint } from "../../src/constraint/constraint.js";
import { cos, sin } from "../../src/core/math.gen.js";
import type { ElementType } from "../../src/mesh/index.js";
import type { Mesh } from "../../src/mesh/mesh.js";
import { symmetricSolver } from "../../src/solve/direct.js";
import { equalSteps } from "../../src/solve/problem.js";
import { fromRest } from "../../src/solve/strategy.js";
import { gridMesh, nodesWhere } from "./meshes.js";
import { material } from "./material.js";
import { problem, runAll, type Kept } from "./problems.js";

/** What the reference file says of a cube. */
export interface CubeValues {
  readonly energy: number;
  readonly reaction_top: readonly number[];
  readonly reaction_bottom: readonly number[];
  readonly torque_top_about_z_axis_through_centre: number;
  readonly newton_iterations: readonly number[];
  /** Displacements by place, as in "(1, 1, 0.5)". */
  readonly probes_u: Readonly<Record<string, readonly number[]>>;
}

export type CubeMotion = "shear" | "twist";

const top = (mesh: Mesh): number[] => nodesWhere(mesh, (_x, _y, z) => z === 1);
const bottom = (mesh: Mesh): number[] => nodesWhere(mesh, (_x, _y, z) => z === 0);

const motions: Readonly<Record<CubeMotion, (mesh: Mesh) => Constraint[]>> = {
  shear: (mesh) => [
    ...prescribe(top(mesh), 0, 3, (t) => 0.3 * t, "top"), ...fix(top(mesh), [1, 2], 3, "top"),
  ],
  /** Rotation by 60° about the axis through (0.5, 0.5). */
  twist: (mesh) => top(mesh).flatMap((node) => {
    const x = mesh.points[3 * node] - 0.5, y = mesh.points[3 * node + 1] - 0.5;
    const angle = (t: number): number => (t * Math.PI) / 3;
    return [
      ...prescribe([node], 0, 3, (t) => cos(angle(t)) * x - sin(angle(t)) * y - x, "top"),
      ...prescribe([node], 1, 3, (t) => sin(angle(t)) * x + cos(angle(t)) * y - y, "top"),
      ...fix([node], [2], 3, "top"),
    ];
  }),
};

/** Solves a cube of N cells per side (simplices: six to a cell) to 1e-12 of the forces, each step from rest as the reference does. */
export async function solveCube(motion: CubeMotion, element: ElementType, N: number): Promise<CubeValues> {
  const mesh = gridMesh(element, [N, N, N]);
  const steps = await runAll(problem(mesh, await material({ law: "neo-hookean", mu: 1, lambda: 10 }), {
    constraints: [...fix(bottom(mesh), [0, 1, 2], 3, "bottom"), ...motions[motion](mesh)],
    steps: equalSteps(1, 5), newton: { tolerance: 1e-12, maxIterations: 20 }, linear: symmetricSolver,
  }), { strategy: fromRest });
  return valuesOf(mesh, steps);
}

function valuesOf(mesh: Mesh, steps: readonly Kept[]): CubeValues {
  const last = steps[steps.length - 1];
  const total = (nodes: readonly number[]): number[] => [0, 1, 2].map((i) => nodes.reduce((sum, node) => sum + last.internal[3 * node + i], 0));
  const displacementAt = (place: readonly number[]): number[] => {
    const [node] = nodesWhere(mesh, (...at) => at.every((x, i) => Math.abs(x - place[i]) < 1e-9));
    return [...last.u.subarray(3 * node, 3 * node + 3)];
  };
  return {
    energy: last.energy, reaction_top: total(top(mesh)), reaction_bottom: total(bottom(mesh)),
    torque_top_about_z_axis_through_centre: torque(mesh, last), newton_iterations: steps.map(({ iterations }) => iterations),
    probes_u: new Proxy({}, { get: (_, key: string) => displacementAt(key.slice(1, -1).split(",").map(Number)) }),
  };
}

function torque(mesh: Mesh, last: Kept): number {
  return top(mesh).reduce((sum, node) => {
    const x = mesh.points[3 * node] + last.u[3 * node] - 0.5, y = mesh.points[3 * node + 1] + last.u[3 * node + 1] - 0.5;
    return sum + x * last.internal[3 * node + 1] - y * last.internal[3 * node];
  }, 0);
}

/** Largest differences of two answers, by kind. */
export function cubeDifferences(actual: CubeValues, expected: CubeValues): Readonly<Record<"energy" | "reactions" | "torque" | "displacements", number>> {
  const largest = (a: readonly number[], b: readonly number[]): number => Math.max(...a.map((x, i) => Math.abs(x - b[i])));
  return {
    energy: Math.abs(actual.energy - expected.energy),
    reactions: Math.max(largest(actual.reaction_top, expected.reaction_top), largest(actual.reaction_bottom, expected.reaction_bottom)),
    torque: Math.abs(actual.torque_top_about_z_axis_through_centre - expected.torque_top_about_z_axis_through_centre),
    displacements: Math.max(...Object.entries(expected.probes_u).map(([place, u]) => largest(actual.probes_u[place], u))),
  };
}
