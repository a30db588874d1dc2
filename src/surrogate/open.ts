/** An RVE, opened for sampling. */
import { homogenize, type HomogenizeOptions } from "../homogenize/index.js";
import { rveHash } from "../rve/hash.js";
import { defineRve, volumeFractions } from "../rve/rve.js";
import type { RveSpec } from "../rve/spec.js";
import { fibresOf } from "./fibres.js";
import { acrossName } from "./outputs.js";
import type { Sampled } from "./sample.js";

/**
 * The RVE of a specification as samples are drawn of it: in the plane it also reports how the stress across changes with F.
 * Dispose of its model to end the workers.
 * @throws CaseError, LawError of `defineRve`; BackendError of `homogenize`
 */
export async function openCell(spec: RveSpec, options: HomogenizeOptions = {}): Promise<Sampled> {
  const { dimension, outputs } = spec;
  const rve = defineRve(dimension === 2 ? { ...spec, outputs: { ...outputs, [acrossName]: { mean: "P-zz" } } } : spec);
  const fractions = volumeFractions(rve);
  const solid = fractions.reduce((sum, share, phase) => sum + (rve.voids[phase] ? 0 : share), 0);
  return { dimension, hash: rveHash(spec), fibres: fibresOf(spec), solid, model: await homogenize(rve, options) };
}
