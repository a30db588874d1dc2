// Laws: one pair of generated kernels per law, the way to find them in the function table, and their evaluation at many points.
export { lawFunction } from "./table.gen";
export { spectralPowerLanes } from "./lanes";
export { lawLaneScratch, lawScratch } from "./scratch";
export { lawBatch } from "../point";
