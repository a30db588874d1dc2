/** `twoscale/rve`: representative volume elements and their homogenization. */
export { type CompileOptions, compileRve, type RveSolver } from "./compile.js";
export { defineRve, type Rve, volumeFractions } from "./rve.js";
export { outputQuantities, type OutputSpec } from "./outputs.js";
export type { RveBoundary, RveSpec, ShapeSpec } from "./spec.js";
