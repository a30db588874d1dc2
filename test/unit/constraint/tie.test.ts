import { describe, expect, it } from "vitest";
import { fix, prescribe } from "../../../src/constraint/constraint.js";
import { tieFaces } from "../../../src/constraint/tie.js";
import { ramp } from "../../../src/core/time.js";
import { traction } from "../../../src/load/load.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import type { Problem } from "../../../src/solve/problem.js";
import { facesWhere, gridMesh, nodesWhere, type Place } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { problem, runLast } from "../../support/problems.js";

/** Two meshes side by side in one, without common nodes; the nodes of the second are counted on. */
function together(a: Mesh, b: Mesh): Mesh {
  const nodes = a.points.length / 3;
  const blocks = [...a.blocks, ...b.blocks.map((block) => ({ ...block, connectivity: block.connectivity.map((node) => node + nodes) }))];
  return { ...a, points: Float64Array.of(...a.points, ...b.points), blocks };
}

/** Pairs of (cell, face) at the interface y = 1: those of the lower and of the upper body. */
function sidesOf(a: Mesh, mesh: Mesh, perCell: number): [number[], number[]] {
  const faces = [...facesWhere(mesh, (_x, y) => Math.abs(y - 1) < 1e-9)], cells = a.blocks[0].connectivity.length / perCell;
  const pairs = Array.from({ length: faces.length / 2 }, (_, f) => [faces[2 * f], faces[2 * f + 1]]);
  return [pairs.filter(([cell]) => cell < cells).flat(), pairs.filter(([cell]) => cell >= cells).flat()];
}

interface Stack { readonly mesh: Mesh; readonly lower: number[]; readonly upper: number[]; readonly d: 2 | 3 }

/** A block of height 2 made of two with a different number of cells. */
function stack(lower: ElementType, upper: ElementType, counts: readonly [number, number], skew: number): Stack {
  const d = /^(quad|tri)/.test(lower) ? 2 : 3;
  const shifted = (offset: number, sign: number): Place => (s, t, r) => [s + sign * skew * s * (1 - s) * (d === 3 ? 0.5 + r : 1), t + offset, d === 3 ? r + sign * skew * r * (1 - r) * (0.5 + s) : 0];
  const make = (type: ElementType, n: number, offset: number, sign: number): Mesh => gridMesh(type, [n, 2, n].slice(0, d), shifted(offset, sign));
  const a = make(lower, counts[0], 0, 1), mesh = together(a, make(upper, counts[1], 1, -1));
  const perCell = Number(/\d+$/.exec(lower)?.[0]);
  const [low, up] = sidesOf(a, mesh, perCell);
  return { mesh, lower: low, upper: up, d };
}

/** Stretched along y between planes of symmetry: uniform stress where the interface does not disturb it. */
function stretched({ mesh, lower, upper, d }: Stack, swap: 0 | 1): Problem {
  const planes = [0, 1, 2].slice(0, d).flatMap((i) => fix(nodesWhere(mesh, (...x) => Math.abs(x[i]) < 1e-9), [i], d, `plane ${i}`));
  const top = prescribe(nodesWhere(mesh, (_x, y) => Math.abs(y - 2) < 1e-9), 1, d, ramp(0.6, 1), "top");
  const held = new Set([...planes, ...top].map(({ slave }) => slave));
  const sides = swap === 0 ? { slave: upper, master: lower } : { slave: lower, master: upper };
  return problem(mesh, neoHookeanModel(1, 3), { constraints: [...planes, ...top, ...tieFaces(mesh, { ...sides, source: "tie" }, held)], linear: symmetricSolver });
}

describe.each([
  ["quad4", "quad4", 0.15, 1e-9], ["quad4", "tri3", 0.15, 1e-9], ["quad8", "tri6", 0, 1e-9], ["hex8", "hex8", 0, 1e-9], ["tet4", "hex8", 0, 1e-9], ["tet4", "tet4", 0.15, 1e-9],
  ["hex20", "hex8", 0, 1e-9], ["hex20", "hex20", 0, 1e-9], ["tet10", "hex8", 0, 1e-9], ["tet10", "hex20", 0, 1e-9], ["tet10", "tet10", 0.15, 1e-9],
  // Quadrilaterals of any shape: their shape functions are no polynomials in the plane.
  ["hex8", "hex8", 0.15, 1e-9],
] as const)("%s tied to %s, skewed by %d", (lower, upper, skew, tolerance) => {
  it("passes the patch test: uniform stress across the interface, whichever side is the slave", async () => {
    for (const counts of [[2, 3], [3, 2]] as const) {
      for (const swap of [0, 1] as const) {
        const last = await runLast(stretched(stack(lower, upper, counts, skew), swap));
        for (let k = 0; k < last.P.length; k++) expect(Math.abs(last.P[k] - last.P[k % 9])).toBeLessThan(tolerance);
        expect(last.P[4]).toBeGreaterThan(0.3);
      }
    }
  });
});

it("a beam cut lengthwise and tied bends as the uncut one of the finer cells", async () => {
  const half = (n: number, offset: number): Mesh => gridMesh("quad8", [n, 1], (s, t) => [6 * s, t + offset, 0]);
  const clamp = (mesh: Mesh) => fix(nodesWhere(mesh, (x) => Math.abs(x) < 1e-9), [0, 1], 2, "clamp");
  const load = (mesh: Mesh) => [traction(mesh, facesWhere(mesh, (x) => Math.abs(x - 6) < 1e-9), [0, 0.005], ramp(1, 1))];
  const tip = (mesh: Mesh, u: Float64Array): number => u[2 * nodesWhere(mesh, (x, y) => Math.abs(x - 6) < 1e-9 && Math.abs(y) < 1e-9)[0] + 1];
  const whole = gridMesh("quad8", [12, 2], (s, t) => [6 * s, 2 * t, 0]);
  const reference = await runLast(problem(whole, neoHookeanModel(1, 1), { constraints: clamp(whole), loads: load(whole), linear: symmetricSolver }));
  const a = half(7, 0), mesh = together(a, half(12, 1)), [lower, upper] = sidesOf(a, mesh, 8);
  const constraints = [...clamp(mesh), ...tieFaces(mesh, { slave: upper, master: lower, source: "tie" }, new Set(clamp(mesh).map(({ slave }) => slave)))];
  const tied = await runLast(problem(mesh, neoHookeanModel(1, 1), { constraints, loads: load(mesh), linear: symmetricSolver }));
  // Cells of 6/7 in the lower half: the difference is that of the meshes.
  expect(tip(mesh, tied.u) / tip(whole, reference.u)).toBeCloseTo(1, 2);
});

describe("ties that cannot be", () => {
  it("say which face has no master", () => {
    const { mesh, lower, upper } = stack("quad4", "quad4", [2, 3], 0);
    expect(() => tieFaces(mesh, { slave: upper, master: lower.slice(0, 2), source: "boundary[3]" }, new Set())).toThrow(/E_TIE: boundary\[3\]: the face with nodes .* has master faces opposite 50\.0 % of its area/);
  });
});
