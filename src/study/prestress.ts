/**
 * The key `prestress` of a case: its mesh is the geometry under load, as it was imaged, and the stress-free one is found by backward displacements (bols2013):
 * stress-free places = imaged places - displacements of the forward solve from there, a fixed-point iteration, here with Anderson's acceleration (walker2011).
 */
import { ConvergenceError, TwoscaleError } from "../core/errors.js";
import { assertNotInverted, type Mesh } from "../mesh/index.js";
import { solve } from "../solve/stepper.js";
import type { Fail } from "./check-parts.js";
import { mixing } from "./mixing.js";
import { prepare, type Resources } from "./prepare.js";
import { nearestNode } from "./probes.js";
import type { Probe, Study } from "./study.js";
import { wrappersOf } from "./wrappers.js";

/** How closely the forward solve returns to the imaged geometry. */
export interface PrestressSpec {
  /** Largest distance of a node from its imaged place, over the size of the body. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** What the iteration came to. */
export interface PrestressSummary {
  /** Forward solves. */
  readonly iterations: number;
  /** Largest distance of a node from its imaged place, unit of length. */
  readonly distance: number;
}

/** One forward solve of the iteration. */
export interface PrestressOptions extends Resources {
  readonly signal?: AbortSignal;
  /** Called after every forward solve. */
  readonly onPrestress?: (iterate: PrestressSummary) => void;
}

/** A study on the mesh that it is solved on. */
export interface Readied { readonly study: Study; readonly prestress?: PrestressSummary }

/**
 * The study with its stress-free geometry as mesh; as it is where it does not ask for one. Probes by place keep the nodes that they have in the image.
 * @throws ConvergenceError E_PRESTRESS when the iteration does not come to an end, or a forward solve has none; the reason of `options.signal`
 */
export async function readied(study: Study, options: PrestressOptions = {}): Promise<Readied> {
  if (!study.prestress) return { study };
  const { tolerance, maxIterations } = study.prestress;
  const image = study.mesh, size = extent(image), held = { ...study, probes: pinned(study) };
  const mix = mixing(image.points.length);
  let moved: Float64Array = new Float64Array(image.points.length);
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    options.signal?.throwIfAborted();
    const trial = { ...held, mesh: shifted(image, moved) };
    const found = await forward(trial, moved, options, iterations);
    const distance = largestDistance(found, moved);
    options.onPrestress?.({ iterations, distance });
    if (distance <= tolerance * size) return { study: trial, prestress: { iterations, distance } };
    moved = mix(moved, found);
  }
  throw failure(`${maxIterations} forward solves have not brought the body back to its imaged geometry`, "raise prestress.maxIterations or prestress.tolerance, or load less: the iteration converges for moderate strains.");
}

/** Nodes of probes in place of their places. */
function pinned({ probes, mesh }: Study): Study["probes"] {
  const pin = ({ at, ...rest }: Probe): Probe => (at ? { ...rest, node: nearestNode(mesh, at) } : rest);
  return Object.fromEntries(Object.entries(probes).map(([name, probe]) => [name, pin(probe)]));
}

/** The image less displacements `[nodes, 3]`. */
function shifted(image: Mesh, moved: Float64Array): Mesh {
  return { ...image, points: image.points.map((x, k) => x - moved[k]) };
}

/** Displacements `[nodes, 3]` at the end of a run from a geometry, started from those that led to it. */
async function forward(study: Study, guess: Float64Array, options: PrestressOptions, iteration: number): Promise<Float64Array> {
  const d = study.mesh.dimension, out = new Float64Array(guess.length);
  try {
    assertNotInverted(study.mesh);
    const prepared = await prepare(study, options), { problem } = prepared;
    try {
      const warm = iteration > 1;
      const start = guess.filter((_, k) => k % 3 < d);
      const steps = warm ? { ...problem.steps, size: problem.steps.end, max: problem.steps.end, stops: [problem.steps.end] } : problem.steps;
      for await (const { u } of solve({ ...problem, steps }, { ...(options.signal ? { signal: options.signal } : {}), ...(warm ? { start } : {}) })) {
        u.forEach((x, dof) => { out[3 * Math.floor(dof / d) + (dof % d)] = x; });
      }
    } finally {
      prepared.dispose();
    }
    return out;
  } catch (error) {
    if (!(error instanceof TwoscaleError) || !["E_NO_CONVERGENCE", "E_INVERTED", "E_INVERTED_CELL"].includes(error.code)) throw error;
    throw failure(`forward solve ${iteration} has no answer: ${error.text}`, `load less, or look at the material: it may be too soft for the load that it carried in the image. ${error.hint ?? ""}`);
  }
}

function failure(what: string, hint: string): ConvergenceError {
  return new ConvergenceError("E_PRESTRESS", `prestress: ${what}.`, { hint });
}

function extent({ points }: Mesh): number {
  const spans = [0, 1, 2].map((i) => points.reduce(([low, high], x, k) => (k % 3 === i ? [Math.min(low, x), Math.max(high, x)] : [low, high]), [Infinity, -Infinity]));
  return Math.max(...spans.map(([low, high]) => high - low));
}

function largestDistance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let k = 0; k < a.length; k += 3) square = Math.max(square, [0, 1, 2].reduce((sum, i) => sum + (a[k + i] - b[k + i]) * (a[k + i] - b[k + i]), 0));
  return Math.sqrt(square);
}

/**
 * Refuses what has no stress-free geometry by displacements.
 * @throws CaseError E_PRESTRESS_CASE with place
 */
export function checkPrestress({ prestress, steps, boundary, materials }: Study, fail: Fail): void {
  if (!prestress) return;
  if (steps.arc) fail(["prestress"], "E_PRESTRESS_CASE", "needs a load that is reached at a time, but steps.arc follows a path.", "use steps.size or steps.count.");
  boundary.forEach(({ volume, contact }, index) => {
    for (const [key, value] of Object.entries({ volume, contact })) {
      if (value !== undefined) fail(["boundary", index, key], "E_PRESTRESS_CASE", "depends on the undeformed geometry, which is not known before.", "give the pressure or the traction that acts in the image.");
    }
  });
  for (const [name, material] of Object.entries(materials)) {
    const clock = wrappersOf(material).find(({ wrapper: { key } }) => key === "growth" || key === "viscosity");
    if (clock) fail(["materials", name, clock.wrapper.key], "E_PRESTRESS_CASE", "depends on the history of the load, which an image does not show.", "leave it out.");
  }
}
