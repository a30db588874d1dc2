/** Fits an ensemble of energy networks to samples. */
import { createRandom, shuffled } from "../core/random.js";
import * as at from "../network/kernel.gen.js";
import { layOut, metricOf, type Network, type Shape } from "../network/layout.js";
import type { NetworkMachine } from "../network/machine.js";
import { lossOf, type Schedule, train, type Trainee } from "../network/train.js";
import { convexSigns, freeSigns, initialUnknowns, type Signs, unknownsOf, weightsOf } from "../network/weights.js";
import { ofStretch, scaled, type Structure, structureOf, type Symmetry } from "./structure.js";
import { pick, type Targets } from "./targets.js";

/** Polyconvex (weights keep their signs) or relaxed (free weights, ellipticity is watched). */
export type NetworkKind = "convex" | "relaxed";

/** A fitted ensemble: plain data. */
export interface Ensemble {
  readonly kind: NetworkKind;
  readonly dimension: 2 | 3;
  readonly symmetry: Symmetry;
  readonly shape: Shape;
  /** Root mean square of each input over the samples. */
  readonly scales: readonly number[];
  /** Unit of the networks' energy, unit of stress. */
  readonly energy: number;
  /** Factors of ½ (J-1)² and (J + 1/J - 2)², unit of stress. */
  readonly volumetric: number;
  readonly growth: number;
  /** Weights of each network (W1, b1, W2, b2, w3), for energies in units of `energy`. The first one, the best trained, answers; all judge. */
  readonly members: readonly Float64Array[];
  /** Named outputs that it returns, too; in the plane the stress across is one of them. All have as many networks. */
  readonly outputs: readonly LearnedOutput[];
}

/** What is known of an output that was learned as a function of the stretch. */
export interface OutputFacts {
  readonly name: string;
  readonly unit: string;
  /** Value at rest. */
  readonly rest: number;
  /** Root mean square of its change from that over the samples. */
  readonly change: number;
  /** Relative root-mean-square error of that change on samples held out. */
  readonly error: number;
  /** Estimated error of a value = factor · spread of the networks, or standard deviation of the process. */
  readonly spreadFactor: number;
}

/** An output by networks. */
export interface LearnedOutput extends OutputFacts {
  /** Unit of the networks' values. */
  readonly scale: number;
  /** Weights of each network; their mean answers. */
  readonly members: readonly Float64Array[];
}

export interface FitOptions {
  readonly kind: NetworkKind;
  readonly dimension: 2 | 3;
  readonly symmetry: Symmetry;
  readonly shape: Shape;
  readonly members: number;
  readonly seed: number;
  readonly epochs: number;
  readonly iterations: number;
  /** Weight of the tangent in the loss against the stress. */
  readonly tangentWeight: number;
  /** Weights to start from, instead of random ones and Adam. */
  readonly start?: Ensemble;
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, loss: number) => void;
}

/** Root mean squares of the targets. */
interface Scale { readonly stress: number; readonly tangent: number; readonly energy: number }

/** Trains all members, one after the other, on one machine. Answers depend on the seed and nothing else. */
export async function fit(machine: NetworkMachine, targets: Targets, options: FitOptions): Promise<Ensemble> {
  const { kind, dimension, shape, start } = options;
  const symmetry = kind === "convex" ? { ...options.symmetry, recruitment: ofStretch } : options.symmetry;
  const plain = structureOf(symmetry, dimension);
  const scale = scaleOf(targets);
  const scales = start?.scales ?? inputScales(machine, plain, shape, targets);
  const energy = start?.energy ?? scale.energy;
  const volumetric = start?.volumetric ?? volumetricShare(targets, dimension);
  const growth = start?.growth ?? 0.1 * energy;
  const structure = scaled(plain, scales);
  const signs = kind === "convex" ? convexSigns(structure.table.inputs, shape, structure.free) : freeSigns(structure.table.inputs, shape);
  const spec = { structure, scale, energy, volumetric, growth, tangentWeight: options.tangentWeight };
  const members = await trainMembers(machine, targets, signs, spec, options);
  return { kind, dimension, symmetry, shape, scales, energy, volumetric, growth, members, outputs: [] };
}

/** Networks of an output of an ensemble: free weights, trained on the derivative alone, with the inputs and the shape of the ensemble. */
export async function fitOutput(machine: NetworkMachine, targets: Targets, { symmetry, dimension, scales }: Ensemble, options: FitOptions): Promise<Pick<LearnedOutput, "scale" | "members">> {
  const structure = { ...scaled(structureOf(symmetry, dimension), scales), correction: { rest: new Float64Array(0), pairs: 0 } };
  const scale = scaleOf(targets);
  const spec = { structure, scale, energy: scale.energy, volumetric: 0, growth: 0, tangentWeight: 0 };
  const members = await trainMembers(machine, targets, freeSigns(structure.table.inputs, options.shape), spec, options);
  return { scale: scale.energy, members };
}

/** Weights of the members, the best trained first. */
async function trainMembers(machine: NetworkMachine, targets: Targets, signs: Signs, spec: RecordSpec, options: FitOptions): Promise<Float64Array[]> {
  const { structure: { table, correction } } = spec;
  const records = Math.ceil(targets.count / 2);
  const network = layOut(machine, { table, shape: options.shape, members: 1, records: 1 + records });
  const trainee: Trainee = { network, signs, correction, records };
  const members: { readonly weights: Float64Array; readonly loss: number }[] = [];
  for (let member = 0; member < options.members; member++) {
    const seed = options.seed + 1000 * member;
    writeRecords(trainee, pick(targets, shuffled(targets.count, createRandom(seed))), spec);
    const unknowns = options.start === undefined ? initialUnknowns(signs, createRandom(seed + 1)) : unknownsOf(signs, options.start.members[member]);
    const best = train(trainee, unknowns, scheduleOf(options, member, seed + 2));
    members.push({ weights: weightsOf(signs, best), loss: lossOf(trainee, best, new Float64Array(best.length), 1, records) });
    await new Promise((resolve) => { setTimeout(resolve, 0); });
  }
  return members.toSorted((a, b) => a.loss - b.loss).map(({ weights }) => weights);
}

function scheduleOf({ epochs, iterations, members, start, signal, onProgress }: FitOptions, member: number, seed: number): Schedule {
  return {
    epochs: start === undefined ? epochs : 0, iterations, seed,
    onProgress: (share, loss) => {
      signal?.throwIfAborted();
      onProgress?.((member + share) / members, loss);
    },
  };
}

function scaleOf({ strains, packed, S, CC }: Targets): Scale {
  const metric = metricOf(strains);
  const rms = (values: Float64Array, size: number, weight: (i: number) => number): number => Math.sqrt(values.reduce((sum, x, i) => sum + weight(i % size) * x * x, 0) / (values.length / size));
  const off = packedOff(strains);
  const stress = rms(S, strains, (v) => metric[v]);
  return { stress, tangent: rms(CC, packed, (p) => metric[strains + p] * off[p]), energy: 0.3 * stress };
}

/** 2 where a packed component stands for two entries of the matrix. */
function packedOff(strains: number): number[] {
  return Array.from({ length: strains }, (_, v) => Array.from({ length: strains - v }, (__, u) => (u === 0 ? 1 : 2))).flat();
}

/**
 * Volumetric split: the bulk modulus at rest beyond five shear moduli goes into ½ K (J-1)², so that the network of a nearly incompressible
 * tissue has no pressure to learn that is a thousand times its other stresses.
 */
export function volumetricShare({ strains, packed, E, CC, count }: Targets, dimension: 2 | 3): number {
  let rest = 0;
  const size = (k: number): number => E.subarray(k * strains, (k + 1) * strains).reduce((sum, e) => sum + e * e, 0);
  for (let k = 1; k < count; k++) if (size(k) < size(rest)) rest = k;
  const C = CC.subarray(rest * packed, (rest + 1) * packed);
  const at = (v: number, u: number): number => C[v * strains - (v * (v - 1)) / 2 + u - v];
  const normal = Array.from({ length: dimension }, (_, v) => v);
  const bulk = normal.flatMap((v) => normal.map((u) => at(Math.min(u, v), Math.max(u, v)))).reduce((sum, c) => sum + c, 0) / (dimension * dimension);
  const shears = Array.from({ length: strains - dimension }, (_, i) => at(dimension + i, dimension + i));
  return Math.max(0, bulk - 5 * Math.max(...shears));
}

/** Writes the strains of two points; returns how far the second is only a copy of the first. */
function setStrain(network: Network, { E, strains, count }: Targets, first: number): void {
  const memory = network.machine.memory();
  const place = network.place(at.STRAIN_AT);
  for (let p = 0; p < 2; p++) {
    const k = Math.min(first + p, count - 1);
    for (let v = 0; v < strains; v++) memory[place + 2 * v + p] = E[k * strains + v];
  }
}

/** Root mean square of the unscaled inputs. */
export function inputScales(machine: NetworkMachine, structure: Structure, shape: Shape, targets: Targets): number[] {
  const network = layOut(machine, { table: structure.table, shape, members: 1, records: 1 });
  const place = network.place(at.TARGET_AT);
  const sums = new Float64Array(network.inputs);
  for (let k = 0; k < targets.count; k += 2) {
    setStrain(network, targets, k);
    machine.kernels.features(network.plan, 0);
    const memory = machine.memory();
    for (let a = 0; a < network.inputs; a++) {
      for (let p = 0; p < Math.min(2, targets.count - k); p++) {
        const x = memory[place + 2 * (a * (network.strains + 2) + network.strains) + p];
        sums[a] += x * x;
      }
    }
  }
  return Array.from(sums, (sum) => Math.max(Math.sqrt(sum / targets.count), 1e-12));
}

interface RecordSpec extends Pick<Ensemble, "energy" | "volumetric" | "growth"> {
  readonly structure: Structure;
  readonly scale: Scale;
  readonly tangentWeight: number;
}

/** Record 0 is the state at rest; targets lose the terms with constant factors and are in units of `energy`. */
function writeRecords({ network, records }: { readonly network: Network; readonly signs: Signs; readonly records: number }, targets: Targets, spec: RecordSpec): void {
  const { machine, plan, strains } = network;
  const atRest = network.place(at.STRAIN_AT);
  machine.memory().fill(0, atRest, atRest + 2 * strains);
  machine.kernels.features(plan, 0);
  const weights = [1 / (targets.count * square(spec.scale.stress / spec.energy)), spec.tangentWeight === 0 ? 0 : spec.tangentWeight / (targets.count * square(spec.scale.tangent / spec.energy))];
  for (let r = 0; r < records; r++) {
    setStrain(network, targets, 2 * r);
    machine.kernels.features(plan, r + 1);
    for (let p = 0; p < 2; p++) writeTargets(network, r + 1, p, targets, Math.min(2 * r + p, targets.count - 1), spec, 2 * r + p < targets.count ? weights : [0, 0]);
  }
}

function writeTargets(network: Network, record: number, p: number, { S, CC, weights: counts }: Targets, k: number, spec: RecordSpec, weights: readonly number[]): void {
  const { machine, strains, packed, terms } = network;
  const memory = machine.memory();
  const start = network.place(at.TARGET_AT) + 2 * record * network.record + p;
  const lane = (i: number): number => start + 2 * i;
  const stride = strains + 2;
  const out = terms * (stride + packed);
  const slope = (term: number, v: number): number => memory[lane(term * stride + v)];
  const bend = (term: number, q: number): number => memory[lane(terms * stride + term * packed + q)];
  const { volumetric, growth } = spec.structure;
  for (let v = 0; v < strains; v++) memory[lane(out + v)] = (S[k * strains + v] - spec.volumetric * slope(volumetric, v) - spec.growth * slope(growth, v)) / spec.energy;
  for (let q = 0; q < packed; q++) memory[lane(out + strains + q)] = (CC[k * packed + q] - spec.volumetric * bend(volumetric, q) - spec.growth * bend(growth, q)) / spec.energy;
  memory[lane(out + strains + packed)] = weights[0] * counts.stress[k];
  memory[lane(out + strains + packed + 1)] = weights[1] * counts.tangent[k];
}

function square(x: number): number {
  return x * x;
}
