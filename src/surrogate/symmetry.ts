/** The symmetry that samples tell. */
import type { SampleSet } from "./samples.js";
import type { Symmetry } from "./structure.js";

/** Mirror images that differ by less than this share of the stress are taken for equal. */
const mirrorTolerance = 1e-3;

/** Symmetry that the samples tell. */
export function symmetryOf({ mirrors, fibres }: Pick<SampleSet, "mirrors" | "fibres">): Symmetry {
  return { name: mirrors.every((error) => error < mirrorTolerance) ? "orthotropic" : "none", axes: [1, 0, 0, 0, 1, 0, 0, 0, 1], fibres };
}
