/** Named outputs of the materials of a study. */
import { errorField, namedOutputs } from "../surrogate/outputs.js";
import { hasTrust, isRve, isSurrogate, type Material } from "./study.js";

/** Names of what a material reports beside its stress, with derivatives; laws report nothing. */
export function outputNamesOf(material: Material): string[] {
  if (isSurrogate(material)) return namedOutputs(material.surrogate.outputs).map(({ name }) => name);
  return isRve(material) ? Object.keys(material.rve.outputs ?? {}) : [];
}

/** Names of the fields that come of them: where a surrogate may answer, estimated errors, too. */
export function outputFieldsOf(material: Material): string[] {
  const names = outputNamesOf(material);
  return hasTrust(material) ? names.flatMap((name) => [name, errorField({ name, unit: "" }).name]) : names;
}
