// Entry of the WASM kernels: one line per group of kernels.
/** First free byte of the memory: the loader allocates from there. */
export { __heap_base };
export * from "./math/index";
export * from "./law/index";
export * from "./sparse/index";
export * from "./rve/index";
export * from "./pcg/index";
export * from "./fft/index";
export * from "./element/index";
export * from "./multigrid/index";
export * from "./network/index";
export { surrogatePoints } from "./surrogate";
