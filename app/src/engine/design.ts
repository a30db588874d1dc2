/** From the set-up of the panel to a case file, the same that the command line takes. */
import { CaseError, type CaseInput, expansion } from "twoscale";
import { Document, visit } from "yaml";
import shippedCell from "../../../cases/skin-cell.yaml?raw";
import surrogateUrl from "../../../cases/skin-expansion.surrogate.json?url";
import type { Setup } from "../setup/setup.js";
import type { Bundle } from "./messages.js";

type Spec = Readonly<Record<string, unknown>>;

/** The case of a set-up, with the files of its microstructure where it has one. */
export async function design(setup: Setup): Promise<Bundle> {
  return { main: "expansion.yaml", files: { "expansion.yaml": encode(caseText(caseOf(setup))), ...await microFiles(setup) } };
}

const cellFile = "skin-cell.yaml";
const surrogateFile = "skin.surrogate.json";

async function microFiles(setup: Setup): Promise<Bundle["files"]> {
  if (setup.material === "fe2") return { [cellFile]: encode(cellText(setup)) };
  if (setup.material !== "surrogate") return {};
  const response = await fetch(new URL(surrogateUrl, import.meta.url));
  if (!response.ok) throw new CaseError("E_FILE", `the surrogate of the skin cannot be loaded (${response.status}).`, { hint: "check the connection, or take the microstructure itself." });
  return { [cellFile]: encode(shippedCell), [surrogateFile]: new Uint8Array(await response.arrayBuffer()) };
}

const adjectives = { rectangle: "rectangular", circle: "round", square: "square", crescent: "crescent" } as const;

/** The ready case of the library, with the protocol as it was drawn. */
function caseOf(setup: Setup): CaseInput {
  const { shape, area, aspect, right, up, angle, sheet, thickness, cells, layers, protocol, deflate } = setup;
  const days = protocol.at(-1)?.[0] ?? 1;
  const base = expansion({
    shape, area: 100 * area, ...(shape === "rectangle" ? { aspect } : {}), ...(right === 0 && up === 0 ? {} : { at: [right, up] }), ...(angle === 0 ? {} : { angle }), size: [sheet, sheet, thickness], cells: [cells, cells, layers],
    days, fillTime: days / 100, deflation: deflate, material: materialOf(setup), ...growthOf(setup),
  });
  const volume = protocol.map(([day, ml]): [number, number] => [day, 1000 * ml]);
  return {
    ...base, title: `Skin over a ${adjectives[shape]} expander, ${Math.max(...protocol.map(([, ml]) => ml))} ml`,
    boundary: base.boundary.map((condition) => ("volume" in condition ? { ...condition, volume } : condition)),
    steps: stepsOf(setup, days + deflate),
    ...(setup.material === "surrogate" ? { solver: { ...base.solver, start: "rest" } } : {}),
    ...(setup.growth === "none" ? elastic(base) : { probes: usable(base, cells) }),
    output: { fields: ["u", "F", "cauchy", "J", "W", "state"], every: 1 },
  };
}

/** Equal largest steps; the first ramp and the deflation get four smaller ones at least. */
function stepsOf({ protocol, steps, deflate }: Setup, end: number): CaseInput["steps"] {
  const largest = end / steps;
  const ramp = protocol[1]?.[0] ?? end;
  const size = Math.min(largest, ramp / 4, deflate > 0 ? deflate / 4 : Infinity);
  return { end, size, min: size / 1024, max: largest };
}

/** With fewer cells along an edge no cell lies in the inner zones of the footprint. */
const coarsestWithZones = 8;

/** The probes whose sets a mesh of so many cells has. */
function usable({ probes = {} }: CaseInput, cells: number): NonNullable<CaseInput["probes"]> {
  if (cells >= coarsestWithZones) return probes;
  return Object.fromEntries(Object.entries(probes).filter(([, probe]) => !("mean" in probe && probe.mean.startsWith("zone-"))));
}

/** Without growth there are no states to follow. */
function elastic({ materials, probes }: CaseInput): Pick<CaseInput, "materials" | "probes"> {
  const skin = Object.fromEntries(Object.entries(materials.skin as Spec).filter(([key]) => key !== "growth"));
  const kept = Object.entries(probes ?? {}).filter(([, probe]) => !("field" in probe && ["theta", "thetaE", "growthRate"].includes(probe.field)));
  return { materials: { skin } as CaseInput["materials"], probes: Object.fromEntries(kept) };
}

function materialOf({ material, mu, lambda, c, k1, k2, kappa, bulk, langer, backend, tolerance }: Setup): Spec {
  const angle = (langer * Math.PI) / 180;
  const direction = langer === 0 ? [1, 0, 0] : [Number(Math.cos(angle).toFixed(12)), Number(Math.sin(angle).toFixed(12)), 0];
  return {
    "neo-hookean": { law: "neo-hookean", mu, lambda }, goh: { law: "goh", c, k1, k2, kappa, bulk, directions: [direction] },
    fe2: { rve: cellFile, ...(backend === "auto" ? {} : { backend }) }, surrogate: { surrogate: surrogateFile, guard: { rve: cellFile, tolerance } },
  }[material];
}

function growthOf({ growth, rate, prestretch, tau, critical, largest, gamma }: Setup): { readonly growth?: Spec } {
  const normal = [0, 0, 1];
  return {
    none: {},
    "area-homeostatic": { growth: { law: "area-homeostatic", rate, threshold: prestretch, normal } },
    "area-kuhl": { growth: { law: "area-kuhl", tau, threshold: critical, max: largest, gamma, normal } },
  }[growth];
}

/** YAML with one condition, material or probe per line. */
function caseText(input: CaseInput): string {
  const document = new Document(input);
  visit(document, { Collection(_key, node, path) { if (path.length >= 4) node.flow = true; } });
  return `# Made by the twoscale application; lengths in mm, stresses in MPa, times in days.\n${document.toString({ lineWidth: 150 })}`;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Two families of collagen fibres that cross in the plane of the skin, one above the other: cases/skin-cell.yaml with numbers of the panel. */
function cellText({ ground, fibre, radius }: Setup): string {
  const edge = 0.1;
  const r = Number((radius * edge).toPrecision(6));
  const family = (z: number, direction: string, phase: string): string =>
    `    - { cylinder: { point: [0.05, 0.05, ${z}], direction: ${direction}, radius: ${r} }, phase: ${phase}, wrap: true }`;
  const law = (direction: string): string => `{ law: goh, c: 0.5, k1: ${fibre}, k2: 2, kappa: 0, bulk: 2, directions: [${direction}] }`;
  return `# Skin at the scale of its collagen, made by the twoscale application.
title: Two crossing families of collagen fibres
units: mm-N-MPa
rve:
  dimension: 3
  size: [${edge}, ${edge}, ${edge}]
  grid: [6, 6, 6]
  background: ground
  shapes:
${family(0.025, "[1, 1, 0]", "fibres-up")}
${family(0.075, "[1, -1, 0]", "fibres-down")}
  phases:
    ground: { law: neo-hookean, mu: ${ground}, lambda: ${Number((4 * ground).toPrecision(12))} }
    fibres-up: ${law("[1, 1, 0]")}
    fibres-down: ${law("[1, -1, 0]")}
  boundary: periodic
`;
}
