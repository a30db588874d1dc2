/** What can be shown as colour: how it is named, and where its scale begins. */
import type { Units } from "../engine/messages.js";

export interface Quantity {
  readonly key: string;
  readonly label: string;
  /** Key of the unit, or undefined for a plain number. */
  readonly unit: keyof Units | undefined;
  readonly says: string;
}

const known: readonly Quantity[] = [
  { key: "theta", label: "Growth ϑ", unit: undefined, says: "How many times its first area the tissue would have if it were cut free." },
  { key: "thetaE", label: "Elastic area stretch ϑe", unit: undefined, says: "Area stretch that is still elastic: what growth has not yet taken up." },
  { key: "growthRate", label: "Growth rate dϑ/dt", unit: undefined, says: "How fast the area grows, per unit of time." },
  { key: "area", label: "Area stretch", unit: undefined, says: "Current over first area in the plane of the sheet: elastic stretch times growth." },
  { key: "stress", label: "Equivalent stress", unit: "stress", says: "Von Mises' equivalent of the Cauchy stress." },
  { key: "principal", label: "Largest principal stress", unit: "stress", says: "Largest tension in any direction, of the Cauchy stress." },
  { key: "trusted", label: "Trust of the surrogate", unit: undefined, says: "1: the surrogate answers; 0: its RVE was solved instead; in between both." },
  { key: "phase", label: "Phase", unit: undefined, says: "Which constituent of the microstructure it is." },
  { key: "J", label: "Volume ratio J", unit: undefined, says: "Current over first volume." },
  { key: "W", label: "Energy density", unit: "stress", says: "Stored energy per reference volume." },
];

/** How a quantity is named; one that is not known goes by its own name. */
export function quantityOf(key: string): Quantity {
  return known.find((quantity) => quantity.key === key) ?? { key, label: key, unit: undefined, says: "A state of the material." };
}

/** The quantities that are there, the well-known ones first. */
export function available(keys: readonly string[]): Quantity[] {
  const order = (key: string): number => (known.findIndex((quantity) => quantity.key === key) + 1) || known.length + 1;
  return [...keys].sort((a, b) => order(a) - order(b)).map(quantityOf);
}

/** A number in few characters. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 0.001 && size < 100_000)) return String(Number(value.toPrecision(4)));
  return value.toExponential(2).replace("e+", "e");
}

/** Name and unit of a quantity. */
export function labelOf(key: string, units: Units | undefined): string {
  const { label, unit } = quantityOf(key);
  const text = unit && units ? units[unit] : "";
  return text === "" ? label : `${label} (${text})`;
}
