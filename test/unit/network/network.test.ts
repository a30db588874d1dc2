/** The network kernels: derivatives against differences, rest, and the same bits in WASM as in JavaScript. */
import { describe, expect, it } from "vitest";
import { loadKernels } from "../../../src/kernels/module.js";
import { wasmMachine } from "../../../src/kernels/network.js";
import { metricOf } from "../../../src/network/layout.js";
import { referenceMachine } from "../../../src/network/reference.js";
import { lossOf } from "../../../src/network/train.js";
import { ofStretch, symmetries } from "../../../src/surrogate/structure.js";
import { exampleNetwork } from "../../support/networks.js";

const subjects = symmetries.flatMap((name) => ([2, 3] as const).flatMap((dimension) => ([["full", ofStretch], ["isochoric", { share: 1 / 3, width: 0.002 }]] as const).map(([stretch, recruitment]) => [name, dimension, stretch, recruitment] as const)));
const h = 1e-5;

describe.each(subjects)("%s, %i dimensions, fibres that see the %s stretch", (name, dimension, _, recruitment) => {
  const { trainee, unknowns, energy } = exampleNetwork(referenceMachine(), name, dimension, recruitment);
  const { strains } = trainee.network;
  const strain = [0.11, -0.08, 0.06, 0.05, -0.03, 0.04].slice(0, strains);
  const moved = (place: number, step: number): number[] => strain.map((e, v) => (v === place ? e + step : e));

  it("has no stress and no more energy than a constant at rest", () => {
    const [, ...rest] = energy(strain.map(() => 0));
    for (const s of rest.slice(0, strains)) expect(Math.abs(s)).toBeLessThan(1e-14);
  });

  it("has a stress and a tangent that are derivatives of its energy", () => {
    const answer = energy(strain);
    const metric = metricOf(strains as 3 | 6);
    for (let v = 0; v < strains; v++) {
      const [plus, minus] = [energy(moved(v, h)), energy(moved(v, -h))];
      // Second-order differences with h = 1e-5 of functions of size 1.
      expect((plus[0] - minus[0]) / (2 * h) / metric[v]).toBeCloseTo(answer[1 + v], 8);
      for (let u = v; u < strains; u++) {
        const packed = 1 + strains + v * strains - (v * (v - 1)) / 2 + u - v;
        expect((plus[1 + u] - minus[1 + u]) / (2 * h) / metric[v]).toBeCloseTo(answer[packed], 7);
      }
    }
  });

  it("has a gradient of the loss, of the correction at rest, too, that differences confirm", () => {
    const gradient = new Float64Array(unknowns.length), other = new Float64Array(unknowns.length);
    lossOf(trainee, unknowns, gradient, 1, 2);
    const scale = Math.max(...gradient.map(Math.abs));
    for (let i = 0; i < unknowns.length; i += 11) {
      const [plus, minus] = [h, -h].map((step) => lossOf(trainee, unknowns.map((x, k) => (k === i ? x + step : x)), other, 1, 2));
      expect(Math.abs((plus - minus) / (2 * h) - gradient[i])).toBeLessThan(1e-8 * scale);
    }
  });

  it("gives the same bits in WASM", async () => {
    const wasm = exampleNetwork(wasmMachine(await loadKernels()), name, dimension, recruitment);
    const [here, there] = [new Float64Array(unknowns.length), new Float64Array(unknowns.length)];
    expect(lossOf(wasm.trainee, unknowns, there, 1, 2)).toBe(lossOf(trainee, unknowns, here, 1, 2));
    expect(there).toEqual(here);
    expect(wasm.energy(strain)).toEqual(energy(strain));
  });
});
