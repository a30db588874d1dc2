/** Loads the WASM kernels. Nothing outside `kernels/` knows that WASM exists. */
import { platform } from "#platform";
import { BackendError } from "../core/errors.js";

/** One instance of the kernels with its own memory, laid out by a bump allocator: kernels never allocate. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  /** Function table of the instance: generated laws sit in it, a user's formula is appended to it. */
  readonly table: WebAssembly.Table;
  readonly exports: KernelExports;
  /** Reserves `bytes`, aligned to 64; may grow the memory, so views made before are dead afterwards. */
  allocate(bytes: number): number;
  /** View of `length` doubles at byte address `pointer`; create views anew after any `allocate`. */
  f64(pointer: number, length: number): Float64Array;
  /** View of `length` 32-bit integers at byte address `pointer`. */
  i32(pointer: number, length: number): Int32Array;
  /** Address up to which memory is taken; hand it to `release` to free all that was allocated since. */
  mark(): number;
  release(mark: number): void;
}

/** Exports of assembly/index.ts: all take and return numbers (addresses are byte addresses, i32). */
export type KernelExports = Readonly<Record<string, (...args: number[]) => number>>;

const pageBytes = 65536;
let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled module, shared by all instances of this thread. */
export function kernelModule(): Promise<WebAssembly.Module> {
  compiled ??= platform
    .readResource(new URL("../kernels/kernels.gen.wasm", import.meta.url))
    .then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/**
 * A fresh instance of the kernels.
 * @param module compiled module; default the one that ships with the package
 * @throws BackendError E_WASM when the host cannot run the module (no SIMD)
 */
export async function loadKernels(module?: WebAssembly.Module): Promise<Kernels> {
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 65536 });
  try {
    const abort = (): never => { throw new BackendError("E_WASM", "a kernel aborted."); };
    const instance = await WebAssembly.instantiate(module ?? (await kernelModule()), { env: { memory, abort } });
    return wrap(instance, memory);
  } catch (cause) {
    throw new BackendError("E_WASM", `the WASM kernels do not start here (${String(cause)}).`, {
      hint: "use Node 20 or a browser of 2022 or later (fixed-width SIMD is needed).", cause,
    });
  }
}

function wrap(instance: WebAssembly.Instance, memory: WebAssembly.Memory): Kernels {
  const heapBase = (instance.exports.__heap_base as WebAssembly.Global).value as number;
  let top = align(heapBase);
  return {
    memory,
    table: instance.exports.table as WebAssembly.Table,
    exports: instance.exports as unknown as KernelExports,
    allocate(bytes) {
      const pointer = top;
      top = align(top + bytes);
      reserve(memory, top);
      return pointer;
    },
    f64: (pointer, length) => new Float64Array(memory.buffer, pointer, length),
    i32: (pointer, length) => new Int32Array(memory.buffer, pointer, length),
    mark: () => top,
    release(mark) { top = mark; },
  };
}

function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / pageBytes));
  } catch (cause) {
    throw new BackendError("E_MEMORY", `the kernels need ${Math.ceil(bytes / 2 ** 20)} MiB in one WASM memory, which the host refuses (limit 4096 MiB).`, {
      hint: "use a smaller RVE grid or mesh, or fewer threads.", cause,
    });
  }
}
