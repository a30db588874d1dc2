export { solveHybrid } from "./hybrid";
export { probeGrid, solveGrid } from "./newton";
