/** Symbolic phase of the sparse direct solver; the numbers are done by the kernels (src/kernels/factor.ts). */
export { analyse, type AnalyseOptions } from "./analyse.js";
export type { SparsityPattern } from "./pattern.js";
export { measureLdl, measureLu, serialiseLdl, serialiseLu, type PlanBytes, type SymbolicPlan } from "./serialise.js";
export type { Fronts, Symbolic } from "./symbolic.js";
