export { solveHybrid } from "./hybrid";
export { assembleGrid } from "./stencil";
export { probeGrid, solveGrid } from "./newton";
