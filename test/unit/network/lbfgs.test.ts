/** L-BFGS against functions whose minimum is known. */
import { expect, it } from "vitest";
import { lbfgs, type Objective } from "../../../src/network/lbfgs.js";

const rosenbrock: Objective = (x, g) => {
  let value = 0;
  g.fill(0);
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    value += 100 * a * a + b * b;
    g[i] += -400 * a * x[i] - 2 * b;
    g[i + 1] += 200 * a;
  }
  return value;
};

it("finds the minimum of Rosenbrock's function in 20 dimensions", () => {
  const { x, value, iterations } = lbfgs(rosenbrock, new Float64Array(20).fill(-1.2), { iterations: 500 });
  expect(value).toBeLessThan(1e-12);
  for (const component of x) expect(component).toBeCloseTo(1, 5);
  expect(iterations).toBeLessThan(300);
});

it("minimises a badly scaled quadratic to 1e-8 of where it started, squared", () => {
  const quadratic: Objective = (x, g) => x.reduce((sum, v, i) => {
    const c = 10 ** (i / 2);
    g[i] = c * v;
    return sum + 0.5 * c * v * v;
  }, 0);
  expect(lbfgs(quadratic, new Float64Array(12).fill(1), { iterations: 300, tolerance: 1e-12 }).value).toBeLessThan(1e-16);
});

it("returns the best iterate, not the last, and leaves the start alone", () => {
  const start = new Float64Array(4).fill(-1.2);
  const seen: number[] = [];
  const { value } = lbfgs(rosenbrock, start, { iterations: 40, onIteration: (_, now) => { seen.push(now); } });
  expect(value).toBe(Math.min(...seen));
  expect(start).toEqual(new Float64Array(4).fill(-1.2));
});
