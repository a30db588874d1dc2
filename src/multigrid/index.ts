export { createHierarchy, hasOneLevel, type Hierarchy, type Level, type LevelRows, type Transfer } from "./hierarchy.js";
export type { RowGeometry } from "./graph.js";
export { paddedPlaces, scalarPattern, valuePlaces } from "./values.js";
