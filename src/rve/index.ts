/** `twoscale/rve`: representative volume elements and their homogenization. */
export { compileRve } from "./compile.js";
export { defineRve, type Rve, volumeFractions } from "./rve.js";
export type { RveBoundary, RveSpec, ShapeSpec } from "./spec.js";
