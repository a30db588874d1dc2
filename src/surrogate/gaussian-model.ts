/** A Gaussian process as a surrogate's answers: W, P, A, the standard deviation of the stress, and outputs. */
import { firstPiolaKirchhoff, mixedTangent, strain } from "../constitutive/kinematics.js";
import { type PointBatch, type PointResponse, PointStatus } from "../constitutive/model.js";
import { differenceVariance, meanOf, type MeanRoom, meanRoom, slopeVariance } from "../gaussian/process.js";
import { type Aside, type NetworkPoints, reportSize } from "../kernels/network.js";
import { metricOf } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import { type FeatureReader, featureReader } from "./features.js";
import type { Conditioned, GaussianFit } from "./gaussian-fit.js";
import { scaled, type Structure, structureOf } from "./structure.js";

/** Places of the components of the plane among those of space. */
const plane = { strains: [0, 1, 3], pairs: [0, 1, 3, 6, 8, 15] } as const;
const space = { strains: [0, 1, 2, 3, 4, 5], pairs: Array.from({ length: 21 }, (_, p) => p) } as const;

/** Mean of a process at a point, and what is asked of its variance. */
interface Answerer {
  readonly room: MeanRoom;
  readonly mean: (x: Float64Array, out: MeanRoom) => void;
  /** Value at rest. */
  readonly rest: number;
  /** Slopes at rest `[inputs]`. */
  readonly slopes: Float64Array;
}

function answererOf({ process }: Conditioned, origin: Float64Array): Answerer {
  const room = meanRoom(process.inputs), mean = meanOf(process);
  mean(origin, room);
  return { room, mean, rest: room.value[0], slopes: Float64Array.from(room.gradient) };
}

/** Numbers at the point at hand. */
interface Point {
  readonly x: Float64Array;
  readonly S: Float64Array;
  readonly CC: Float64Array;
  readonly direction: Float64Array;
}

/**
 * Answers of a process. The features run on a machine, the rest in TypeScript: the same bits on every machine.
 * @param machine whose memory the features take their room from
 */
export function gaussianPoints(machine: NetworkMachine, fit: GaussianFit): NetworkPoints {
  const structure = scaled(structureOf(fit.symmetry, fit.dimension), fit.scales);
  const reader = featureReader(machine, structure);
  const { strains, inputs } = reader;
  reader.evaluate(new Float64Array(strains), new Float64Array(strains));
  const origin = Float64Array.from({ length: inputs }, (_, a) => reader.value(0, a));
  const energy = answererOf(fit, origin), factors = factorsOf(structure, reader, energy.slopes, fit.volumetric);
  const outputs = fit.outputs.map((output) => ({ ...answererOf(output, origin), variance: differenceVariance(output.process, output.witnesses) }));
  const point: Point = { x: new Float64Array(inputs), S: new Float64Array(6), CC: new Float64Array(21), direction: new Float64Array(inputs) };
  const deviation = deviationOf(fit, reader, point);
  const places = strains === 3 ? plane : space;
  const kinematics = new Float64Array(7), E = [new Float64Array(strains), new Float64Array(strains)];
  const one = (batch: Pick<PointBatch, "F">, into: PointResponse, aside: Aside, want: string, k: number, lane: 0 | 1): void => {
    const F = batch.F.subarray(9 * k, 9 * k + 9);
    for (let a = 0; a < inputs; a++) point.x[a] = reader.value(lane, a);
    energy.mean(point.x, energy.room);
    const W = assemble(energy, factors, reader, lane, point, places);
    const ok = writeAnswer(F, W, point, into, k, want);
    aside.spread[k] = ok ? deviation(lane) : NaN;
    outputs.forEach((output, o) => {
      output.mean(point.x, output.room);
      const report = aside.reports.subarray((k * outputs.length + o) * reportSize, (k * outputs.length + o + 1) * reportSize);
      contract(output.room.gradient, reader, lane, point.S, places.strains);
      report[0] = output.room.value[0] - output.rest;
      firstPiolaKirchhoff(F, point.S, report.subarray(1, 10));
      report[reportSize - 1] = Math.sqrt(output.variance(point.x, origin));
      if (!ok) report.fill(NaN);
    });
  };
  return (batch, into, aside, want) => {
    for (let k = 0; k < batch.count; k += 2) {
      for (const lane of [0, 1]) {
        const other = Math.min(k + lane, batch.count - 1);
        strain(batch.F.subarray(9 * other, 9 * other + 9), kinematics);
        places.strains.forEach((from, v) => { E[lane][v] = kinematics[from]; });
        if (k + lane < batch.count) into.status[k + lane] = kinematics[6] > 0 ? PointStatus.ok : PointStatus.inverted;
      }
      reader.evaluate(E[0], E[1]);
      one(batch, into, aside, want, k, 0);
      if (k + 1 < batch.count) one(batch, into, aside, want, k + 1, 1);
    }
    into.iterations.fill(0, 0, batch.count);
  };
}

/** Constant factors of the terms behind the inputs: those that take the stress at rest away, then the volumetric one. */
function factorsOf({ correction: { rest, pairs }, volumetric }: Structure, { inputs, terms }: FeatureReader, slopes: Float64Array, bulk: number): Float64Array {
  const factors = new Float64Array(terms - inputs);
  for (let k = 0; k < pairs; k++) {
    let c = 0;
    for (let a = 0; a < inputs; a++) c += rest[k * inputs + a] * slopes[a];
    factors[2 * k] = Math.max(0, -c);
    factors[2 * k + 1] = Math.max(0, c);
  }
  factors[volumetric - inputs] = bulk;
  return factors;
}

/** S = Σ g ∂x/∂E over the inputs, spread to the places of space. */
function contract(gradient: Float64Array, reader: FeatureReader, lane: 0 | 1, S: Float64Array, strains: readonly number[]): void {
  strains.forEach((to, v) => {
    let sum = 0;
    for (let a = 0; a < reader.inputs; a++) sum += gradient[a] * reader.slope(lane, a, v);
    S[to] = sum;
  });
}

/** S and CC of a point from the mean and the terms beside it; returns W. */
function assemble({ room: { value, gradient, hessian }, rest }: Answerer, factors: Float64Array, reader: FeatureReader, lane: 0 | 1, { S, CC }: Point, { strains, pairs }: typeof plane | typeof space): number {
  const { inputs, terms } = reader;
  contract(gradient, reader, lane, S, strains);
  let W = value[0] - rest;
  for (let a = inputs; a < terms; a++) {
    const factor = factors[a - inputs];
    W += factor * reader.value(lane, a);
    strains.forEach((to, v) => { S[to] += factor * reader.slope(lane, a, v); });
  }
  let p = 0;
  for (let v = 0; v < strains.length; v++) {
    for (let u = v; u < strains.length; u++, p++) {
      let sum = 0;
      for (let a = 0; a < inputs; a++) {
        let bent = 0;
        for (let e = 0; e < inputs; e++) bent += hessian[a * inputs + e] * reader.slope(lane, e, u);
        sum += reader.slope(lane, a, v) * bent + gradient[a] * reader.bend(lane, a, p);
      }
      for (let a = inputs; a < terms; a++) sum += factors[a - inputs] * reader.bend(lane, a, p);
      CC[pairs[p]] = sum;
    }
  }
  return W;
}

/** Writes W, P and A; whether they are numbers of a point that is not inside out. */
function writeAnswer(F: Float64Array, W: number, { S, CC }: Point, into: PointResponse, k: number, want: string): boolean {
  const sum = W + S.reduce((total, s) => total + s, 0) + CC.reduce((total, c) => total + c, 0);
  if (into.status[k] === PointStatus.ok && sum - sum !== 0) into.status[k] = PointStatus.notFinite;
  const ok = into.status[k] === PointStatus.ok;
  const P = into.P.subarray(9 * k, 9 * k + 9), A = into.A.subarray(81 * k, 81 * k + 81);
  into.W[k] = ok ? W : NaN;
  if (ok) firstPiolaKirchhoff(F, S, P);
  else P.fill(NaN);
  if (want !== "tangent") return ok;
  if (ok) mixedTangent(F, S, CC, A);
  else A.fill(NaN);
  return ok;
}

/** Standard deviation of the norm of S at the point at hand. */
function deviationOf({ process, witnesses }: Conditioned, reader: FeatureReader, { x, direction }: Point): (lane: 0 | 1) => number {
  const variance = slopeVariance(process, witnesses);
  const weight = metricOf(reader.strains as 3 | 6).slice(0, reader.strains).map(Math.sqrt);
  return (lane) => {
    let sum = 0;
    weight.forEach((w, v) => {
      for (let a = 0; a < reader.inputs; a++) direction[a] = w * reader.slope(lane, a, v);
      sum += variance(x, direction);
    });
    return Math.sqrt(sum);
  };
}
