/** Stability of a cell, for people. */
import type { Stability } from "../homogenize/stability.js";

/** One line. */
export function stabilityText({ modes, doubled, ellipticity }: Stability): string {
  const twice = doubled === undefined ? "" : `, ${doubled} of twice the cell`;
  return `  stability: ${modes} unstable modes of the cell${twice}; ellipticity ${ellipticity.toPrecision(4)}`;
}
