export { ldlFactor, ldlSchur } from "./ldl";
export { ldlBackward, ldlBackwardMany, ldlForward, ldlForwardMany } from "./ldl-solve";
export { luFactor, luSchur } from "./lu";
export { luBackward, luBackwardMany, luForward, luForwardMany } from "./lu-solve";
export { ldlApplySingle, ldlFactorSingle, lowerProduct, roundLower } from "./single";
