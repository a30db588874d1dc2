/**
 * FE² as a library: every Gauss point of a cantilever is a cell with a stiff inclusion.
 * Run: npx tsx examples/fe2-cantilever.ts
 */
import { strict as assert } from "node:assert";
import { createStudy, run } from "twoscale";

const cell = {
  dimension: 2, size: [1, 1], grid: [16, 16], background: "matrix",
  shapes: [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: "inclusion" }],
  phases: { matrix: { law: "neo-hookean", mu: 1, lambda: 2 }, inclusion: { law: "neo-hookean", mu: 10, lambda: 20 } },
} as const;

const study = await createStudy({
  dimension: 2,
  mesh: { box: { size: [2, 1], cells: [4, 2], element: "quad4" } },
  materials: { tissue: { rve: cell } },
  regions: { all: "tissue" },
  boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0, y: 0.1 } }],
  steps: { count: 1 },
  probes: { grip: { on: "x+", field: "reaction" } },
});

for await (const step of run(study)) {
  const [x, y] = step.probes.grip;
  console.log(`t = ${step.time}: ${step.iterations} iterations, reaction ${x.toFixed(7)}, ${y.toFixed(7)} N/mm`);
  // Two independent codes: 0.00242736 and 0.0336236 (test/reference/fe2-cantilever.json).
  assert.ok(Math.abs(y - 0.03362362630148394) < 1e-9);
}
