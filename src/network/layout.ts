/** Lays a network out in the memory of a machine: sizes, features, weights, and room to work. */
import * as at from "./kernel.gen.js";
import { stored } from "./lanes.js";
import type { NetworkMachine } from "./machine.js";

/** A form y = l:E + E:K:E/2 of the strain E. */
export interface StrainForm {
  /** Tensor components l `[strains]`. */
  readonly slope: readonly number[];
  /** Tensor components K `[strains, strains]`; absent where y is linear. */
  readonly curvature?: readonly number[];
}

/** factor·y + square·y² + tension·(T² - w²/4) of one form, T = (y + sqrt(y² + w²))/2 its smooth positive part. */
export interface Entry {
  readonly form: number;
  readonly factor: number;
  readonly square: number;
  readonly tension: number;
  /** w of the smooth positive part; 0 where there is no tension. */
  readonly width: number;
}

/** From strain to the inputs of a network, and to terms beside it. */
export interface FeatureTable {
  /** Components of strain: 3 (00 11 01) in the plane, 6 (00 11 22 01 12 02) in space. */
  readonly strains: 3 | 6;
  /** Linear ones first. Two more follow by themselves: J - 1 and J + 1/J - 2. */
  readonly forms: readonly StrainForm[];
  /** Inputs of the network, then terms whose factors are constants. */
  readonly terms: readonly (readonly Entry[])[];
  readonly inputs: number;
}

/** Neurons of the two layers, multiples of 4. */
export interface Shape {
  readonly first: number;
  readonly second: number;
}

/** A network in the memory of a machine. */
export interface Network {
  readonly machine: NetworkMachine;
  /** Place of the plan. */
  readonly plan: number;
  readonly strains: number;
  readonly packed: number;
  readonly inputs: number;
  readonly terms: number;
  readonly members: number;
  /** Outputs beside the energy, and networks of each. */
  readonly outputs: number;
  readonly learners: number;
  /** Numbers of a member that are trained: W1, b1, W2, b2, w3. */
  readonly trained: number;
  /** Numbers from one member to the next: the trained ones, factors of the terms, y at rest. */
  readonly weights: number;
  /** Lanes of a training record. */
  readonly record: number;
  /** Place of an array of the plan. */
  place(array: number): number;
}

/** What a network is laid out for. */
export interface NetworkSpec {
  readonly table: FeatureTable;
  readonly shape: Shape;
  readonly members: number;
  /** Outputs beside the energy and networks of each; default none. */
  readonly outputs?: number;
  readonly learners?: number;
  /** Room for training records of two points each. */
  readonly records: number;
}

/** Numbers of a member that are trained. */
export function trainedCount(inputs: number, { first, second }: Shape): number {
  return first * inputs + first + second * first + 2 * second;
}

/** Lays out a network; its weights are 0. */
export function layOut(machine: NetworkMachine, { table, shape, members, records, outputs = 0, learners = 0 }: NetworkSpec): Network {
  const { strains, forms, terms, inputs } = table;
  const { first, second } = shape;
  const packed = (strains * (strains + 1)) / 2;
  const stride = strains + 2;
  const trained = trainedCount(inputs, shape);
  const weights = trained + (terms.length - inputs) + 1;
  const record = terms.length * (stride + packed) + strains + packed + 2;
  const networks = members + outputs * learners;
  const plan = machine.allocate(40);
  const constant = forms.findIndex(({ curvature }) => curvature !== undefined);
  const linear = constant < 0 ? forms.length : constant;
  const head: [number, number][] = [
    [at.STRAINS, strains], [at.PACKED, packed], [at.CONSTANT, linear], [at.QUADRATIC, forms.length - linear], [at.INPUTS, inputs],
    [at.TERMS, terms.length], [at.FIRST, first], [at.SECOND, second], [at.MEMBERS, members], [at.WEIGHTS, weights],
    [at.OUTPUTS, outputs], [at.LEARNERS, learners],
  ];
  const lanes: [number, number][] = [
    [at.STRAIN_AT, strains], [at.FORMS_AT, (forms.length + 2) * (1 + strains) + 2 * packed], [at.FEATURE_AT, terms.length * (stride + packed)],
    [at.NEURON1_AT, first * at.NEURON], [at.NEURON2_AT, second * at.NEURON], [at.CHAIN1_AT, first * stride], [at.CHAIN2_AT, second * stride],
    [at.INNER1_AT, first * stride], [at.INNER2_AT, second * stride], [at.ANSWER_AT, 2 + strains + packed], [at.SLOPE_AT, terms.length],
    [at.STRESS_AT, networks * strains], [at.REPORT_AT, outputs * (strains + 2)], [at.RESIDUAL_AT, strains * strains + strains], [at.TARGET_AT, records * record],
    [at.GRADIENT_AT, weights], [at.LOSS_AT, 2], [at.BACK_AT, first * (stride + stride)],
  ];
  const arrays: [number, ArrayLike<number>][] = [
    [at.FORM_AT, formNumbers(table)], [at.METRIC_AT, metricOf(strains)], [at.TERM_AT, termNumbers(table)], [at.WEIGHT_AT, new Float64Array(networks * weights)],
  ];
  const places = [...lanes.map(([name, count]) => [name, machine.allocate(2 * count)] as const), ...arrays.map(([name, { length }]) => [name, machine.allocate(length)] as const)];
  const memory = machine.memory();
  const table0 = new Map(places);
  for (const [name, value] of [...head, ...places]) memory[plan + name] = stored(value);
  for (const [name, values] of arrays) memory.set(values, table0.get(name)!);
  return { machine, plan, strains, packed, inputs, terms: terms.length, members, outputs, learners, trained, weights, record, place: (array) => table0.get(array)! };
}

function formNumbers({ forms, strains }: FeatureTable): number[] {
  return forms.flatMap(({ slope, curvature }) => [...slope, ...(curvature ?? Array<number>(strains * strains).fill(0))]);
}

/** How often a component stands in the full tensor, and the products of two. */
export function metricOf(strains: 3 | 6): number[] {
  const count = Array.from({ length: strains }, (_, v) => (v < (strains === 3 ? 2 : 3) ? 1 : 2));
  return [...count, ...count.flatMap((w, v) => count.slice(v).map((x) => w * x))];
}

function termNumbers({ terms }: FeatureTable): number[] {
  const starts = terms.reduce<number[]>((list, entries) => [...list, list.at(-1)! + entries.length], [0]);
  return [...starts.map(stored), ...terms.flat().flatMap(({ form, factor, square, tension, width }) => [stored(form), factor, square, tension, width * width])];
}
