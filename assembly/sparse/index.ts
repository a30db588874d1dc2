export { ldlFactor, ldlSchur } from "./ldl";
export { ldlBackward, ldlBackwardMany, ldlForward, ldlForwardMany } from "./ldl-solve";
