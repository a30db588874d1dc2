/**
 * How much the boundary condition of an RVE matters: its stiffness under `linear`, `periodic` and `minimal`.
 * Run: npx tsx examples/boundary-conditions.ts
 */
import { strict as assert } from "node:assert";
import { defineRve, homogenize, type RveBoundary } from "twoscale";

async function stiffness(boundary: RveBoundary): Promise<number> {
  const rve = defineRve({
    dimension: 2, size: [1, 1], grid: [16, 16], background: "matrix", boundary,
    shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
    phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
  });
  const model = await homogenize(rve, { threads: 1 });
  const size = model.state.reduce((sum, { size: n }) => sum + n, 0);
  const state0 = new Float64Array(size);
  model.initialState(state0, 1);
  const into = {
    W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(size),
    status: new Uint8Array(1), iterations: new Int32Array(1),
  };
  await model.evaluate({ count: 1, F: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), state0, fields: new Float64Array(0), dt: 1 }, into, "tangent");
  model.dispose?.();
  return into.A[0];
}

// Independent codes: test/reference/small-strain.json.
const expected = { linear: 5.373937757181874, periodic: 5.344383652670668, minimal: 5.181445973851522 };
for (const boundary of ["linear", "periodic", "minimal"] as const) {
  const A1111 = await stiffness(boundary);
  console.log(`${boundary.padEnd(8)} A1111 = ${A1111.toFixed(6)} MPa`);
  assert.ok(Math.abs(A1111 / expected[boundary] - 1) < 1e-8);
}
