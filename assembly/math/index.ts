// Elementary functions with the same bits in WASM and JavaScript; tools/portable.ts makes src/core/math.gen.ts of these sources.
export { exp, expm1 } from "./exp";
export { log, log1p } from "./log";
export { pow } from "./pow";
export { cos, sin } from "./trig";
export { cosh, sinh, tanh } from "./hyperbolic";
export { cbrt } from "./cbrt";
export { spectralPower } from "./spectral";
