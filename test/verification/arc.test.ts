import { describe, expect, it } from "vitest";
import { fix, prescribe } from "../../src/constraint/constraint.js";
import { ConvergenceError } from "../../src/core/errors.js";
import { ramp } from "../../src/core/time.js";
import { formulations } from "../../src/fe/formulations.js";
import { nodalForce } from "../../src/load/load.js";
import type { Mesh } from "../../src/mesh/mesh.js";
import { symmetricSolver, unsymmetricSolver } from "../../src/solve/direct.js";
import { conjugateGradientSolver, gmresSolver } from "../../src/solve/iterative.js";
import { type ArcControl, displacementTarget, loadTarget, type Problem } from "../../src/solve/problem.js";
import { limitPoints, type LimitPoint } from "../../src/study/limit-points.js";
import { material } from "../support/material.js";
import { allCells, facesWhere, gridMesh, nodesWhere } from "../support/meshes.js";
import { problem, runAll } from "../support/problems.js";
import { octant } from "../support/shells.js";

const arc = (rest: Partial<ArcControl>): ArcControl => ({ size: 0.1, min: 1e-4, max: 0.2, count: 200, ...rest });

interface Point { readonly time: number; readonly load: number; readonly u: Float64Array }

/** All states of a path. */
async function follow(given: Problem): Promise<Point[]> {
  const loads: number[] = [];
  const steps = await runAll(given, {}, ({ load = NaN }) => { loads.push(load); });
  return steps.map(({ time, u }, k) => ({ time, u, load: loads[k] }));
}

const turns = (path: readonly Point[]): LimitPoint[] => limitPoints(path.map(({ time, load }) => ({ time, load, iterations: 0, residual: 0, probes: {} })));

describe("a shallow truss of two bars (von Mises), one of them as a thin solid that turns about the middle of its ends", () => {
  const span = 10;
  /** Bar from (0, 0) to (span, rise). The apex slides on x = span; force `scale` at the load factor 1. */
  async function truss(rise: number, thickness: number, scale: number, rest: Partial<Problem>): Promise<{ apex: number; given: Problem }> {
    const length = Math.hypot(span, rise), [c, s] = [span / length, rise / length];
    const mesh = gridMesh("quad8", [20, 1], (a, r) => [length * a * c - (r - 0.5) * thickness * s, length * a * s + (r - 0.5) * thickness * c, 0]);
    const at = (x: number, y: number): number[] => nodesWhere(mesh, (...p) => Math.hypot(p[0] - x, p[1] - y) < 1e-9);
    const [apex] = at(span, rise);
    return {
      apex, given: problem(mesh, await material({ law: "neo-hookean", mu: 1, lambda: 0 }), {
        constraints: [...fix(at(0, 0), [0, 1], 2, "foot"), ...fix([apex], [0], 2, "symmetry")], loads: [nodalForce(apex, [0, -scale], 2, ramp(1, 1))], linear: symmetricSolver, ...rest,
      }),
    };
  }
  /** Force on the apex of a bar without bending at a deflection: thickness · (s - 1/s) · sine, the stress of the law without lateral stiffness under plane strain. */
  const exact = (rise: number, thickness: number, v: number): number => {
    const length = Math.hypot(span, rise), y = rise + v, now = Math.hypot(span, y), s = now / length;
    return (-thickness * (s - 1 / s) * y) / now;
  };
  it("goes through both limit loads, which tend to those of the closed form as the bar gets thin", async () => {
    const errors: number[] = [];
    for (const thickness of [0.4, 0.2]) {
      // The bar is as thick as the truss is high: it does not buckle before the truss snaps.
      const rise = thickness, limit = Math.max(...Array.from({ length: 2000 }, (_, k) => exact(rise, thickness, (-rise * k) / 1000)));
      const { apex, given } = await truss(rise, thickness, 2 * limit, { arc: arc({ size: 0.05, max: 0.05, target: loadTarget(1) }) });
      const path = await follow(given);
      const [top, bottom] = turns(path);
      expect(top.kind + bottom.kind).toBe("maximumminimum");
      errors.push(1 - (2 * top.load), 1 + 2 * bottom.load);
      // The whole curve, relative to the limit load.
      for (const { u, load } of path) expect(Math.abs(load * 2 - exact(rise, thickness, u[2 * apex + 1]) / limit)).toBeLessThan(0.03 * Math.max(1, Math.abs(2 * load)));
      expect(path.at(-1)?.load).toBe(1);
    }
    // The supports sink into the ends of the bar, by as much as it is thick: first order.
    errors.forEach((error) => expect(Math.abs(error)).toBeLessThan(0.03));
    expect(Math.abs(errors[2] / errors[0])).toBeLessThan(0.6);
    expect(Math.abs(errors[3] / errors[1])).toBeLessThan(0.6);
  });
  it("lies on the path that displacement control finds, on both sides of the limit points", async () => {
    const { apex, given } = await truss(0.3, 0.3, 2e-4, {});
    const path = await follow({ ...given, arc: arc({ size: 0.1, max: 0.1, count: 12 }) });
    expect(turns(path).length).toBeGreaterThanOrEqual(1);
    for (const { u, load } of path) {
      const down = u[2 * apex + 1];
      const held: Problem = { ...given, loads: [], constraints: [...given.constraints, ...prescribe([apex], 1, 2, ramp(down, 1), "apex")] };
      const [last] = (await runAll(held)).slice(-1);
      // Both solve to 1e-10 of their forces; near a limit point that is 1e-8 of a displacement.
      last.u.forEach((x, dof) => expect(Math.abs(x - u[dof])).toBeLessThan(1e-8));
      expect(Math.abs(last.reactions[2 * apex + 1] / -2e-4 - load)).toBeLessThan(1e-7);
    }
  });
  it("with the motion as what the load factor scales, takes the states of that motion", async () => {
    const { apex, given } = await truss(0.3, 0.3, 0, {});
    const moved: Problem = { ...given, loads: [], constraints: [...given.constraints, ...prescribe([apex], 1, 2, ramp(-0.7, 1), "apex")] };
    const path = await follow({ ...moved, arc: arc({ target: loadTarget(1) }) });
    const [last] = (await runAll(moved)).slice(-1);
    path.at(-1)?.u.forEach((x, dof) => expect(Math.abs(x - last.u[dof])).toBeLessThan(1e-9));
  });
  it("refuses to end silently when the steps are used up", async () => {
    const { given } = await truss(0.3, 0.3, 2e-4, { arc: arc({ count: 3, target: loadTarget(5) }) });
    await expect(follow(given)).rejects.toThrow(/E_PATH_COUNT: the path has taken all its 3 steps and has come to the load factor/);
  });
});

describe("a thick sphere of nearly incompressible material under internal pressure", () => {
  /** Pressure at the inner stretch a for radii 1 and 2, mu = 1, incompressible: half the difference of 4/b + 1/b⁴ between outside and inside. */
  const pressure = (a: number): number => {
    const of = (b: number): number => (4 / b + 1 / (b * b * b * b)) / 2;
    return of(Math.cbrt(1 + (a * a * a - 1) / 8)) - of(a);
  };
  it("passes the largest pressure of the closed form, at its stretch", async () => {
    const mesh = octant("hex20", 1, 2), model = await material({ law: "neo-hookean", mu: 1, lambda: 1e4 });
    const symmetry = [0, 1, 2].flatMap((i) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], 3, "symmetry"));
    const [node] = nodesWhere(mesh, (x, y, z) => Math.hypot(x - 1, y, z) < 1e-9);
    const path = await follow(problem(mesh, model, {
      regions: [{ name: "wall", cells: allCells(mesh), model, formulation: formulations.mixed }], constraints: symmetry, linear: unsymmetricSolver, newton: { tolerance: 1e-8, maxIterations: 20 },
      pressures: [{ faces: facesWhere(mesh, (x, y, z) => Math.hypot(x, y, z) < 1 + 1e-9), pressure: ramp(1, 1) }], arc: arc({ size: 0.2, max: 0.3, target: displacementTarget(3 * node, 1.5) }),
    }));
    const [limit] = turns(path), largest = Math.max(...Array.from({ length: 1500 }, (_, k) => pressure(1 + k / 1000)));
    // Two curved cells through the wall: displacement-controlled states are 1e-3 off as well.
    expect(Math.abs(limit.load / largest - 1)).toBeLessThan(1e-3);
    expect(path.at(-1)?.u[3 * node]).toBeCloseTo(1.5, 10);
    expect(Math.abs((path.at(-1)?.load ?? NaN) / pressure(2.5) - 1)).toBeLessThan(3e-3);
  });
});

describe("an arch in space", () => {
  const arch = (): Mesh => gridMesh("hex8", [10, 2, 2], (s, t, r) => {
    const angle = 0.5 * (1 - s), radius = 10 + 0.5 * (0.5 - t);
    return [radius * Math.sin(angle), radius * Math.cos(angle), r];
  });
  it("is followed by every linear solver to the same end", async () => {
    const mesh = arch(), model = await material({ law: "neo-hookean", mu: 1, lambda: 2 });
    const crown = nodesWhere(mesh, (x) => Math.abs(x) < 1e-9), foot = nodesWhere(mesh, (x, y) => Math.abs(Math.atan2(x, y) - 0.5) < 1e-9);
    const end = nodesWhere(mesh, (x, y, z) => Math.abs(x) < 1e-9 && Math.abs(y - 10.25) < 1e-9 && z === 0)[0];
    const ends: Point[] = [];
    for (const linear of [symmetricSolver, unsymmetricSolver, conjugateGradientSolver, gmresSolver]) {
      const path = await follow(problem(mesh, model, {
        linear, newton: { tolerance: 1e-9, maxIterations: 20 }, constraints: [...fix(foot, [0, 1, 2], 3, "foot"), ...fix(crown, [0], 3, "symmetry")],
        loads: crown.map((node) => nodalForce(node, [0, -0.01, 0], 3, ramp(1, 1))), arc: arc({ max: 0.3, target: displacementTarget(3 * end + 1, -3) }),
      }));
      ends.push(path[path.length - 1]);
    }
    for (const { u, load } of ends) {
      expect(Math.abs(load / ends[0].load - 1)).toBeLessThan(1e-7);
      u.forEach((x, dof) => expect(Math.abs(x - ends[0].u[dof])).toBeLessThan(1e-6));
    }
  });
});

it("a pressure that a sphere does not carry ends in the advice to follow the path", async () => {
  const mesh = octant("hex20", 1, 1), model = await material({ law: "neo-hookean", mu: 1, lambda: 1e4 });
  const symmetry = [0, 1, 2].flatMap((i) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], 3, "symmetry"));
  const failure = await runAll(problem(mesh, model, {
    regions: [{ name: "wall", cells: allCells(mesh), model, formulation: formulations.mixed }], newton: { tolerance: 1e-8, maxIterations: 20 },
    constraints: symmetry, linear: unsymmetricSolver, steps: { end: 1, size: 0.1, min: 1e-3, max: 0.1, stops: [1] },
    pressures: [{ faces: facesWhere(mesh, (x, y, z) => Math.hypot(x, y, z) < 1 + 1e-9), pressure: ramp(2, 1) }],
  })).then(() => undefined, (error: unknown) => error);
  expect(failure).toBeInstanceOf(ConvergenceError);
  const { hint, details } = failure as ConvergenceError;
  expect(details).toMatchObject({ likely: "limit point" });
  expect(hint).toMatch(/steps: \{ arc: \{\} \}/);
});

describe("limit points of a path", () => {
  it("are those of a parabola to rounding, those of a sine with the third power of the steps", () => {
    const path = (of: (t: number) => number, h: number): LimitPoint[] => limitPoints(Array.from({ length: Math.round(5 / h) }, (_, k) => ({ time: (k + 1) * h, load: of((k + 1) * h), iterations: 1, residual: 0, probes: {} })));
    const [top] = path((t) => t * (3.1 - t), 0.3);
    expect(top.time).toBeCloseTo(1.55, 12);
    expect(top.load).toBeCloseTo(1.55 * 1.55, 12);
    for (const h of [0.2, 0.1, 0.05]) expect(Math.abs(path(Math.sin, h)[0].load - 1)).toBeLessThan(0.01 * h * h * h);
    expect(path(Math.sin, 0.1).map(({ kind }) => kind)).toEqual(["maximum", "minimum"]);
  });
});
