/** Direction fields of materials: fibres, sheets. */
export { cellDirections, cellField, type DirectionField, formulaField } from "./field.js";
export { laplace } from "./laplace.js";
export { meshPoints, type MeshPoints } from "./points.js";
export { type RuleFields, ruleFields, type RuleSpec } from "./rule.js";
