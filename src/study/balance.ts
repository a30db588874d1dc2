/** Bookkeeping of growth: what is there of a growing material, and what its rate has added up to. */
import { stride } from "../constitutive/model.js";
import type { AcceptedStep } from "../solve/accept.js";
import type { RegionPoints } from "../solve/system.js";

/** Growing tissue of a material, in volume of the body at the start; times the density, its mass. */
export interface GrowthSummary {
  /** ∫ dV: what was there at the start. */
  readonly volume: number;
  /** ∫ ϑ dV: what is there. */
  readonly grown: number;
  /** ∫∫ dϑ/dt dV dt, step by step as it was integrated. */
  readonly source: number;
  /** |grown - volume - source| / grown: rounding of the sum over the steps. */
  readonly imbalance: number;
}

/** Growth of all materials that grow, by name, with the step entered. Undefined without; from an excision on it stays as it was before. */
export function balanceOf(before: Readonly<Record<string, GrowthSummary>> | undefined, { regions, dt }: AcceptedStep): Readonly<Record<string, GrowthSummary>> | undefined {
  const entries = regions.flatMap((points): [string, GrowthSummary][] => {
    const { name } = points.region, earlier = before?.[name];
    const next = enter(points, dt, earlier);
    return next === undefined ? [] : [[name, earlier !== undefined && next.volume !== earlier.volume ? earlier : next]];
  });
  return entries.length === 0 ? before : { ...before, ...Object.fromEntries(entries) };
}

function enter(points: RegionPoints, dt: number, before: GrowthSummary | undefined): GrowthSummary | undefined {
  const theta = columnOf(points, "theta"), rate = columnOf(points, "growthRate");
  if (theta === undefined || rate === undefined) return undefined;
  const volume = integral(points, () => 1), grown = integral(points, theta), source = (before?.source ?? 0) + dt * integral(points, rate);
  return { volume, grown, source, imbalance: Math.abs(grown - volume - source) / grown };
}

/** Reads an accepted state of one component at a point; undefined when the material has none of this name. */
function columnOf({ region: { model: { state } }, arena }: RegionPoints, name: string): ((point: number) => number) | undefined {
  const index = state.findIndex((field) => field.name === name);
  const at = stride(state.slice(0, index)), width = stride(state);
  return index < 0 ? undefined : (point) => arena.state0[point * width + at];
}

function integral({ patches }: RegionPoints, value: (point: number) => number): number {
  let sum = 0;
  for (const { dV, firstPoint } of patches) for (let k = 0; k < dV.length; k++) sum += dV[k] * value(firstPoint + k);
  return sum;
}
