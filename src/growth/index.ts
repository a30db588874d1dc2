/** `twoscale/growth`: growth laws as data, and the wrapper that lets any material grow. */
export { grown, growthField, growthStates } from "./grown.js";
export { bindGrowth, type BoundGrowth, type GrowthLaw, growthLaws, type GrowthSpec } from "./law.js";
export { area, directional, fibre, type GrowthMode, isotropic } from "./mode.js";
export { constant, type GrowthParameter, type GrowthRate, homeostatic, kuhl } from "./rate.js";
