/** Stability of a cell, for people, and how a command is asked for it. */
import type { Stability } from "../homogenize/stability.js";

/** What `--waves` is for, in the help of a command. */
export const wavesHelp = "--stability, and unstable Bloch waves of up to so many cells along every axis: 4x4";

/** Reads 4x4. What is no number stays so, and is refused where the dimension is known. */
export function readWaves(text: string): readonly number[] {
  return text.split("x").map((part) => (part.trim() === "" ? NaN : Number(part)));
}

/** One line, and one for every length of wave. */
export function stabilityText({ modes, doubled, waves = [], ellipticity }: Stability): string {
  const twice = doubled === undefined ? "" : `, ${doubled} of twice the cell`;
  return [
    `  stability: ${modes} unstable modes of the cell${twice}; ellipticity ${ellipticity.toPrecision(4)}`,
    ...waves.map((wave) => `  waves of ${wave.cells.join(" × ")} cells: ${wave.modes} unstable modes`),
  ].join("\n");
}
