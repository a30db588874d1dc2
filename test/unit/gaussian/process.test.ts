/** Gaussian processes seen through their slopes: derivatives against differences, leave-one-out against leaving out, variances. */
import { describe, expect, it } from "vitest";
import { backward, factorise, forward, inverseOf } from "../../../src/core/cholesky.js";
import { createRandom } from "../../../src/core/random.js";
import { negativeLogLikelihood } from "../../../src/gaussian/likelihood.js";
import { chooseWitnesses, condition, differenceVariance, leaveOneOut, maximiseLikelihood, meanOf, meanRoom, partOf, slopeVariance } from "../../../src/gaussian/process.js";
import { radialNames, radials } from "../../../src/gaussian/radial.js";
import { placesAt, type Slopes } from "../../../src/gaussian/slopes.js";

/** Slopes of sin(x) y + x² / 3 + y z² along two directions at each of some places. */
function example(count: number): Slopes {
  const random = createRandom(5);
  const inputs = 3, directions = 2;
  const x = Float64Array.from({ length: count * inputs }, () => 2 * random.uniform() - 1);
  const b = Float64Array.from({ length: count * directions * inputs }, () => 2 * random.uniform() - 1);
  const y = Float64Array.from({ length: count * directions }, (_, i) => {
    const [u, v, w] = x.subarray(Math.floor(i / directions) * inputs);
    return [Math.cos(u) * v + (2 * u) / 3, Math.sin(u) + w * w, 2 * v * w].reduce((sum, g, a) => sum + g * b[i * inputs + a], 0);
  });
  return { inputs, directions, x, b, y };
}

const h = 1e-5;

describe.each(radialNames)("%s", (kernel) => {
  const slopes = example(14);
  const parameters = { W: Float64Array.of(0.9, 0.5, 1.2), noise: 1e-6 };

  it("has a covariance with the derivatives that differences confirm", () => {
    const at = (s: number): Float64Array => {
      const out = new Float64Array(4);
      radials[kernel](s, out);
      return out;
    };
    for (const s of [0.05, 0.4, 2]) {
      const [f, plus, minus] = [at(s), at(s + h), at(s - h)];
      expect(at(0)[0]).toBe(1);
      for (const order of [1, 2, 3]) expect(Math.abs((plus[order - 1] - minus[order - 1]) / (2 * h) - f[order])).toBeLessThan(1e-7 * (1 + Math.abs(f[order])));
    }
  });

  it("has a marginal likelihood whose gradient differences confirm", () => {
    const at = Float64Array.of(0.1, -0.3, 0.4, -6), gradient = new Float64Array(4), other = new Float64Array(4);
    negativeLogLikelihood(slopes, kernel, at, gradient);
    for (let i = 0; i < 4; i++) {
      const [plus, minus] = [h, -h].map((step) => negativeLogLikelihood(slopes, kernel, at.map((x, k) => (k === i ? x + step : x)), other));
      expect(Math.abs((plus - minus) / (2 * h) - gradient[i])).toBeLessThan(1e-6 * (1 + Math.abs(gradient[i])));
    }
  });

  it("predicts left-out slopes as a process without them does", () => {
    const { factored } = condition(slopes, { kernel, parameters })!;
    const { errors, variances } = leaveOneOut(slopes, factored);
    for (const left of [0, 5, 13]) {
      const rest = placesAt(slopes, Array.from({ length: 14 }, (_, k) => k).filter((k) => k !== left));
      // The noise is a share of the mean variance of the data: the same noise is another share without the place.
      const share = (parameters.noise * factored.diagonal) / condition(rest, { kernel, parameters })!.factored.diagonal;
      const { process } = condition(rest, { kernel, parameters: { ...parameters, noise: share } })!;
      const room = meanRoom(3);
      meanOf(process)(slopes.x.subarray(3 * left, 3 * left + 3), room);
      const variance = slopeVariance(process, chooseWitnesses(rest, process, rest.y.length));
      let sum = 0;
      for (const v of [0, 1]) {
        const b = slopes.b.subarray((2 * left + v) * 3, (2 * left + v) * 3 + 3);
        const predicted = room.gradient.reduce((total, g, a) => total + g * b[a], 0);
        expect(slopes.y[2 * left + v] - predicted).toBeCloseTo(errors[2 * left + v], 8);
        sum += variance(slopes.x.subarray(3 * left, 3 * left + 3), b) / process.variance;
      }
      // The identity counts the noise of the data that were left out, too.
      expect(sum + 2 * parameters.noise * factored.diagonal).toBeCloseTo(variances[left] / factored.variance, 8);
    }
  });

  it("has a mean whose gradient and Hessian are its derivatives", () => {
    const { process } = condition(slopes, { kernel, parameters })!;
    const mean = meanOf(process), at = Float64Array.of(0.2, -0.1, 0.3);
    const [room, plus, minus] = [meanRoom(3), meanRoom(3), meanRoom(3)];
    mean(at, room);
    for (let a = 0; a < 3; a++) {
      mean(at.map((x, k) => (k === a ? x + h : x)), plus);
      mean(at.map((x, k) => (k === a ? x - h : x)), minus);
      expect((plus.value[0] - minus.value[0]) / (2 * h)).toBeCloseTo(room.gradient[a], 7);
      for (let e = 0; e < 3; e++) expect((plus.gradient[e] - minus.gradient[e]) / (2 * h)).toBeCloseTo(room.hessian[3 * a + e], 6);
    }
  });

  it("has a variance that is 0 where it was seen, never smaller by fewer witnesses, and that of differences agrees with slopes", () => {
    const { process } = condition(slopes, { kernel, parameters: { ...parameters, noise: 1e-10 } })!;
    const all = slopeVariance(process, chooseWitnesses(slopes, process, 28)), few = slopeVariance(process, chooseWitnesses(slopes, process, 12));
    expect(all(slopes.x.subarray(0, 3), slopes.b.subarray(0, 3))).toBeLessThan(1e-8 * process.variance);
    const at = Float64Array.of(0.2, -0.1, 0.3);
    for (const b of [[1, 0, 0], [0, 1, 0], [0.3, -0.5, 0.8]].map((row) => Float64Array.from(row))) {
      expect(few(at, b)).toBeGreaterThanOrEqual(all(at, b));
      const step = 1e-3;
      const apart = differenceVariance(process, chooseWitnesses(slopes, process, 28))(at.map((x, a) => x + step * b[a]), at.map((x, a) => x - step * b[a]));
      // A difference over a short way is the slope times its length, up to curvature.
      expect(Math.sqrt(apart) / (2 * step)).toBeCloseTo(Math.sqrt(all(at, b)), 3);
    }
  });
});

it.each([0, 2])("finds lengths that predict fresh slopes of a smooth function, with a weak prior and covariance %i", (which) => {
  const slopes = example(40);
  const candidate = maximiseLikelihood(partOf(slopes, 30), { iterations: 25 })[which];
  const { process } = condition(slopes, candidate)!;
  const mean = meanOf(process), room = meanRoom(3);
  mean(Float64Array.of(0.3, -0.4, 0.5), room);
  // Function and slopes of size 1; 80 numbers in three dimensions. Matérn's functions are rougher than this one.
  const most = candidate.kernel === "rbf" ? 0.005 : 0.01;
  expect(Math.abs(room.gradient[0] - (Math.cos(0.3) * -0.4 + 0.2))).toBeLessThan(most);
  expect(Math.abs(room.gradient[2] - 2 * -0.4 * 0.5)).toBeLessThan(most);
});

describe("Cholesky factors", () => {
  const n = 6, random = createRandom(2);
  const root = Float64Array.from({ length: n * n }, () => random.uniform() - 0.5);
  const A = Float64Array.from({ length: n * n }, (_, i) => Array.from({ length: n }, (__, k) => root[Math.floor(i / n) * n + k] * root[(i % n) * n + k]).reduce((sum, x) => sum + x, i % (n + 1) === 0 ? 0.1 : 0));

  it("solve and invert", () => {
    const L = Float64Array.from(A);
    expect(factorise(L, n)).toBe(true);
    const x = Float64Array.from({ length: n }, (_, i) => i - 2), b = x.map((_, i) => x.reduce((sum, value, k) => sum + A[i * n + k] * value, 0));
    forward(L, n, b);
    backward(L, n, b);
    x.forEach((value, i) => expect(b[i]).toBeCloseTo(value, 11));
    const inverse = inverseOf(L, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(Array.from({ length: n }, (_, k) => inverse[i * n + k] * A[k * n + j]).reduce((sum, v) => sum + v, 0)).toBeCloseTo(i === j ? 1 : 0, 10);
  });

  it("refuse an indefinite matrix", () => {
    expect(factorise(A.map((a, i) => (i === n * n - 1 ? -1 : a)), n)).toBe(false);
  });
});
