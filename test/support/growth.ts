/** Growth of one Gauss point under a given course of F. */
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import { stride } from "../../src/constitutive/model.js";
import { bindGrowth, grown, type GrowthSpec } from "../../src/growth/index.js";
import { emptyResponse } from "./points.js";

/** A material whose stress nobody asks for: growth alone. */
const inert: ConstitutiveModel = {
  name: "inert", state: [], fields: [], initialState: () => undefined,
  evaluate: () => Promise.resolve(),
};

/** First state column of a growing point after each of some times, which are multiples of `dt`. */
export async function growthAt(spec: GrowthSpec, F: (time: number) => readonly number[], times: readonly number[], dt: number): Promise<number[]> {
  const model = grown(inert, bindGrowth(spec));
  const size = stride(model.state);
  let state0 = new Float64Array(size);
  const into = emptyResponse(1, size), fields = new Float64Array(0), out: number[] = [];
  model.initialState(state0, 1);
  const steps = Math.round(times[times.length - 1] / dt);
  for (let k = 1; k <= steps; k++) {
    await model.evaluate({ count: 1, F: Float64Array.from(F(k * dt)), state0, fields, dt }, into, "stress");
    state0 = into.state.slice();
    if (times.some((time) => Math.abs(time - k * dt) < 0.25 * dt)) out.push(state0[0]);
  }
  return out;
}
