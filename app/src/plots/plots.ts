/** Which curves belong into which plot, and in which unit a surgeon reads them. */
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

/** A plot of well-known probes. */
interface KnownPlot {
  readonly title: string;
  readonly probes: readonly string[];
  /** Factor from mm-N-MPa. */
  readonly factor: number;
}

/** The read-outs of an expansion, in mm-N-MPa. */
const expansion: readonly KnownPlot[] = [
  { title: "Growth ϑ by zone", probes: ["apex", "middle", "rim"], factor: 1 },
  { title: "Area over the expander (cm²)", probes: ["area", "grown", "elastic"], factor: 0.01 },
  { title: "Pressure (kPa)", probes: ["pressure"], factor: 1000 },
  { title: "Volume (ml)", probes: ["volume"], factor: 0.001 },
  { title: "Largest von Mises stress (MPa)", probes: ["stress"], factor: 1 },
];
/** Read-outs that are components or repeat others. */
const unplotted = new Set(["patch", "height"]);

/** Plots of the probes of a run: those of an expansion as its readers know them, others each in their own. */
export function plotsOf(probes: Probes, units: Units): Plot[] {
  const known = units.length === "mm" && units.stress === "MPa" ? expansion.filter((plot) => plot.probes.some((name) => probes[name]?.length === 1)) : [];
  const taken = new Set(known.flatMap((plot) => plot.probes));
  const others = Object.entries(probes).filter(([name, values]) => !taken.has(name) && !(known.length > 0 && unplotted.has(name)) && values.length <= 3);
  return [
    ...known.map(({ title, probes: names, factor }) => ({ title, curves: names.filter((name) => name in probes).map((name) => curve(name, name, 0, factor)) })),
    ...others.map(([name, values]) => ({ title: titled(name), curves: values.map((_, i) => curve(values.length === 1 ? name : `${name} ${"xyz"[i]}`, name, i, 1)) })),
  ];
}

function curve(label: string, name: string, component: number, factor: number): PlotCurve {
  return { label, read: (probes) => (probes[name]?.[component] === undefined ? null : probes[name][component] * factor) };
}

function titled(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

/** A number that a reader looks for first. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
}

/**
 * The key figures of an expansion at a step, and the largest pressure of the steps so far.
 * @param footprint area over the expander before it was filled, mm²
 */
export function keyFigures(probes: Probes, sofar: readonly Probes[], footprint: number): KeyFigure[] {
  const first = (name: string): number | undefined => probes[name]?.[0];
  const [grown, apex] = [first("grown"), first("apex")];
  const pressure = first("pressure") === undefined ? undefined : Math.max(...sofar.map(({ pressure: [value] }) => value));
  const gained = grown === undefined || footprint === 0 ? undefined : grown - footprint;
  return [
    ...(gained === undefined ? [] : [{ label: "area gained", value: `${(gained / 100).toFixed(1)} cm²` }, { label: "of the footprint", value: `${((100 * gained) / footprint).toFixed(0)} %` }]),
    ...(apex === undefined ? [] : [{ label: "growth at the apex", value: `× ${apex.toFixed(2)}` }]),
    ...(pressure === undefined ? [] : [{ label: "largest pressure", value: `${(pressure * 1000).toFixed(1)} kPa` }]),
  ];
}
