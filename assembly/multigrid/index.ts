export { prepareLevel } from "./prepare";
export { backwardSweep, blockProduct, forwardSweep, scaledProduct, upperResidual } from "./smooth";
export { prolongCorrection, restrictResidual } from "./transfer";
export { buildCoarse, smoothProlongator } from "./galerkin";
export { fillPattern, vectorCombine, vectorDot, vectorScale } from "./vectors";
