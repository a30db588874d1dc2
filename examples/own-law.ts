/**
 * A law of one's own, as a formula, at single deformation gradients: no mesh, no rebuild.
 * Run: npx tsx examples/own-law.ts
 */
import { strict as assert } from "node:assert";
import { analytic, bindLaw, type ConstitutiveModel, loadKernels } from "twoscale";

const kernels = await loadKernels();
const built = analytic(bindLaw({ law: "neo-hookean", mu: 1, lambda: 2 }), kernels);
const own = analytic(bindLaw({ formula: "m/2*(I1-3) - m*log(J) + l/2*log(J)^2", parameters: { m: 1, l: 2 } }), kernels);

/** First Piola–Kirchhoff stress of a uniaxial stretch in x, sides held. */
async function stress(model: ConstitutiveModel, stretch: number): Promise<number> {
  const batch = { count: 1, F: Float64Array.of(stretch, 0, 0, 0, 1, 0, 0, 0, 1), state0: new Float64Array(0), fields: new Float64Array(0), dt: 1 };
  const into = {
    W: new Float64Array(1), P: new Float64Array(9), A: new Float64Array(81), state: new Float64Array(0),
    status: new Uint8Array(1), iterations: new Int32Array(1),
  };
  await model.evaluate(batch, into, "stress");
  return into.P[0];
}

for (const stretch of [0.8, 1, 1.2, 1.5]) {
  const [a, b] = [await stress(built, stretch), await stress(own, stretch)];
  console.log(`stretch ${stretch}: P11 = ${b.toFixed(6)} MPa`);
  assert.ok(Math.abs(a - b) < 1e-14);
  // Closed form: μ(λ - 1/λ) + 2 ln λ / λ.
  assert.ok(Math.abs(b - (stretch - 1 / stretch + (2 * Math.log(stretch)) / stretch)) < 1e-14);
}
