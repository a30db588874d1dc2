/** From displacements to stresses: the only await of the solver. */
import { type PointBatch, PointStatus } from "../constitutive/model.js";
import { type Failure, pointFailure } from "./failure.js";
import type { RegionPoints, System } from "./system.js";

/** What models are asked for. */
export type Want = "stress" | "tangent";

/** What the models answered as a whole. */
export interface Response {
  /** ∫ W dV, unit of energy (2D: per unit thickness). */
  readonly energy: number;
  /** Sum of the inner iterations of all points. */
  readonly innerIterations: number;
  readonly failure: Failure | undefined;
  /** Whether all points met the tolerance of their model. */
  readonly settled: boolean;
  /** Whether the models were asked: their states then belong to this displacement. */
  readonly answered: boolean;
  /** Whether the tangents belong to this displacement, too. */
  readonly tangents: boolean;
}

/**
 * Evaluates all regions at `system.u` over a time increment; inverted cells never reach a model.
 * @param rest as `PointBatch` says: whether the models have answered in this step already, and how exact they have to be
 * @param want "stress": no tangents where they are dear
 */
export async function respond(system: System, dt: number, rest: Pick<PointBatch, "warm" | "accuracy"> = {}, want: Want = "tangent"): Promise<Response> {
  const { sweep } = system;
  await system.problem.breathe?.();
  const asked = sweep ? system.regions.filter((region) => !sweep.regions.has(region)) : system.regions;
  if (deform(system, asked) || await sweepInverts(system)) return { energy: 0, innerIterations: 0, failure: pointFailure("inverted", system), settled: true, answered: false, tangents: false };
  const wanted = ({ region: { model } }: RegionPoints): Want => (model.dearTangent ? want : "tangent");
  await Promise.all(asked.map((points) => points.region.model.evaluate(points.arena.batch(dt, rest), points.arena.response, wanted(points))));
  for (const points of asked) points.innerSolves += points.arena.response.iterations.reduce((count, n) => count + (n > 0 ? 1 : 0), 0);
  const failed = system.regions.some(({ arena: { response: { status } } }) => !isOk(status));
  return {
    energy: system.regions.reduce((sum, region) => sum + energy(region), 0),
    innerIterations: asked.reduce((sum, { arena }) => sum + arena.response.iterations.reduce((s, n) => s + n, 0), 0),
    failure: failed ? pointFailure("points", system) : undefined,
    settled: asked.every(({ arena }) => !arena.response.settled?.includes(0)),
    answered: true,
    tangents: asked.every((points) => wanted(points) === "tangent"),
  };
}

function isOk(status: Uint8Array): boolean {
  for (let point = 0; point < status.length; point++) if (status[point] !== PointStatus.ok) return false;
  return true;
}

/** The pass over cells with laws; true when some of their points are inverted. */
async function sweepInverts({ sweep }: System): Promise<boolean> {
  if (!sweep) return false;
  await sweep.run();
  sweep.complete = false;
  return [...sweep.regions].some(({ arena }) => arena.response.status.includes(PointStatus.inverted));
}

/** Writes F of all points of the regions whose models are asked; true when some are inverted. */
function deform(system: System, regions: readonly RegionPoints[]): boolean {
  let bad = false;
  for (const { integrations, arena } of regions) {
    // A point that was not asked again must not fail by its old status.
    arena.response.status.fill(PointStatus.ok);
    arena.response.settled?.fill(1);
    for (const integration of integrations) bad = integration.deform(system.u, arena.F) >= 0 || bad;
  }
  return bad;
}

/** ∫ W dV of a region, unit of energy. */
export function energy(region: RegionPoints): number {
  const { W } = region.arena.response;
  let sum = 0;
  for (const patch of region.patches) {
    for (let k = 0; k < patch.dV.length; k++) sum += W[patch.firstPoint + k] * patch.dV[k];
  }
  return sum;
}
