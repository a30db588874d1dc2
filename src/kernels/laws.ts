/** Laws in the function table of the kernels. */
import { BackendError } from "../core/errors.js";
import type { BoundLaw } from "../law/bind.js";
import { kernelNumbers } from "../law/kernels.gen.js";
import { emitLaneModule, emitModule } from "../lawc/emit-wasm.js";
import { laneProgram } from "../lawc/lanes.js";
import type { Kernels } from "./module.js";

/** Places of a law's two kernels in the function table. */
export interface LawSlots {
  /** (params, directions, E, out): out = W, S (6). */
  readonly stress: number;
  /** The same, then ∂S/∂E (21). */
  readonly tangent: number;
}

const known = new WeakMap<Kernels, Map<string, LawSlots>>();

/**
 * Where the kernels of a law are in the function table. A law that was not compiled with the package is emitted as a small
 * WASM module and appended to the table, once per instance.
 * @throws BackendError E_WASM when the host refuses the module or the table
 */
export function lawSlots(kernels: Kernels, law: BoundLaw): LawSlots {
  return remembered(kernels, law.kernel, () =>
    law.program === undefined ? prebuilt(kernels, law.kernel, 0) : append(kernels, law.name, emitModule([law.program.stress, law.program.tangent]), kernels.exports.lawScratch()));
}

/**
 * As `lawSlots`, for two points in the lanes of each vector: E and the answers are pairs, and in two dimensions the answers are those of `laneProgram`.
 * @throws BackendError as `lawSlots`
 */
export function laneSlots(kernels: Kernels, law: BoundLaw, dimension: 2 | 3): LawSlots {
  return remembered(kernels, `${law.kernel} in ${dimension}D lanes`, () => {
    if (law.program === undefined) return prebuilt(kernels, law.kernel, dimension === 3 ? 2 : 4);
    const { stress, tangent } = laneProgram(law.program, dimension);
    return append(kernels, law.name, emitLaneModule([stress, tangent]), kernels.exports.lawLaneScratch());
  });
}

function remembered(kernels: Kernels, key: string, make: () => LawSlots): LawSlots {
  const slots = known.get(kernels) ?? new Map<string, LawSlots>();
  known.set(kernels, slots);
  const found = slots.get(key) ?? make();
  slots.set(key, found);
  return found;
}

function prebuilt(kernels: Kernels, kernel: string, first: number): LawSlots {
  const number = kernelNumbers[kernel];
  if (number === undefined) throw new BackendError("E_WASM", `there is no law kernel "${kernel}".`, { hint: "bind the law with bindLaw of the same version of twoscale." });
  return { stress: kernels.exports.lawFunction(number, first), tangent: kernels.exports.lawFunction(number, first + 1) };
}

function append(kernels: Kernels, name: string, bytes: Uint8Array<ArrayBuffer>, scratch: number): LawSlots {
  try {
    const module = new WebAssembly.Module(bytes);
    const env = { ...kernels.exports, memory: kernels.memory, scratch };
    const { f0, f1 } = new WebAssembly.Instance(module, { env }).exports;
    const first = kernels.table.grow(2);
    kernels.table.set(first, f0);
    kernels.table.set(first + 1, f1);
    return { stress: first, tangent: first + 1 };
  } catch (cause) {
    throw new BackendError("E_WASM", `the kernels of the law "${name}" cannot be added (${String(cause)}).`, {
      hint: "allow WASM compilation in the content security policy ('wasm-unsafe-eval'), or use a law that is compiled with the package.", cause,
    });
  }
}
