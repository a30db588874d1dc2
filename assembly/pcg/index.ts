export { solveHybrid } from "./hybrid";
export { assembleGrid } from "./stencil";
export { probeGrid, solveGrid } from "./newton";
export { answerGrid, forcesGrid, goalGrid, residualGrid } from "./mixed";
