/** Named outputs of the materials of a study. */
import { namedOutputs } from "../surrogate/outputs.js";
import { isRve, isSurrogate, type Material } from "./study.js";

/** Names of what a material reports beside its stress, with derivatives; laws report nothing. */
export function outputNamesOf(material: Material): string[] {
  if (isSurrogate(material)) return namedOutputs(material.surrogate.outputs).map(({ name }) => name);
  return isRve(material) ? Object.keys(material.rve.outputs ?? {}) : [];
}
