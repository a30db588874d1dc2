// Energy networks: answers of an ensemble, and loss with gradient for its training.
export { networkEnergy, networkFeatures } from "./energy";
export { networkReverse, networkSlopes, networkTrain } from "./train";
