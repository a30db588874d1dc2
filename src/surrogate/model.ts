/** A surrogate as a constitutive model: in WASM, and in TypeScript as its oracle, which gives the same bits. */
import { firstPiolaKirchhoff, mixedTangent, strain } from "../constitutive/kinematics.js";
import { type ConstitutiveModel, type PointBatch, type PointResponse, PointStatus } from "../constitutive/model.js";
import type { Kernels } from "../kernels/module.js";
import { networkPoints, type NetworkPoints, wasmMachine } from "../kernels/network.js";
import * as at from "../network/kernel.gen.js";
import { layOut, type Network } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import { referenceMachine } from "../network/reference.js";
import { setWeights } from "../network/train.js";
import { freeSigns } from "../network/weights.js";
import type { Ensemble } from "./fit.js";
import { scaled, structureOf } from "./structure.js";

/** A model that also says how far the stresses of its networks lie apart. */
export interface SurrogateModel extends ConstitutiveModel {
  /** As `evaluate`; `spread` `[count]` gets the root mean square distance of the members' stresses S from their mean, unit of stress. */
  answer: NetworkPoints;
  /** Puts other weights of the same layout in the place of its own. */
  replace(ensemble: Ensemble): void;
}

/**
 * The surrogate evaluated by the WASM kernels.
 * @param kernels instance whose memory the model takes its room from, on construction
 */
export function surrogateModel(ensemble: Ensemble, kernels: Kernels): SurrogateModel {
  const network = place(wasmMachine(kernels), ensemble);
  return modelOf(network, networkPoints(kernels, network.plan));
}

/** The surrogate in TypeScript: slower, the oracle of `surrogateModel`. */
export function surrogateReference(ensemble: Ensemble): SurrogateModel {
  const network = place(referenceMachine(), ensemble);
  return modelOf(network, referencePoints(network));
}

function modelOf(network: Network, answer: NetworkPoints): SurrogateModel {
  let spread = new Float64Array(0);
  return {
    name: "surrogate", state: [], fields: [], answer,
    initialState: () => undefined,
    evaluate: async (batch, into, want) => {
      if (spread.length < batch.count) spread = new Float64Array(batch.count);
      answer(batch, into, spread, want);
    },
    replace: (ensemble) => writeMembers(network, ensemble),
  };
}

function place(machine: NetworkMachine, ensemble: Ensemble): Network {
  const { table } = scaled(structureOf(ensemble.symmetry, ensemble.dimension), ensemble.scales);
  const network = layOut(machine, { table, shape: ensemble.shape, members: ensemble.members.length, records: 1 });
  writeMembers(network, ensemble);
  return network;
}

/** Weights in units of stress, the factors that take the stress at rest away, and the energy at rest, member by member. */
function writeMembers(network: Network, ensemble: Ensemble): void {
  const { machine, plan, weights, trained, members, terms, inputs, strains } = network;
  const { correction, volumetric } = scaled(structureOf(ensemble.symmetry, ensemble.dimension), ensemble.scales);
  const all = network.place(at.WEIGHT_AT), E = network.place(at.STRAIN_AT);
  const trainee = { network, signs: freeSigns(inputs, ensemble.shape), correction, records: 0 };
  machine.memory().fill(0, E, E + 2 * strains);
  machine.kernels.features(plan, 0);
  const block = new Float64Array(members * weights);
  for (let member = 0; member < members; member++) {
    const values = inStress(ensemble, member);
    setWeights(trainee, values);
    block.set(machine.memory().subarray(all, all + weights), member * weights);
    block[member * weights + trained + volumetric - inputs] = ensemble.volumetric;
    block[member * weights + trained + volumetric - inputs + 1] = ensemble.growth;
    block[member * weights + trained + terms - inputs] = energyAtRest(network, values, ensemble.shape.second);
  }
  machine.memory().set(block, all);
}

/** Weights of a member whose last layer has the unit of stress. */
function inStress({ members, shape, energy }: Ensemble, member: number): Float64Array {
  const last = members[member].length - shape.second;
  return members[member].map((weight, i) => (i < last ? weight : weight * energy));
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
  const { machine, plan, strains, packed } = network;
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
  return (batch, into, spread, want) => {
    for (let point = 0; point < batch.count; point++) {
      into.status[point] = evaluatePoint(batch, point);
      const ok = into.status[point] === PointStatus.ok;
      into.W[point] = ok ? machine.memory()[answer] : NaN;
      spread[point] = machine.memory()[answer + 2 * (1 + strains + packed)];
      writeStress(batch, into, point, ok, want, S, CC);
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
