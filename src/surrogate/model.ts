/** A surrogate as a constitutive model: in WASM, and in TypeScript as its oracle, which gives the same bits. */
import { firstPiolaKirchhoff, mixedTangent, strain } from "../constitutive/kinematics.js";
import { type ConstitutiveModel, type FieldSpec, type PointBatch, type PointResponse, PointStatus, stride } from "../constitutive/model.js";
import type { Kernels } from "../kernels/module.js";
import { type Aside, networkPoints, type NetworkPoints, reportSize, wasmMachine } from "../kernels/network.js";
import * as at from "../network/kernel.gen.js";
import { layOut, type Network, type Shape } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import { referenceMachine } from "../network/reference.js";
import { setWeights, type Trainee } from "../network/train.js";
import { freeSigns } from "../network/weights.js";
import type { Ensemble, OutputFacts } from "./fit.js";
import { gaussianPoints } from "./gaussian-model.js";
import type { Fitted } from "./surrogate.js";
import { acrossName, errorField, errorOf, namedOutputs, valueOf } from "./outputs.js";
import { scaled, structureOf } from "./structure.js";

/** A model that also says how far its networks lie apart. */
export interface SurrogateModel extends ConstitutiveModel {
  /** The outputs that it reports beside the stress, in the order of its reports. */
  readonly learned: readonly OutputFacts[];
  /** As `evaluate`; `aside` gets the root mean square distance of the members' stresses S from their mean, unit of stress, and the outputs. */
  answer: NetworkPoints;
  /** Room for what `answer` says aside at `count` points. */
  room(count: number): Aside;
  /** Writes what was said aside at a point as its state: outputs with a name, their derivatives and estimated errors. */
  tell(aside: Aside, point: number, state: Float64Array): void;
}

/**
 * The surrogate evaluated by the WASM kernels.
 * @param kernels instance whose memory the model takes its room from, on construction
 */
export function surrogateModel(fitted: Fitted, kernels: Kernels): SurrogateModel {
  if (fitted.kind === "gp") return modelOf(fitted, gaussianPoints(wasmMachine(kernels), fitted));
  return networkModel(fitted, kernels);
}

function networkModel(ensemble: Ensemble, kernels: Kernels): SurrogateModel {
  const network = place(wasmMachine(kernels), ensemble);
  return modelOf(ensemble, networkPoints(kernels, network));
}

/** The surrogate in TypeScript: slower, the oracle of `surrogateModel`. */
export function surrogateReference(ensemble: Fitted): SurrogateModel {
  if (ensemble.kind === "gp") return modelOf(ensemble, gaussianPoints(referenceMachine(), ensemble));
  const network = place(referenceMachine(), ensemble);
  return modelOf(ensemble, referencePoints(network));
}

function modelOf({ outputs: learned, dimension }: Fitted, points: NetworkPoints): SurrogateModel {
  const named = namedOutputs(learned);
  const fields = named.flatMap((output): FieldSpec[] => [
    { name: output.name, size: 1, unit: output.unit }, { name: `d(${output.name})/dF`, size: 9, unit: output.unit, internal: true }, errorField(output),
  ]);
  const answer = dimension === 2 ? withStressAcross(points, learned) : points;
  const room = (count: number): Aside => ({ spread: new Float64Array(count), reports: new Float64Array(count * learned.length * reportSize) });
  const tell = ({ reports }: Aside, point: number, state: Float64Array): void => named.forEach((output, o) => {
    const from = (point * learned.length + output.index) * reportSize, to = o * reportSize;
    state[to] = valueOf(reports, from, output);
    for (let i = 1; i < reportSize - 1; i++) state[to + i] = reports[from + i];
    state[to + reportSize - 1] = errorOf(reports, from, output);
  });
  let aside = room(0);
  return {
    name: "surrogate", state: fields, outputs: named.map(({ name, unit }) => ({ name, size: 1, unit })), fields: [], learned, answer, room, tell,
    initialState: (out, count) => {
      out.fill(0, 0, count * stride(fields));
      for (let k = 0; k < count; k++) named.forEach(({ rest }, o) => { out[k * stride(fields) + reportSize * o] = rest; });
    },
    async evaluate(batch, into, want) {
      if (aside.spread.length < batch.count) aside = room(batch.count);
      answer(batch, into, aside, want);
      if (named.length > 0) for (let k = 0; k < batch.count; k++) tell(aside, k, into.state.subarray(k * stride(fields), (k + 1) * stride(fields)));
    },
  };
}

/** Puts the stress across the plane where it belongs; it is not a number where no sample told it. */
function withStressAcross(points: NetworkPoints, learned: readonly OutputFacts[]): NetworkPoints {
  const across = learned.findIndex(({ name }) => name === acrossName);
  return (batch, into, aside, want) => {
    points(batch, into, aside, want);
    for (let k = 0; k < batch.count; k++) into.P[9 * k + 8] = across < 0 ? NaN : aside.reports[(k * learned.length + across) * reportSize];
  };
}

function place(machine: NetworkMachine, ensemble: Ensemble): Network {
  const { table } = scaled(structureOf(ensemble.symmetry, ensemble.dimension), ensemble.scales);
  const { shape, members, outputs } = ensemble;
  const network = layOut(machine, { table, shape, members: members.length, records: 1, outputs: outputs.length, learners: outputs[0]?.members.length ?? 0 });
  writeMembers(network, ensemble);
  return network;
}

/** Weights in units of stress or of an output, the factors that take the stress at rest away, and the energy at rest, member by member. */
function writeMembers(network: Network, ensemble: Ensemble): void {
  const { machine, plan, weights, trained, members, outputs, learners, terms, inputs, strains } = network;
  const { correction, volumetric } = scaled(structureOf(ensemble.symmetry, ensemble.dimension), ensemble.scales);
  const all = network.place(at.WEIGHT_AT), E = network.place(at.STRAIN_AT);
  const trainee = { network, signs: freeSigns(inputs, ensemble.shape), correction, records: 0 };
  const free = { ...trainee, correction: { rest: new Float64Array(0), pairs: 0 } };
  machine.memory().fill(0, E, E + 2 * strains);
  machine.kernels.features(plan, 0);
  const block = new Float64Array((members + outputs * learners) * weights);
  const write = (target: Trainee, values: Float64Array, start: number): void => {
    machine.memory().fill(0, all, all + weights);
    setWeights(target, values);
    block.set(machine.memory().subarray(all, all + weights), start);
    block[start + trained + terms - inputs] = energyAtRest(network, values, ensemble.shape.second);
  };
  ensemble.members.forEach((member, k) => {
    write(trainee, inUnit(member, ensemble.shape, ensemble.energy), k * weights);
    block[k * weights + trained + volumetric - inputs] = ensemble.volumetric;
    block[k * weights + trained + volumetric - inputs + 1] = ensemble.growth;
  });
  ensemble.outputs.forEach((output, o) => output.members.forEach((member, k) => {
    write(free, inUnit(member, ensemble.shape, output.scale), (members + o * learners + k) * weights);
  }));
  machine.memory().set(block, all);
}

/** Weights whose last layer has the unit of what they answer. */
function inUnit(weights: Float64Array, { second }: Shape, unit: number): Float64Array {
  const last = weights.length - second;
  return weights.map((weight, i) => (i < last ? weight : weight * unit));
}

/** After the slopes at rest were asked for: w3 · values of layer 2, in the order of the kernel. */
function energyAtRest(network: Network, values: Float64Array, second: number): number {
  const memory = network.machine.memory();
  const neurons = network.place(at.NEURON2_AT);
  let sum = 0;
  for (let k = 0; k < second; k++) sum += values[values.length - second + k] * memory[neurons + 2 * (k * at.NEURON + at.VALUE)];
  return sum;
}

/** Places of the components of the plane among those of space. */
const plane = { strains: [0, 1, 3], pairs: [0, 1, 3, 6, 8, 15] } as const;
const space = { strains: [0, 1, 2, 3, 4, 5], pairs: Array.from({ length: 21 }, (_, p) => p) } as const;

/** The same operations in the same order as assembly/surrogate.ts. */
function referencePoints(network: Network): NetworkPoints {
  const { machine, plan, strains, packed, outputs } = network;
  const places = strains === 3 ? plane : space;
  const E = network.place(at.STRAIN_AT), answer = network.place(at.ANSWER_AT);
  const kinematics = new Float64Array(7);
  const S = new Float64Array(6), CC = new Float64Array(21);
  const evaluatePoint = (batch: Pick<PointBatch, "F">, point: number): number => {
    strain(batch.F.subarray(9 * point, 9 * point + 9), kinematics);
    const memory = machine.memory();
    places.strains.forEach((from, v) => { memory[E + 2 * v] = memory[E + 2 * v + 1] = kinematics[from]; });
    machine.kernels.energy(plan);
    const numbers = machine.memory();
    places.strains.forEach((to, v) => { S[to] = numbers[answer + 2 * (1 + v)]; });
    places.pairs.forEach((to, p) => { CC[to] = numbers[answer + 2 * (1 + strains + p)]; });
    const sum = numbers[answer] + S.reduce((total, x) => total + x, 0) + CC.reduce((total, x) => total + x, 0);
    return !(kinematics[6] > 0) ? PointStatus.inverted : sum - sum === 0 ? PointStatus.ok : PointStatus.notFinite;
  };
  const report = network.place(at.REPORT_AT);
  const tell = (batch: Pick<PointBatch, "F">, reports: Float64Array, point: number, ok: boolean): void => {
    const numbers = machine.memory(), F = batch.F.subarray(9 * point, 9 * point + 9);
    for (let o = 0; o < outputs; o++) {
      const out = reports.subarray((point * outputs + o) * reportSize, (point * outputs + o + 1) * reportSize), from = report + 2 * o * (strains + 2);
      places.strains.forEach((to, v) => { S[to] = numbers[from + 2 * (1 + v)]; });
      out[0] = numbers[from];
      firstPiolaKirchhoff(F, S, out.subarray(1, 10));
      out[reportSize - 1] = numbers[from + 2 * (strains + 1)];
      if (!ok) out.fill(NaN);
    }
  };
  return (batch, into, { spread, reports }, want) => {
    for (let point = 0; point < batch.count; point++) {
      into.status[point] = evaluatePoint(batch, point);
      const ok = into.status[point] === PointStatus.ok;
      into.W[point] = ok ? machine.memory()[answer] : NaN;
      spread[point] = machine.memory()[answer + 2 * (1 + strains + packed)];
      writeStress(batch, into, point, ok, want, S, CC);
      tell(batch, reports, point, ok);
    }
    into.iterations.fill(0, 0, batch.count);
  };
}

function writeStress(batch: Pick<PointBatch, "F">, into: PointResponse, point: number, ok: boolean, want: string, S: Float64Array, CC: Float64Array): void {
  const F = batch.F.subarray(9 * point, 9 * point + 9);
  const P = into.P.subarray(9 * point, 9 * point + 9), A = into.A.subarray(81 * point, 81 * point + 81);
  if (ok) firstPiolaKirchhoff(F, S, P);
  else P.fill(NaN);
  if (want !== "tangent") return;
  if (ok) mixedTangent(F, S, CC, A);
  else A.fill(NaN);
}
