import { describe, expect, it } from "vitest";
import { fix } from "../../../src/constraint/constraint.js";
import { ramp, table, type TimeFunction, zero } from "../../../src/core/time.js";
import { type ContactAnswer, createContact, contactAtNodes } from "../../../src/load/contact.js";
import { cylinder, type Obstacle, roundedBox, sphere, wall } from "../../../src/load/obstacle.js";
import { everyDirection, nodeSprings } from "../../../src/load/spring.js";
import { nodeGraph, dofPattern } from "../../../src/fe/pattern.js";
import { createPatches } from "../../../src/fe/patch.js";
import { multiply } from "../../../src/fe/assembly.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import type { Checkpoint } from "../../../src/solve/checkpoint.js";
import { equalSteps } from "../../../src/solve/problem.js";
import type { AcceptedStep } from "../../../src/solve/accept.js";
import { allCells, facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { linearModel } from "../../support/linear-model.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runAll } from "../../support/problems.js";
import { seeded } from "../../support/random.js";

const still: TimeFunction[] = [zero, zero, zero];
const obstacles: [string, Obstacle][] = [
  ["wall", wall([0.1, 0, 0.2], [1, 2, 3])], ["sphere", sphere([0.1, -0.2, 0.3], 0.8)], ["cylinder", cylinder([0.1, 0.2, 0], [1, 1, 0.5], 0.4)],
  ["box", roundedBox([0.1, 0, 0], [1.2, 0.8, 0.6], 0.2)], ["plane box", roundedBox([0.1, 0], [1.2, 0.8], 0.2)],
];

describe.each(obstacles)("the %s", (_name, obstacle) => {
  it("has a distance with slope 1 along its normal, and derivatives that agree with differences", () => {
    const next = seeded(4);
    for (let trial = 0; trial < 40; trial++) {
      const x = Float64Array.from({ length: 3 }, () => 3 * next() - 1.5);
      const normal = new Float64Array(3), curvature = new Float64Array(9);
      const g = obstacle.distance(x, normal, curvature);
      expect(Math.hypot(...normal)).toBeCloseTo(1, 12);
      // The foot of the perpendicular lies on the surface: what makes a function the signed distance. Beyond the core the normals of a box jump.
      if (g > 0) expect(Math.abs(obstacle.distance(x.map((c, i) => c - g * normal[i]), new Float64Array(3), new Float64Array(9)))).toBeLessThan(1e-12);
      if (g < 0) continue;
      for (let j = 0; j < 3; j++) {
        const h = 1e-6, up = new Float64Array(3), down = new Float64Array(3), rest = new Float64Array(9);
        const slope = (obstacle.distance(shifted(x, j, h), up, rest) - obstacle.distance(shifted(x, j, -h), down, rest)) / (2 * h);
        expect(Math.abs(slope - normal[j])).toBeLessThan(1e-8);
        for (let i = 0; i < 3; i++) expect(Math.abs((up[i] - down[i]) / (2 * h) - curvature[3 * i + j])).toBeLessThan(1e-7 / Math.max(g, 0.1) ** 2);
      }
    }
  });
});

function shifted(x: Float64Array, j: number, h: number): Float64Array {
  const out = x.slice();
  out[j] += h;
  return out;
}

describe.each(["quad4", "quad8", "tri6", "tet4", "hex8", "tet10", "hex20"] as const)("contact forces on %s", (type) => {
  const d = /^(quad|tri)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, [2, 2, 2].slice(0, d), (s, t, r) => [s + 0.1 * t * t, t, r]);
  const patches = createPatches(mesh, allCells(mesh));
  const pattern = dofPattern(nodeGraph(mesh.points.length / 3, patches), d);
  const faces = facesWhere(mesh, (_x, y) => Math.abs(y) < 1e-9);
  const contact = createContact(mesh, { faces, obstacle: sphere([0.4, -1.9, 0.5].slice(0, d), 2), motion: still.slice(0, d), penalty: 7, tolerance: 1e-6 }, pattern);
  const next = seeded(2);
  contact.multiplier.forEach((_l, k) => { contact.multiplier[k] = next() - 0.3; });
  const u = Float64Array.from({ length: pattern.size }, () => 0.05 * next());

  it("are minus the slope of their potential, and their stiffness is its curvature", () => {
    contact.respond(u, 0);
    const forces = contact.forces.slice(), K = new Float64Array(pattern.columns.length);
    contact.addStiffness(K);
    const dofs = [...forces.keys()].filter((dof) => forces[dof] !== 0);
    expect(dofs.length).toBeGreaterThan(3);
    const h = 1e-6, column = new Float64Array(pattern.size);
    for (const dof of dofs) {
      const [up, forcesUp] = [contact.respond(shifted(u, dof, h), 0), contact.forces.slice()];
      const [down, forcesDown] = [contact.respond(shifted(u, dof, -h), 0), contact.forces.slice()];
      expect(Math.abs(-(up - down) / (2 * h) - forces[dof])).toBeLessThan(1e-8);
      multiply(pattern, K, Float64Array.from(u, (_x, k) => (k === dof ? 1 : 0)), column);
      column.forEach((k, row) => expect(Math.abs(-(forcesUp[row] - forcesDown[row]) / (2 * h) - k)).toBeLessThan(2e-8));
    }
  });
});

/** Walk of a problem with one contact, keeping what the tests look at. */
async function walk(given: Parameters<typeof runAll>[0], look: (step: AcceptedStep, contact: ContactAnswer) => void, restart?: Checkpoint): Promise<void> {
  await runAll(given, restart ? { restart } : {}, (step) => look(step, step.contacts[0]));
}

describe.each(["quad4", "tri6", "quad8", "tet4", "hex8", "hex20", "tet10"] as const)("a block of %s pressed by a moving wall", (type) => {
  const d = /^(quad|tri)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, [3, 2, 2].slice(0, d), (s, t, r) => [s + (0.1 * s * (1 - s)), t, r + 0.2 * r * (1 - r)]);
  const top = facesWhere(mesh, (_x, y) => Math.abs(y - 1) < 1e-9);
  const on = (i: number) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], d as 2 | 3, `plane ${i}`);
  const down = table([[0, 0], [1, -0.5]]);
  const given = problem(mesh, neoHookeanModel(1, 3), {
    constraints: [0, 1, 2].slice(0, d).flatMap(on), linear: symmetricSolver, steps: equalSteps(1, 4),
    contacts: [{ faces: top, obstacle: wall([0, 1.2, 0], [0, -1, 0]), motion: [zero, down, zero].slice(0, d), tolerance: 1e-9 }],
  });

  it("stays free until it is touched, and is then in uniaxial compression with a uniform pressure", async () => {
    let index = 0;
    await walk(given, (step, contact) => {
      const wallAt = 1.2 - 0.5 * step.time;
      const stretch = Math.min(1, wallAt);
      const height = nodesWhere(mesh, (_x, y) => Math.abs(y - 1) < 1e-9).map((node) => 1 + step.u[node * d + 1]);
      for (const y of height) expect(y).toBeCloseTo(stretch, 8);
      const total = contact.forces.reduce((sum, f, dof) => sum + (dof % d === 1 ? f : 0), 0);
      // All stress components but the one along y vanish, so P is the same at all points, and the force is P times the reference area.
      expect(-total / area()).toBeCloseTo(-step.regions[0].arena.response.P[4], 7);
      expect(total === 0).toBe(wallAt > 1);
      const { pressure } = contactAtNodes(contact, mesh.points.length / 3);
      const pushed = nodesWhere(mesh, (_x, y) => Math.abs(y - 1) < 1e-9).map((node) => pressure[node]);
      for (const p of pushed) expect(p).toBeCloseTo(-total / area(), 6);
      index = step.index;
    });
    expect(index).toBeGreaterThanOrEqual(4);
  });

  const area = (): number => 1;

  it("goes on from a checkpoint with the same bits", async () => {
    const ends: Float64Array[] = [], checkpoints: Checkpoint[] = [];
    await walk(given, (step) => { ends.push(step.u.slice()); checkpoints.push(structuredClone(step.checkpoint())); });
    const again: Float64Array[] = [];
    await walk(given, (step) => again.push(step.u.slice()), checkpoints[1]);
    expect(again).toEqual(ends.slice(2));
  });
});

it("a body thrown at a wall in one step is caught: the line search survives first touch", async () => {
  const mesh = gridMesh("quad4", [4, 4]);
  const bottom = facesWhere(mesh, (_x, y) => y === 0);
  const springs = [nodeSprings(mesh, nodesWhere(mesh, () => true), 1e-3, everyDirection)];
  // 25 weak springs and a load of 1: without the wall the body would move by 40 of its own lengths.
  const loads = [{ dofs: Int32Array.from(nodesWhere(mesh, () => true), (node) => 2 * node + 1), values: new Float64Array(25).fill(-0.04), factor: ramp(1, 1) }];
  const contacts = [{ faces: bottom, obstacle: wall([0, -0.5], [0, 1]), motion: [zero, zero], tolerance: 1e-8 }];
  let force = 0, iterations = 0, lowest = 0;
  await walk(problem(mesh, neoHookeanModel(1, 1), { springs, loads, contacts, linear: symmetricSolver, newton: { tolerance: 1e-9, maxIterations: 30 } }), (step, contact) => {
    force = contact.forces.reduce((sum, f) => sum + f, 0);
    iterations = step.cost.linearSolves;
    lowest = Math.min(...nodesWhere(mesh, (_x, y) => y === 0).map((node) => step.u[2 * node + 1]));
    expect(step.cost.attempts).toBe(1);
  });
  expect(lowest).toBeCloseTo(-0.5, 6);
  expect(force).toBeGreaterThan(0.98);
  expect(iterations).toBeLessThan(40);
});

it("a cylinder on a half-plane: Hertz's width and distribution of pressure", async () => {
  // Half of the body by symmetry, 2 wide and 2 deep, graded towards the contact: smallest cell 0.0133, half-width 0.105.
  const graded = (s: number): number => s * (0.16 + 0.84 * s * s);
  const mesh = gridMesh("quad4", [24, 24], (s, t) => [2 * graded(s), -2 * graded(1 - t), 0]);
  const top = facesWhere(mesh, (_x, y) => Math.abs(y) < 1e-9);
  const mu = 1, lambda = 1, radius = 1, modulus = (4 * mu * (lambda + mu)) / (lambda + 2 * mu);
  const constraints = [...fix(nodesWhere(mesh, (x) => Math.abs(x) < 1e-9), [0], 2, "symmetry"), ...fix(nodesWhere(mesh, (_x, y) => Math.abs(y + 2) < 1e-9), [0, 1], 2, "base")];
  const contacts = [{ faces: top, obstacle: cylinder([0, radius], [0, 0, 1], radius), motion: [zero, ramp(-0.02, 1)], tolerance: 1e-7 }];
  let force = 0;
  const pressures: (readonly [number, number])[] = [];
  await walk(problem(mesh, linearModel(mu, lambda), { constraints, contacts, linear: symmetricSolver }), (_step, contact) => {
    force = -2 * contact.forces.reduce((sum, f, dof) => sum + (dof % 2 === 1 ? f : 0), 0);
    pressures.push(...Array.from(contact.points.nodes, (node, k) => [mesh.points[3 * node], contact.pressure[k]] as const));
  });
  // johnson1985, eq. 4.43 and 4.45, in plane strain: a² = 4 F R / (π E*), p = p0 √(1 - x²/a²), p0² = F E* / (π R).
  const a = Math.sqrt((4 * force * radius) / (Math.PI * modulus)), p0 = Math.sqrt((force * modulus) / (Math.PI * radius));
  const touching = pressures.filter(([, p]) => p > 0);
  // The edge lies between two nodes; pressures feel the body's finite size (half-width over depth is 1/20) and the mesh: 7 nodes in contact.
  expect(Math.abs(Math.max(...touching.map(([x]) => x)) - a)).toBeLessThan(0.0135);
  for (const [x, p] of touching.filter(([at]) => at < 0.7 * a)) expect(Math.abs(p / (p0 * Math.sqrt(1 - (x * x) / (a * a))) - 1)).toBeLessThan(0.015);
  expect(touching.length).toBe(7);
});
