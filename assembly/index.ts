// Entry of the WASM kernels: one line per group of kernels.
export function version(): i32 {
  return 1;
}
