/** Probes: numbers to follow through a run. */
import { type Mesh, nodeCount, nodesOf } from "../mesh/index.js";
import type { AcceptedStep } from "../solve/accept.js";
import { setsWith } from "./bonds.js";
import { cellField } from "./fields.js";
import { inflatedSets } from "./inflation.js";
import { areaProbe, integralProbe, meanProbe, peakProbe } from "./set-probes.js";
import type { Probe, Study } from "./study.js";

/** Values by the name of the probe: components of u or of a force (one per direction), or of a cell field (9 for tensors). */
export type ProbeValues = Readonly<Record<string, readonly number[]>>;

type Accepted = Pick<AcceptedStep, "u" | "reactions" | "regions" | "surfaces" | "springs" | "contacts">;
type Read = (step: Accepted) => number[];

/** Makes the reader of all probes of a study. */
export function createProbes(study: Study): (step: Accepted) => ProbeValues {
  const readers = Object.entries(study.probes).map(([name, probe]) => [name, createProbe(study, probe)] as const);
  return (step) => Object.fromEntries(readers.map(([name, read]) => [name, read(step)]));
}

function createProbe(study: Study, probe: Probe): Read {
  const { mesh } = study;
  if (probe.mean !== undefined) return meanProbe(mesh, probe.mean, probe.field);
  if (probe.peak !== undefined) return peakProbe(mesh, probe.peak, probe.field);
  if (probe.integral !== undefined) return integralProbe(mesh, probe.integral, probe.field);
  if (probe.on !== undefined && probe.field === "area") return areaProbe(mesh, probe.on);
  if (probe.cell !== undefined) return cellProbe(mesh, probe.cell, probe.field);
  if (probe.on !== undefined && probe.field === "reaction") return sumProbe(mesh, nodesOf(mesh, probe.on));
  if (probe.on !== undefined && Object.hasOwn(bondReaders, probe.field)) return bondReaders[probe.field](study, probe.on);
  if (probe.on !== undefined) return inflationProbe(study, probe.on, probe.field);
  const node = probe.node ?? nearestNode(mesh, probe.at ?? []);
  const d = mesh.dimension;
  return (step) => Array.from((probe.field === "u" ? step.u : step.reactions).subarray(node * d, (node + 1) * d));
}

/** Number of the node closest to a place (one coordinate per direction, unit of length); the lowest of equals. */
export function nearestNode(mesh: Mesh, place: readonly number[]): number {
  let best = 0;
  let bestSquare = Infinity;
  for (let node = 0; node < nodeCount(mesh); node++) {
    const square = place.reduce((sum, x, axis) => sum + (mesh.points[3 * node + axis] - x) * (mesh.points[3 * node + axis] - x), 0);
    if (square < bestSquare) [best, bestSquare] = [node, square];
  }
  return best;
}

function sumProbe({ dimension }: Mesh, nodes: Int32Array): Read {
  return ({ reactions }) => Array.from({ length: dimension }, (_, i) => nodes.reduce((sum, node) => sum + reactions[node * dimension + i], 0));
}

/** Pressure (the sum of all on the set) or enclosed volume of a set under pressure. */
function inflationProbe(study: Study, set: string, field: string): Read {
  const places = inflatedSets(study).flatMap((name, place) => (name === set ? [place] : []));
  if (field === "volume") return ({ surfaces }) => [surfaces[places[0]].volume];
  return ({ surfaces }) => [places.reduce((sum, place) => sum + surfaces[place].pressure, 0)];
}

/** Springs and contacts of a set: total force on the body, largest pressure, smallest gap. */
const bondReaders: Readonly<Record<string, (study: Study, set: string) => Read>> = {
  springForce: (study, set) => ({ springs }) => totalForce(study.mesh, ofSet(study, "spring", set, springs)),
  contactForce: (study, set) => ({ contacts }) => totalForce(study.mesh, ofSet(study, "contact", set, contacts)),
  contactPressure: (study, set) => ({ contacts }) => [extreme(ofSet(study, "contact", set, contacts).map(({ pressure }) => pressure), 1)],
  gap: (study, set) => ({ contacts }) => [extreme(ofSet(study, "contact", set, contacts).map(({ gap }) => gap), -1)],
};

function ofSet<Bond>(study: Study, key: "spring" | "contact", set: string, bonds: readonly Bond[]): Bond[] {
  return setsWith(study, key).flatMap((name, place) => (name === set ? [bonds[place]] : []));
}

function totalForce({ dimension }: Mesh, bonds: readonly { readonly forces: Float64Array }[]): number[] {
  const sum = new Array<number>(dimension).fill(0);
  for (const { forces } of bonds) forces.forEach((force, dof) => { sum[dof % dimension] += force; });
  return sum;
}

/** Largest value for sign 1, smallest for sign -1. */
function extreme(lists: readonly Float64Array[], sign: 1 | -1): number {
  return sign * lists.reduce((best, list) => list.reduce((own, value) => Math.max(own, sign * value), best), -Infinity);
}

function cellProbe(mesh: Mesh, cell: number, field: string): Read {
  return (step) => {
    const { components, values } = cellField(mesh, step, field);
    return Array.from(values.subarray(cell * components, (cell + 1) * components));
  };
}
