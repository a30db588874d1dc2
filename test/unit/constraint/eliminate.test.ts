import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Constraint, fix, prescribe } from "../../../src/constraint/constraint.js";
import { tiePairs } from "../../support/pairs.js";
import { eliminate } from "../../../src/constraint/eliminate.js";
import { createReduction, expandVector, reduceMatrix, reduceVector } from "../../../src/constraint/reduce.js";

const name = (dof: number): string => `dof ${dof}`;
const all = (dofs: number): Uint8Array => new Uint8Array(dofs).fill(1);
const resolve = (dofs: number, constraints: readonly Constraint[]) => eliminate(dofs, all(dofs), constraints, [0, 1], name);
const equation = (slave: number, masters: number[], factors: number[], value: number): Constraint =>
  ({ slave, masters, factors, value: () => value, source: `equation for ${slave}` });

/** u = T q + g at t = 1. */
function displacement(T: ReturnType<typeof resolve>, q: Float64Array): Float64Array {
  const u = new Float64Array(T.dofs), g = new Float64Array(T.dofs);
  expandVector(T, q, u);
  T.offsets(1, g);
  return u.map((x, i) => x + g[i]);
}

describe("elimination", () => {
  it("resolves chains whatever their order", () => {
    const chain = [equation(0, [1], [2], 1), equation(1, [2], [3], 10), equation(2, [3], [-1], 0)];
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
      const T = resolve(4, order.map((k) => chain[k]));
      // u3 = 5 is free: u2 = -5, u1 = 3·(-5) + 10, u0 = 2·(-5) + 1.
      expect(Array.from(displacement(T, Float64Array.of(5)))).toEqual([-9, -5, -5, 5]);
    }
  });

  it("satisfies every equation of a random consistent system", () => {
    const row = fc.record({ masters: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), slave: fc.integer({ min: 0, max: 9 }) });
    fc.assert(fc.property(fc.array(row, { maxLength: 9 }), fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 10, maxLength: 10 }), (rows, solution) => {
      // Right-hand sides are made from a solution, so that no two equations contradict each other.
      const constraints = rows.map(({ slave, masters }, r) => {
        const own = masters.filter((m) => m !== slave), factors = own.map((m) => ((m + r) % 5) - 2);
        return equation(slave, own, factors, solution[slave] - own.reduce((s, m, k) => s + factors[k] * solution[m], 0));
      });
      const T = resolve(10, constraints);
      const u = displacement(T, Float64Array.from({ length: T.free }, (_, p) => Math.sin(p + 1)));
      for (const c of constraints) {
        const right = Array.from(c.masters).reduce((s, m, k) => s + c.factors[k] * u[m], c.value(1));
        // Factors up to 3 through at most nine substitutions.
        expect(Math.abs(u[c.slave] - right)).toBeLessThan(1e-7 * (1 + Math.max(...u.map(Math.abs))));
      }
    }));
  });

  it("drops an equation that repeats another, and refuses one that contradicts it, naming both", () => {
    const left = fix([0, 1], [0, 1], 2, "boundary[0] (set \"left\")");
    expect(resolve(6, [...left, ...fix([1], [1], 2, "boundary[1]")]).free).toBe(2);
    const moved = prescribe([1], 1, 2, (time) => 0.1 * time, "boundary[1] (set \"bottom\")");
    expect(() => resolve(6, [...left, ...moved])).toThrow(/E_CONSTRAINT_CONFLICT: boundary\[1\] \(set "bottom"\) asks something else of dof 3 than boundary\[0\] \(set "left"\): they differ by 0.1000 at t=1/);
  });

  it("takes another dof of the equation when the wanted one is prescribed already", () => {
    const T = resolve(2, [equation(0, [], [], 3), ...tiePairs([0, 1], 2, () => () => 0, "tie").slice(0, 1).map((c) => ({ ...c, masters: [1] }))]);
    expect(Array.from(displacement(T, new Float64Array(0)))).toEqual([3, 3]);
  });

  it("holds dofs without stiffness at zero, unless an equation uses them", () => {
    const active = Uint8Array.of(1, 1, 0, 0);
    const T = eliminate(4, active, [equation(0, [2], [1], 0)], [0], name);
    expect(Array.from(T.freeDofs)).toEqual([1, 2]);
  });
});

describe("reduction", () => {
  it("is TᵀKT and Tᵀr, entry by entry", () => {
    const T = resolve(5, [equation(1, [0, 4], [0.5, 2], 1), equation(3, [], [], 0.2)]);
    const dense = Array.from({ length: 25 }, (_, k) => Math.cos(k + 1));
    const full = { size: 5, rowStart: Int32Array.of(0, 5, 10, 15, 20, 25), columns: Int32Array.from({ length: 25 }, (_, k) => k % 5) };
    const reduction = createReduction(full, T);
    const K = new Float64Array(reduction.pattern.columns.length), r = new Float64Array(T.free);
    reduceMatrix(reduction, Float64Array.from(dense), K);
    reduceVector(T, Float64Array.from(dense.slice(0, 5)), r);
    const columns = [[1, 0.5, 0, 0, 0], [0, 0, 1, 0, 0], [0, 2, 0, 0, 1]];
    columns.forEach((a, p) => {
      expect(r[p]).toBeCloseTo(a.reduce((s, x, i) => s + x * dense[i], 0), 14);
      columns.forEach((b, q) => {
        let expected = 0;
        a.forEach((x, i) => b.forEach((y, j) => { expected += x * dense[5 * i + j] * y; }));
        const start = reduction.pattern.rowStart[p];
        const k = reduction.pattern.columns.subarray(start, reduction.pattern.rowStart[p + 1]).indexOf(q);
        expect(K[start + k]).toBeCloseTo(expected, 13);
      });
    });
  });
});
