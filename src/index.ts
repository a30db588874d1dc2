/**
 * twoscale: finite-element multiscale (FE²) for soft tissue.
 *
 * The whole public API of the package's main entry; `twoscale/rve`, `twoscale/surrogate`, `twoscale/growth`, `twoscale/io` and `twoscale/node` hold the rest.
 */

// A computation from a case file, or from an object of the same shape.
export { type CaseInput, createStudy, loadCase, loadRve } from "./study/create.js";
export { expansion, type ExpansionFormulation, type ExpansionLoad, type ExpansionOptions, type Fill, porcineGrowth, porcineSkin, repeatedFills } from "./study/expansion.js";
export { estimate, type Estimate } from "./study/estimate.js";
export { type Iteration, type Result, run, type RunOptions, type Step } from "./study/run.js";
export type { Condition, Material, Probe, RveMaterial, Steps, Study } from "./study/study.js";
export { lawCsv, lawHtml, type LawPlotSpec, lawSvg } from "./study/report/law.js";
export { record, type RecordOptions } from "./study/record.js";
export { readStored, type Stored, type Verification, verify } from "./study/verify.js";
export { localizeRun, type Localization, type MacroPoint, microVtu } from "./study/localize.js";
export type { FailureSummary, Summary } from "./study/summary.js";
export { type FileStore, memoryFiles, type MemoryFiles } from "./platform/files.js";

// Meshes.
export { box, type BoxSpec, createMesh, type ElementType, type Mesh, meshQuality, refine, sheet, type SheetSpec, type FootprintShape, surface, type Surface } from "./mesh/index.js";

// Materials: laws and RVEs are one interface.
export type { ConstitutiveModel, FieldSpec, PointBatch, PointResponse } from "./constitutive/model.js";
export { PointStatus } from "./constitutive/model.js";
export { analytic, analyticReference } from "./constitutive/analytic.js";
export { type CurveOptions, lawCurves, type LawCurve, type LawMode, materialCurves } from "./constitutive/curves.js";
export { bindLaw, type BoundLaw, type LawSpec } from "./law/bind.js";
export type { Law, LawParameter } from "./law/law.js";
export { laws } from "./law/catalogue.js";
export { defineRve, type Rve, type RveBoundary, type RveSpec, type ShapeSpec } from "./rve/index.js";
export { type Backend, homogenize, type HomogenizeOptions } from "./homogenize/index.js";
export { type Stability, stability, type WaveModes } from "./homogenize/stability.js";
export { localize, type LocalizeOptions, type MicroFields } from "./homogenize/localize.js";
export { type Kernels, loadKernels } from "./kernels/module.js";

// Growth round any of them.
export { bindGrowth, type BoundGrowth, grown, growthLaws, type GrowthSpec } from "./growth/index.js";

// Errors.
export { errorCatalogue, type ErrorEntry } from "./core/error-catalogue.js";
export {
  BackendError, CaseError, ConvergenceError, FormatError, LawError, MeshError, SurrogateError, TwoscaleError,
} from "./core/errors.js";
