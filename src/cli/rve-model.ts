/** An RVE file as a model that surrogates are made of and held against. */
import { homogenize } from "../homogenize/index.js";
import { defineRve } from "../rve/rve.js";
import { rveHash } from "../rve/hash.js";
import { loadRve } from "../study/create.js";
import { fibresOf } from "../surrogate/fibres.js";
import type { Sampled } from "../surrogate/sample.js";
import { type ComputeOptions, given, splitPath } from "./options.js";

/** Opens the RVE of a file; dispose of its model to end the workers. */
export async function openRve(path: string, { threads, backend }: ComputeOptions): Promise<Sampled> {
  const { name, files } = splitPath(path);
  const { rve } = await loadRve(name, files);
  const model = await homogenize(defineRve(rve), given({ threads, backend }));
  return { dimension: rve.dimension, hash: rveHash(rve), fibres: fibresOf(rve), model };
}
