/** A trained surrogate: an ensemble of energy networks or a Gaussian process, and what is known about it. */
import type { Ensemble } from "./fit.js";
import type { GaussianFit } from "./gaussian-fit.js";
import type { Range, Sampling } from "./samples.js";

/** Relative root-mean-square errors over a set of states. */
export interface Errors {
  readonly P: number;
  readonly A: number;
  readonly W: number;
}

/** What was fitted. */
export type Fitted = Ensemble | GaussianFit;

/** What is known about a fit. */
export interface Facts {
  /** Hash of the RVE it stands for. */
  readonly rve: string;
  /** How its samples were drawn, and how many there were. */
  readonly sampling: Sampling;
  readonly samples: number;
  readonly seed: number;
  /** Where it was trained. */
  readonly range: Range;
  /** Errors on samples that no network was trained on; absent when there were none. */
  readonly errors?: Errors;
  /** Estimated error of the stress = factor · spread of the networks, or standard deviation of the process. */
  readonly spreadFactor: number;
  /** Root mean square of the samples' stress, unit of stress. */
  readonly stress: number;
  /** Smallest determinant of the acoustic tensor over the samples, relative to that at rest; only watched for relaxed networks. */
  readonly ellipticity?: number;
}

/** A trained surrogate. */
export type Surrogate = Fitted & Facts;
