/** Which curves belong into which plot. */
import type { Units } from "../engine/messages.js";

type Probes = Readonly<Record<string, readonly number[]>>;

export interface PlotCurve {
  readonly label: string;
  read(probes: Probes): number | null;
}

export interface Plot {
  readonly title: string;
  readonly curves: readonly PlotCurve[];
}

/** Plots of the probes of a run: numbers each in their own, vectors with a curve per component. */
export function plotsOf(probes: Probes, units: Units): Plot[] {
  return Object.entries(probes).filter(([, values]) => values.length <= 3).map(([name, values]) => ({
    title: titleOf(name, units),
    curves: values.map((_, i) => ({ label: values.length === 1 ? name : `${name} ${"xyz"[i]}`, read: (all: Probes) => all[name]?.[i] ?? null })),
  }));
}

function titleOf(name: string, { length, stress }: Units): string {
  if (name === "pressure") return `Pressure (${stress})`;
  if (name === "volume") return `Volume (${length}³)`;
  return name[0].toUpperCase() + name.slice(1);
}
