/** Growth: laws as data, and the wrapper that lets any material grow. */
export { grown, growthField, growthStates } from "./grown.js";
export { bindGrowth, type BoundGrowth, type GrowthLaw, growthLaws, type GrowthSpec } from "./law.js";
export type { GrowthMode } from "./mode.js";
export type { GrowthParameter, GrowthRate } from "./rate.js";
