/** Surrogates: samples, files, and what the guard's measures say. */
import { beforeAll, describe, expect, it } from "vitest";
import { SurrogateError } from "../../../src/core/errors.js";
import { loadKernels } from "../../../src/kernels/module.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { compare, errorsOf } from "../../../src/surrogate/assess.js";
import { readSamples, writeSamples } from "../../../src/surrogate/data-file.js";
import { checkBelongs, decodeSurrogate, encodeSurrogate } from "../../../src/surrogate/file.js";
import { surrogateModel, surrogateReference } from "../../../src/surrogate/model.js";
import { sample } from "../../../src/surrogate/sample.js";
import { sampleCount } from "../../../src/surrogate/samples.js";
import { coordinatesOf, stretchOf } from "../../../src/surrogate/strain.js";
import { distrustOf, shareOf } from "../../../src/surrogate/trust.js";
import { smallSurrogate } from "../../support/surrogates.js";

type Small = Awaited<ReturnType<typeof smallSurrogate>>;

describe("coordinates of a stretch", () => {
  it.each([2, 3] as const)("return what the stretch was made of, whatever rotates it, in %i dimensions", (dimension) => {
    const x = [0.1, -0.2, 0.05, 0.15, -0.1, 0.08].slice(0, dimension === 2 ? 3 : 6);
    const U = stretchOf(x, dimension);
    const Q = [0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1];
    const F = Q.map((_, n) => [0, 1, 2].reduce((sum, k) => sum + Q[3 * Math.floor(n / 3) + k] * U[3 * k + (n % 3)], 0));
    const found = new Float64Array(x.length);
    coordinatesOf(F, dimension, found);
    // The series of the logarithm is cut at 1e-9.
    x.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
  });
});

describe("a surrogate", () => {
  let small: Small;
  beforeAll(async () => { small = await smallSurrogate(2); });

  it("of few samples has errors of a few percent where it was not trained", () => {
    expect(small.surrogate.errors!.P).toBeLessThan(0.05);
    expect(small.surrogate.errors!.A).toBeLessThan(0.08);
  });

  it("comes out with the same bits again", async () => {
    const again = await smallSurrogate(2);
    expect(encodeSurrogate(again.surrogate)).toBe(encodeSurrogate(small.surrogate));
  });

  it("answers with the same bits in WASM and JavaScript", async () => {
    const [wasm, reference] = [surrogateModel(small.surrogate, await loadKernels()), surrogateReference(small.surrogate)].map((model) => compare(model, small.set.rows, 2));
    expect(wasm).toEqual(reference);
    expect(errorsOf(wasm)).toEqual(errorsOf(reference));
  });

  it("survives its file, and is refused when that is damaged, of another version, or of another RVE", () => {
    const text = encodeSurrogate(small.surrogate);
    expect(decodeSurrogate(text, "a.json")).toEqual(small.surrogate);
    const code = (change: (content: string) => string): string => {
      try {
        decodeSurrogate(change(text), "a.json");
      } catch (error) {
        return error instanceof SurrogateError ? error.code : String(error);
      }
      return "none";
    };
    expect(code((content) => content.slice(0, -20))).toBe("E_SURROGATE_FILE");
    expect(code((content) => content.replace(/"spreadFactor": [\d.]+/, '"spreadFactor": 1.25'))).toBe("E_SURROGATE_FILE");
    expect(code((content) => content.replace('"version": 2', '"version": 9'))).toBe("E_SURROGATE_VERSION");
    expect(() => checkBelongs(small.surrogate, "another", "a.json")).toThrow(/E_SURROGATE: a.json was trained on another RVE/);
  });

  it("is trusted in its range, and not beyond, with a share that changes smoothly", () => {
    const distrust = distrustOf(small.surrogate, 0.2);
    const at = (first: number): number => {
      const level = new Float64Array(1);
      distrust(1, stretchOf([first, 0, 0], 2), Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 0), { spread: new Float64Array(1), reports: new Float64Array(11) }, level);
      return shareOf(level[0]);
    };
    expect([at(0.1), at(0.149), at(0.16), at(0.3)]).toEqual([1, 1, 0, 0]);
    const shares = Array.from({ length: 101 }, (_, k) => at(0.149 + 0.0001 * k));
    shares.slice(1).forEach((share, k) => expect(shares[k] - share).toBeLessThan(0.03));
  });
});

describe("samples", () => {
  it("go on where they stopped and end as if they had not", async () => {
    const { rve, set } = await smallSurrogate(2, { iterations: 1, epochs: 1 });
    const half = await sample(rve, { count: 30, range: 0.15 });
    const whole = await sample(rve, { count: 80, range: 0.15, resume: half });
    expect(whole).toEqual(set);
  });

  it("survive their files, and are refused when those are damaged", async () => {
    const { set } = await smallSurrogate(2, { iterations: 1, epochs: 1 });
    const store = memoryFiles({});
    expect(await readSamples(store)).toBeUndefined();
    await writeSamples(store, set);
    expect(await readSamples(store)).toEqual(set);
    const bytes = (await store.read("samples.bin"))!;
    bytes[1000] ^= 1;
    await store.write("samples.bin", bytes);
    await expect(readSamples(store)).rejects.toThrow(/E_SAMPLES/);
  });

  it("keep the furthest state that was reached in the place of one that fails", async () => {
    const { rve } = await smallSurrogate(2, { iterations: 1, epochs: 1 });
    const limit = 0.1;
    const brittle = {
      ...rve, model: {
        ...rve.model,
        async evaluate(...[batch, into, want]: Parameters<typeof rve.model.evaluate>) {
          await rve.model.evaluate(batch, into, want);
          const x = new Float64Array(3);
          for (let k = 0; k < batch.count; k++) {
            coordinatesOf(batch.F, 2, x, 9 * k);
            if (Math.abs(x[0]) > limit) into.status[k] = 2;
          }
        },
      },
    };
    const set = await sample(brittle, { count: 40, range: 0.15 });
    expect(set.failed.length).toBeGreaterThan(3);
    const x = new Float64Array(3);
    for (let k = 0; k < sampleCount(set); k++) {
      coordinatesOf(set.rows, 2, x, 100 * k);
      expect(Math.abs(x[0])).toBeLessThanOrEqual(limit + 1e-12);
    }
    for (const { reached, status } of set.failed) {
      expect(reached).toBeGreaterThan(0.5);
      expect(status).toBe("notConverged");
    }
  });
});
