/** Motions that a step of time would not see: ends alone do not tell a turn by 340° from one by -20°. */
import { norm } from "./vector.js";
import type { System } from "./system.js";

/** How far a motion may leave the straight line between the ends of a step, over the length of that line; a circle is at 1/2 after half a turn. */
const straight = 0.5;

/** Shares of a step at which the motion is looked at. */
const shares = [0.25, 0.5, 0.75];

/**
 * Whether what is prescribed goes round within a step, so that its ends would be joined by the wrong way.
 * @param time of the last accepted step
 * @param dt size of the step, in the same unit
 */
export function turns({ T }: System, time: number, dt: number): boolean {
  const at = (share: number): Float64Array => {
    const out = new Float64Array(T.dofs);
    T.offsets(time + share * dt, out);
    return out;
  };
  const begin = at(0), way = at(1).map((value, dof) => value - begin[dof]), length = norm(way);
  return shares.some((share) => norm(at(share).map((value, dof) => value - begin[dof] - share * way[dof])) > straight * length + rounding * norm(begin));
}

/** Of motions that are linear in time. */
const rounding = 1e-12;
