/** Named outputs of an RVE as its model reports them: a value and its derivative by F in the columns of its state. */
import { type ConstitutiveModel, type FieldSpec, stride } from "../constitutive/model.js";
import { reportSize } from "../kernels/network.js";
import type { OutputFacts } from "./fit.js";

/** Doubles of an output of a sample: its value, and its derivative by F `[3, 3]`. */
export const toldSize = 10;

/** The mean P33 of a cell in the plane, which has no name of a user: what holds the plane strain. */
export const acrossName = "acrossThePlane";

/** Where an output stands in the states of a point. */
export interface OutputColumn extends FieldSpec {
  readonly value: number;
  readonly gradient: number;
}

/** Columns of the outputs of a model that have a derivative. */
export function outputColumns({ state, outputs = [] }: Pick<ConstitutiveModel, "state" | "outputs">): OutputColumn[] {
  const column = (name: string): number => {
    const index = state.findIndex((field) => field.name === name);
    return index < 0 ? -1 : stride(state.slice(0, index));
  };
  return outputs.map((field) => ({ ...field, value: column(field.name), gradient: column(`d(${field.name})/dF`) })).filter(({ value, gradient }) => value >= 0 && gradient >= 0);
}

/** Values and derivatives out of the states of `count` points `[count, columns, toldSize]`. */
export function readOutputs(columns: readonly OutputColumn[], states: Float64Array, width: number): Float64Array {
  const count = width === 0 ? 0 : states.length / width;
  const out = new Float64Array(count * columns.length * toldSize);
  for (let k = 0, at = 0; k < count; k++) {
    for (const { value, gradient } of columns) {
      out[at] = states[k * width + value];
      out.set(states.subarray(k * width + gradient, k * width + gradient + 9), at + 1);
      at += toldSize;
    }
  }
  return out;
}

/** A learned output and its place among all. */
interface Named extends OutputFacts { readonly index: number }

/** The outputs that have a name of a user. */
export function namedOutputs(outputs: readonly OutputFacts[]): Named[] {
  return outputs.map((output, index) => ({ ...output, index })).filter(({ name }) => name !== acrossName);
}

/** State that holds the estimated error of an output. */
export function errorField({ name, unit }: Pick<OutputFacts, "name" | "unit">): FieldSpec {
  return { name: `error(${name})`, size: 1, unit };
}

/** The value of an output in the reports of networks. */
export function valueOf(reports: Float64Array, at: number, { rest }: OutputFacts): number {
  return reports[at] + rest;
}

/** The estimated error of an output in the reports of networks. */
export function errorOf(reports: Float64Array, at: number, { spreadFactor }: OutputFacts): number {
  return reports[at + reportSize - 1] * spreadFactor;
}
