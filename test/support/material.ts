/** Laws as the product evaluates them. */
import { analytic } from "../../src/constitutive/analytic.js";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";
import { loadKernels } from "../../src/kernels/module.js";
import { bindLaw, type LawSpec } from "../../src/law/bind.js";

/** A law from its case-file keys, in WASM. */
export async function material(spec: LawSpec): Promise<ConstitutiveModel> {
  return analytic(bindLaw(spec), await loadKernels());
}
