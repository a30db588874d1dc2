import { describe, expect, it } from "vitest";
import { fix } from "../../../src/constraint/constraint.js";
import { symmetricSolver, unsymmetricSolver } from "../../../src/solve/direct.js";
import type { Checkpoint } from "../../../src/solve/checkpoint.js";
import { equalSteps, type Problem } from "../../../src/solve/problem.js";
import { halving } from "../../../src/solve/strategy.js";
import { type Cut, solve, type SolveOptions } from "../../../src/solve/stepper.js";
import { facesWhere, gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem } from "../../support/problems.js";
import { quarterRing } from "../../support/shells.js";

const ring = quarterRing("quad4", 3, 3);
const at = (radius: number) => (x: number, y: number): boolean => Math.abs(Math.hypot(x, y) - radius) < 1e-9;
const inner = facesWhere(ring, at(1)), outer = facesWhere(ring, at(2));
const given = (rest: Partial<Problem>): Problem => problem(ring, neoHookeanModel(1, 10), {
  constraints: [...fix(nodesWhere(ring, (x) => Math.abs(x) < 1e-9), [0], 2, "x"), ...fix(nodesWhere(ring, (_x, y) => Math.abs(y) < 1e-9), [1], 2, "y")],
  linear: unsymmetricSolver, steps: equalSteps(1, 4), ...rest,
});
const grow = (share: number) => (time: number, initial: number): number => initial * (1 + share * time);

interface Kept { readonly u: Float64Array; readonly surfaces: readonly { pressure: number; volume: number }[]; readonly checkpoint: Checkpoint }
async function walk(of: Problem, options: SolveOptions = {}): Promise<Kept[]> {
  const out: Kept[] = [];
  for await (const step of solve(of, options)) {
    out.push({ u: step.u.slice(), surfaces: step.surfaces.map(({ pressure, volume }) => ({ pressure, volume })), checkpoint: step.checkpoint() });
  }
  return out;
}

describe("pressures and volumes", () => {
  it.each([["a follower pressure", { pressures: [{ faces: inner, pressure: () => 0.1 }] }], ["an enclosed volume", { volumes: [{ faces: inner, volume: grow(0.1) }] }]] as const)("%s is refused with a symmetric solver", async (what, load) => {
    await expect(walk(given({ ...load, linear: symmetricSolver }))).rejects.toThrow(new RegExp(`E_SYMMETRY: ${what} makes the stiffness unsymmetric, but the linear solver is symmetric`));
  });

  it("a material without major symmetry is refused with a symmetric solver", async () => {
    const model = { ...neoHookeanModel(1, 10), tangent: "unsymmetric" as const };
    const cells = Int32Array.from({ length: 9 }, (_, cell) => cell);
    await expect(walk(given({ regions: [{ name: "wall", cells, model }], linear: symmetricSolver }))).rejects.toThrow(/E_SYMMETRY: material .* of region "wall" makes the stiffness unsymmetric/);
  });

  it("reaches the volume at every step", async () => {
    const steps = await walk(given({ volumes: [{ faces: inner, volume: grow(0.8) }] }));
    const polygon = 3 * 0.5 * Math.sin(Math.PI / 6);
    // Three triangles of the regular polygon with 12 corners; volumes are reached to the tolerance of Newton's method.
    steps.forEach(({ surfaces }, k) => expect(surfaces[0].volume / (polygon * (1 + 0.2 * (k + 1)))).toBeCloseTo(1, 9));
    expect(steps.length).toBe(4);
  });

  it("solves two cavities together: the outer volume of the blown ring needs no pressure outside", async () => {
    const [blown] = (await walk(given({ pressures: [{ faces: inner, pressure: (t) => 0.2 * t }, { faces: outer, pressure: () => 0 }] }))).slice(-1);
    const [free, shut] = blown.surfaces.map(({ volume }) => volume);
    const linear = (end: number) => (time: number, initial: number): number => initial + time * (end - initial);
    const [found] = (await walk(given({ volumes: [{ faces: inner, volume: linear(free) }, { faces: outer, volume: linear(shut) }] }))).slice(-1);
    expect(found.surfaces[0].pressure).toBeCloseTo(0.2, 8);
    expect(found.surfaces[1].pressure).toBeCloseTo(0, 8);
  });

  it("lets go of a volume: the pressure falls linearly, whatever the steps, and an elastic ring is as at first", async () => {
    const release = { from: 0.5, to: 1 };
    const of = given({ volumes: [{ faces: inner, volume: grow(0.8), release }], steps: { end: 1.25, size: 0.25, min: 0.01, max: 0.25, stops: [0.5, 1, 1.25] } });
    const steps = await walk(of);
    const held = steps[1].surfaces[0].pressure;
    expect(held).toBeGreaterThan(0.1);
    expect(steps.map(({ surfaces }) => surfaces[0].pressure).slice(2)).toEqual([held / 2, 0, 0]);
    expect(Math.max(...steps[4].u.map(Math.abs))).toBeLessThan(1e-10);
    const rest = await walk(of, { restart: steps[2].checkpoint });
    expect(rest.map(({ u }) => u)).toEqual(steps.slice(3).map(({ u }) => u));
  });

  it("measures a volume down to a plane, with walls under a rim that moves", async () => {
    const mesh = gridMesh("hex8", [2, 2, 1], (s, t, r) => [s, t, 1 + 0.1 * r]);
    const below = facesWhere(mesh, (_x, _y, z) => Math.abs(z - 1) < 1e-9);
    const of = problem(mesh, neoHookeanModel(1, 10), {
      constraints: fix(nodesWhere(mesh, (_x, _y, z) => Math.abs(z - 1.1) < 1e-9), [0, 1], 3, "top").concat(fix(nodesWhere(mesh, (x, y, z) => z < 1.05 && x + y < 1e-9), [0, 1], 3, "corner")),
      linear: unsymmetricSolver, volumes: [{ faces: below, volume: () => 0.25, base: { axis: 2, at: 0.75 } }],
    });
    const [{ surfaces, u }] = await walk({ ...of, constraints: [...of.constraints, ...fix(nodesWhere(mesh, (_x, _y, z) => z > 1.05), [2], 3, "top")] });
    expect(surfaces[0].volume).toBeCloseTo(0.25, 12);
    // It is 0.25 from the start: nothing has to move, and nothing pushes.
    expect(Math.max(...u.map(Math.abs))).toBe(0);
    expect(surfaces[0].pressure).toBe(0);
  });

  it("goes on from a checkpoint with the same bits", async () => {
    const of = given({ volumes: [{ faces: inner, volume: grow(0.8) }] });
    const all = await walk(of), rest = await walk(of, { restart: all[1].checkpoint });
    expect(rest.map(({ u }) => u)).toEqual(all.slice(2).map(({ u }) => u));
    expect(rest[1].surfaces).toEqual(all[3].surfaces);
    await expect(walk(given({}), { restart: all[1].checkpoint })).rejects.toThrow(/E_CHECKPOINT/);
  });

  it("cuts a volume that grows too fast, from the pressure of the last accepted step", async () => {
    const cuts: Cut[] = [];
    const of = given({ volumes: [{ faces: inner, volume: grow(12) }], steps: { end: 1, size: 1, min: 1e-3, max: 1, stops: [1] } });
    const steps = await walk(of, { strategy: halving, onCut: (cut) => cuts.push(cut) });
    const slowly = await walk(given({ volumes: [{ faces: inner, volume: grow(12) }], steps: equalSteps(1, 24) }));
    expect(cuts.length).toBeGreaterThan(0);
    expect(steps[steps.length - 1].surfaces[0].pressure).toBeCloseTo(slowly[23].surfaces[0].pressure, 8);
  });
});

describe("the closure of a rim", () => {
  const tube = (() => {
    const mesh = gridMesh("hex8", [2, 8, 3]);
    // Half a tube, radii 1 to 2, of length 3 along z; the cut is y = 0.
    const points = mesh.points.slice();
    for (let k = 0; k < points.length; k += 3) {
      const [r, angle] = [1 + mesh.points[k], Math.PI * mesh.points[k + 1]];
      points.set([r * Math.cos(angle), mesh.points[k + 1] === 1 ? 0 : r * Math.sin(angle), 3 * mesh.points[k + 2]], k);
    }
    return { ...mesh, points };
  })();
  const bore = facesWhere(tube, (x, y) => Math.hypot(x, y) < 1 + 1e-9);
  it("takes the two ends of a slice and a plane of symmetry as walls", async () => {
    const constraints = [
      ...fix(nodesWhere(tube, (_x, _y, z) => z === 0 || z === 3), [2], 3, "ends"), ...fix(nodesWhere(tube, (_x, y) => Math.abs(y) < 1e-9), [1], 3, "cut"),
      ...fix(nodesWhere(tube, (x, _y, z) => x === -1 && z === 0), [0], 3, "pin"),
    ];
    const [step] = await walk(problem(tube, neoHookeanModel(1, 10), { constraints, pressures: [{ faces: bore, pressure: () => 0 }], linear: unsymmetricSolver }));
    // Eight triangles of half a regular polygon of 16 corners.
    expect(step.surfaces[0].volume).toBeCloseTo(8 * 0.5 * Math.sin(Math.PI / 8) * 3, 12);
  });
});
