/** What the WASM of this engine can do. */

/** Smallest modules that use a feature; an engine without it refuses them. */
const probes: Readonly<Record<string, readonly number[]>> = {
  // (func (result v128) (v128.const …)): a function type that returns v128.
  simd: [1, 5, 1, 0x60, 0, 1, 0x7b],
  // (memory 1 1 shared)
  threads: [5, 4, 1, 3, 1, 1],
  // (memory i64 1)
  memory64: [5, 3, 1, 4, 1],
};

/** Whether fixed-width SIMD, shared memory and 64-bit memories are understood. twoscale needs the first and gains from the second. */
export function wasmFeatures(): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.entries(probes).map(([name, section]) =>
    [name, WebAssembly.validate(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...section]))]));
}
