export { probeGrid, solveGrid } from "./newton";
