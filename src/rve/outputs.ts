/** Named outputs of an RVE: the mean of a micro quantity over phases, or its largest value. */
import { CaseError } from "../core/errors.js";
import { nearestName, suggestion } from "../core/nearest.js";
import {
  CAUCHY_STRESS, ENERGY, FIBRE_STRETCH, LARGEST, MEAN, NOMINAL_STRESS, VOLUME_RATIO, VON_MISES,
} from "../kernels/rve-layout.js";
import type { RveOutput } from "../kernels/rve-plan.js";
import type { BoundLaw } from "../law/bind.js";
import { readDirections } from "../law/directions.js";

/** An output as a user writes it: exactly one of `mean` and `max`, of a quantity (docs/reference/case-file.md). */
export interface OutputSpec {
  /** Phases that count; absent: all. */
  readonly phase?: string | readonly string[];
  /** Mean over the volume of the phases. */
  readonly mean?: string;
  /** Largest value at the Gauss points of the phases. */
  readonly max?: string;
  /** Fibre direction of `fibre-stretch`, of any length; absent: the directions of the law of each phase. */
  readonly direction?: readonly number[];
}

interface Quantity {
  /** Number in rve-layout.ts. */
  readonly quantity: number;
  readonly unit: string;
  /** Weights of the stress components (9). */
  readonly components: readonly number[];
  /** Value of an undeformed point. */
  readonly rest: number;
}

const none = [0, 0, 0, 0, 0, 0, 0, 0, 0];
const letters = ["x", "y", "z"];

/** Components of P and of the Cauchy stress by name, as in `P-xy`. */
function componentsOf(prefix: string, quantity: number): [string, Quantity][] {
  return none.map((_, n) => [
    `${prefix}-${letters[Math.floor(n / 3)]}${letters[n % 3]}`, { quantity, unit: "stress", components: none.map((zero, m) => (m === n ? 1 : zero)), rest: 0 },
  ]);
}

const quantities: Readonly<Record<string, Quantity>> = {
  "fibre-stretch": { quantity: FIBRE_STRETCH, unit: "1", components: none, rest: 1 },
  "J": { quantity: VOLUME_RATIO, unit: "1", components: none, rest: 1 },
  "energy": { quantity: ENERGY, unit: "stress", components: none, rest: 0 },
  "von-mises": { quantity: VON_MISES, unit: "stress", components: none, rest: 0 },
  "pressure": { quantity: CAUCHY_STRESS, unit: "stress", components: none.map((zero, n) => (n % 4 === 0 ? -1 / 3 : zero)), rest: 0 },
  ...Object.fromEntries(componentsOf("cauchy", CAUCHY_STRESS)),
  ...Object.fromEntries(componentsOf("P", NOMINAL_STRESS)),
};

/** Names of the quantities that an output may be made of. */
export const outputQuantities: readonly string[] = Object.keys(quantities);

/** Names that results already have. */
const reserved: readonly string[] = ["u", "reaction", "F", "P", "J", "W", "cauchy", "state", "phase", "displacement", "acceptedF", "fluctuation", "theta", "thetaE", "growthRate", "growthStretch"];

/** Phases of an RVE with their laws, as far as outputs need them. */
export interface OutputPhases {
  readonly dimension: 2 | 3;
  readonly phaseNames: readonly string[];
  readonly laws: readonly BoundLaw[];
  readonly voids: readonly boolean[];
  /** Phase number of each voxel. */
  readonly phaseOfCell: Int32Array;
}

/**
 * Checks the outputs of an RVE and looks up what they mean.
 * @param outputs by name
 * @throws CaseError E_OUTPUT for a name, quantity, phase or direction that cannot be used
 */
export function bindOutputs(outputs: Readonly<Record<string, OutputSpec>>, phases: OutputPhases): RveOutput[] {
  return Object.entries(outputs).map(([name, spec]) => {
    checkName(name);
    const { reduction, key } = reductionOf(name, spec);
    const quantity = Object.hasOwn(quantities, key) ? quantities[key] : undefined;
    if (!quantity) return fail(name, `takes "${key}", which is no quantity of a micro point`, suggestion(key, outputQuantities));
    const { unit, rest } = quantity;
    return { name, unit, rest, reduction, quantity: quantity.quantity, components: Float64Array.from(quantity.components), directions: directionsOf(name, spec, key, phases) };
  });
}

function fail(name: string, text: string, hint: string): never {
  throw new CaseError("E_OUTPUT", `rve.outputs.${name} ${text}.`, { hint, details: { output: name } });
}

function checkName(name: string): void {
  if (!/^[A-Za-z]\w*$/.test(name)) fail(name, "is no name for an output", "use letters, digits and underscores, a letter first.");
  if (reserved.includes(name)) fail(name, "is the name of a field that results already have", "choose another name.");
}

function reductionOf(name: string, { mean, max }: OutputSpec): { readonly reduction: number; readonly key: string } {
  if (mean !== undefined && max === undefined) return { reduction: MEAN, key: mean };
  if (max !== undefined && mean === undefined) return { reduction: LARGEST, key: max };
  return fail(name, mean === undefined ? "names no quantity" : "has mean and max", "give exactly one of mean and max, as in { phase: fibres, mean: fibre-stretch }.");
}

/** Directions by phase `[families, 3]`, empty where the phase does not count; quantities without direction count once. */
function directionsOf(name: string, spec: OutputSpec, key: string, phases: OutputPhases): Float64Array[] {
  const wanted = phasesOf(name, spec, phases);
  const fibres = key === "fibre-stretch";
  if (!fibres && spec.direction !== undefined) fail(name, `has a direction, but ${key} needs none`, "leave out direction.");
  return phases.laws.map((law, phase) => {
    if (!wanted.includes(phase)) return new Float64Array(0);
    if (!fibres) return new Float64Array(3);
    if (spec.direction !== undefined) return readDirections({ text: `rve.outputs.${name}`, law: "output" }, { direction: spec.direction });
    if (law.directionCount === 0) fail(name, `takes the stretch along fibres, but the law of phase "${phases.phaseNames[phase]}" has no direction`, "give direction: [1, 0, 0], or name a phase with fibres.");
    return law.directions;
  });
}

function phasesOf(name: string, { phase }: OutputSpec, { phaseNames, phaseOfCell, voids }: OutputPhases): number[] {
  const given = phase === undefined ? phaseNames.filter((_, number) => !voids[number]) : typeof phase === "string" ? [phase] : phase;
  const numbers = given.map((one) => {
    const number = phaseNames.indexOf(one);
    if (voids[number]) return fail(name, `names the phase "${one}", which is a void`, "name a phase with a material.");
    if (number >= 0) return number;
    const near = nearestName(one, phaseNames);
    return fail(name, `names the phase "${one}", which this RVE does not have (phases: ${phaseNames.join(", ")})`, near ? `did you mean "${near}"?` : "name a phase of rve.phases.");
  });
  if (!phaseOfCell.some((one) => numbers.includes(one))) fail(name, `has no voxels: no voxel centre lies in ${given.join(", ")}`, "refine the grid, or enlarge the shape.");
  return numbers;
}
