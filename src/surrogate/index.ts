/** `twoscale/surrogate`: surrogates of RVEs, from samples to a model with a guard. */
export { type ActiveOptions, sampleActively } from "./active.js";
export { type Comparison, compare, errorsOf, judge, type Judgement, pointErrors } from "./assess.js";
export { readSamples, writeSamples } from "./data-file.js";
export { guarded, watched } from "./guarded.js";
export { joinSamples, type Keeper, keeperOf } from "./keep.js";
export { fibresOf } from "./fibres.js";
export { openCell } from "./open.js";
export { checkBelongs, decodeSurrogate, encodeSurrogate, surrogateVersion } from "./file.js";
export type { Ensemble, LearnedOutput, NetworkKind } from "./fit.js";
export { type SurrogateModel, surrogateModel, surrogateReference } from "./model.js";
export { sample, type Sampled, type SampleOptions } from "./sample.js";
export type { FailedSample, Range, SampledOutput, SampleSet, Sampling } from "./samples.js";
export { symmetries, type Symmetry } from "./structure.js";
export type { Errors, Surrogate } from "./surrogate.js";
export { type Progress, type Trained, type TrainOptions, trainSurrogate } from "./train.js";
export { rveHash } from "../rve/hash.js";
