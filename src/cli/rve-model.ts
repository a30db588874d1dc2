/** An RVE file as a model that surrogates are made of and held against. */
import { loadRve } from "../study/create.js";
import { openCell } from "../surrogate/open.js";
import type { Sampled } from "../surrogate/sample.js";
import { type ComputeOptions, given, splitPath } from "./options.js";

/** Opens the RVE of a file; dispose of its model to end the workers. */
export async function openRve(path: string, { threads, backend }: ComputeOptions): Promise<Sampled> {
  const { name, files } = splitPath(path);
  const { rve } = await loadRve(name, files);
  return openCell(rve, given({ threads, backend }));
}
