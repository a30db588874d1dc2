/** The RVEs of a run that goes on from a checkpoint: by the backend that wrote it, whose states have their own form, unless another is asked for. */
import type { ConstitutiveModel } from "../constitutive/model.js";
import { BackendError, CaseError } from "../core/errors.js";
import { homogenize, type HomogenizeOptions } from "../homogenize/index.js";
import type { Rve } from "../rve/rve.js";
import type { Backend } from "./study.js";

/** Backends by material, as a checkpoint has them. */
export type RecordedBackends = Readonly<Record<string, Backend>>;

/**
 * Opens an RVE.
 * `auto` keeps the choice that the checkpoint records. The WASM kernels can go on where a GPU has stopped, since its states keep no correctors; where there is
 * no GPU now, `auto` does so and says why. The other way round only without kept correctors.
 * @param recorded backend that wrote the checkpoint; none where the run begins
 * @throws what `homogenize` throws; CaseError E_CHECKPOINT where the backend that is asked for cannot read the states
 */
export async function openRve(rve: Rve, recorded: Backend | undefined, options: HomogenizeOptions & { readonly backend: Backend; readonly keep: boolean }): Promise<ConstitutiveModel> {
  const { backend, keep } = options;
  if (recorded === "wasm" && backend === "webgpu" && keep) {
    throw new CaseError("E_CHECKPOINT", "the checkpoint was written by the backend wasm, whose states the backend webgpu cannot read.", { hint: "resume with --backend wasm or auto, or run without --resume." });
  }
  if (recorded === "webgpu" && backend === "wasm") return homogenize(rve, { ...options, keep: false });
  if (recorded === undefined || recorded === "auto" || backend !== "auto") return homogenize(rve, options);
  return recorded === "webgpu" ? goOn(rve, options) : told(await homogenize(rve, { ...options, backend: recorded }), `${recorded} wrote the checkpoint`);
}

/** On the GPU, or without one by the WASM kernels. */
async function goOn(rve: Rve, options: HomogenizeOptions): Promise<ConstitutiveModel> {
  try {
    return told(await homogenize(rve, { ...options, backend: "webgpu" }), "webgpu wrote the checkpoint");
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return told(await homogenize(rve, { ...options, backend: "wasm", keep: false }), `webgpu wrote the checkpoint, but ${error.text}`);
  }
}

function told(model: ConstitutiveModel, reason: string): ConstitutiveModel {
  return { ...model, account: () => ({ ...model.account!(), reason }) };
}
