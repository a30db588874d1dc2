export { solveRve } from "./newton";
