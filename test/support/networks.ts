/** Small energy networks with random weights and random training records. */
import { createRandom } from "../../src/core/random.js";
import * as at from "../../src/network/kernel.gen.js";
import { layOut, type Network } from "../../src/network/layout.js";
import type { NetworkMachine } from "../../src/network/machine.js";
import { setWeights, type Trainee } from "../../src/network/train.js";
import { convexSigns, initialUnknowns } from "../../src/network/weights.js";
import { ofStretch, type Recruitment, structureOf, type SymmetryName } from "../../src/surrogate/structure.js";

export interface Example {
  readonly trainee: Trainee;
  readonly unknowns: Float64Array;
  /** W, S, CC, spread at a strain. */
  energy(strain: readonly number[]): number[];
}

/** A network of a symmetry class with two random records after that at rest; the same numbers on every machine. */
export function exampleNetwork(machine: NetworkMachine, name: SymmetryName, dimension: 2 | 3, recruitment: Recruitment = ofStretch): Example {
  const structure = structureOf({ name, axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], fibres: [Math.SQRT1_2, Math.SQRT1_2, 0], recruitment }, dimension);
  const shape = { first: 8, second: 12 };
  const network = layOut(machine, { table: structure.table, shape, members: 1, records: 3 });
  const random = createRandom(3);
  const { strains, packed, terms, record } = network;
  setStrains(network, [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]);
  machine.kernels.features(network.plan, 0);
  for (const k of [1, 2]) {
    const strain = (): number[] => Array.from({ length: strains }, () => 0.2 * random.uniform() - 0.1);
    setStrains(network, strain(), strain());
    machine.kernels.features(network.plan, k);
    const targets = network.place(at.TARGET_AT) + 2 * (k * record + terms * (strains + 2 + packed));
    for (let i = 0; i < 2 * (strains + packed + 2); i++) machine.memory()[targets + i] = random.uniform();
  }
  const signs = convexSigns(network.inputs, shape, structure.free);
  const trainee: Trainee = { network, signs, correction: structure.correction, records: 2 };
  const unknowns = initialUnknowns(signs, random);
  return {
    trainee, unknowns,
    energy(strain) {
      setWeights(trainee, unknowns);
      setStrains(network, strain, strain);
      machine.kernels.energy(network.plan);
      return Array.from({ length: 2 + strains + packed }, (_, i) => machine.memory()[network.place(at.ANSWER_AT) + 2 * i]);
    },
  };
}

function setStrains({ machine, strains, place }: Network, first: readonly number[], second: readonly number[]): void {
  const E = place(at.STRAIN_AT);
  for (let v = 0; v < strains; v++) {
    machine.memory()[E + 2 * v] = first[v];
    machine.memory()[E + 2 * v + 1] = second[v];
  }
}
