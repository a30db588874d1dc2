/** Inputs of a surrogate at strains, with two derivatives, two points at a time. */
import * as at from "../network/kernel.gen.js";
import { layOut } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import type { Structure } from "./structure.js";

/** Terms of one of two points; read before the next call of `evaluate`. */
export interface FeatureReader {
  readonly inputs: number;
  readonly terms: number;
  readonly strains: number;
  readonly packed: number;
  /** Sets the strains `[strains]` of both points. */
  evaluate(first: ArrayLike<number>, second: ArrayLike<number>): void;
  value(point: 0 | 1, term: number): number;
  slope(point: 0 | 1, term: number, strain: number): number;
  bend(point: 0 | 1, term: number, pair: number): number;
}

/** Reads the features of a structure by the kernels of a machine. */
export function featureReader(machine: NetworkMachine, { table }: Structure): FeatureReader {
  const network = layOut(machine, { table, shape: { first: 4, second: 4 }, members: 1, records: 1 });
  const { plan, inputs, terms, strains, packed } = network;
  const E = network.place(at.STRAIN_AT), start = network.place(at.TARGET_AT);
  let memory = machine.memory();
  const read = (point: number, i: number): number => memory[start + 2 * i + point];
  return {
    inputs, terms, strains, packed,
    evaluate(first, second) {
      memory = machine.memory();
      for (let v = 0; v < strains; v++) {
        memory[E + 2 * v] = first[v];
        memory[E + 2 * v + 1] = second[v];
      }
      machine.kernels.features(plan, 0);
      memory = machine.memory();
    },
    value: (point, term) => read(point, term * (strains + 2) + strains),
    slope: (point, term, strain) => read(point, term * (strains + 2) + strain),
    bend: (point, term, pair) => read(point, terms * (strains + 2) + term * packed + pair),
  };
}
