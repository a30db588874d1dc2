/** Laws in the function table of the kernels. */
import { BackendError } from "../core/errors.js";
import type { BoundLaw } from "../law/bind.js";
import { kernelNumbers } from "../law/kernels.gen.js";
import { emitModule } from "../lawc/emit-wasm.js";
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
  const slots = known.get(kernels) ?? new Map<string, LawSlots>();
  known.set(kernels, slots);
  const found = slots.get(law.kernel) ?? (law.program === undefined ? prebuilt(kernels, law.kernel) : append(kernels, law));
  slots.set(law.kernel, found);
  return found;
}

function prebuilt(kernels: Kernels, kernel: string): LawSlots {
  const number = kernelNumbers[kernel];
  if (number === undefined) throw new BackendError("E_WASM", `there is no law kernel "${kernel}".`, { hint: "bind the law with bindLaw of the same version of twoscale." });
  return { stress: kernels.exports.lawFunction(number, 0), tangent: kernels.exports.lawFunction(number, 1) };
}

function append(kernels: Kernels, { program, name }: BoundLaw): LawSlots {
  try {
    const { stress, tangent } = program as NonNullable<BoundLaw["program"]>;
    const module = new WebAssembly.Module(emitModule([stress, tangent]));
    const env = { ...kernels.exports, memory: kernels.memory, scratch: kernels.exports.lawScratch() };
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
