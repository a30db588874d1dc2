/** Voids in RVEs: a phase without material, whose voxels take no part in anything but the volume of the cell. */
import { bindLaw, type BoundLaw, type LawSpec } from "../law/bind.js";

/** Whether a phase is written as `{ void: true }`. */
export function isVoid(phase: LawSpec): boolean {
  return phase.void === true;
}

/** The law of nothing, for lists that have one law per phase: no voxel evaluates it. */
export function emptyLaw(): BoundLaw {
  return bindLaw({ formula: "0*(I1 - 3)" });
}
