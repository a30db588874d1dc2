/**
 * Where the fibres of a cell begin to carry load, found from its samples.
 *
 * Fibres of Gasser–Ogden–Holzapfel (gasser2006) see the isochoric stretch, unless they are told otherwise: their stiffness sets in at I4 = J_f^⅔ of the fibres' own change
 * of volume J_f. In a cell they take a part of its change J, by their stiffness and place, so that it sets in at I4 - 1 = share (J - 1): with ⅔ where all of the
 * cell is fibres, with 0 where they see the full stretch. An input that bends elsewhere makes small stresses wrong by some per cent, whatever samples weigh.
 */
import { type Comparison, errorsOf } from "./assess.js";
import type { Ensemble } from "./fit.js";
import { ofStretch, type Recruitment, type Symmetry } from "./structure.js";

/** Of I4; the bend of a cell is about as sharp as that of its fibres. */
const width = 0.002;

/** What is tried. */
const candidates: readonly Recruitment[] = [ofStretch, ...[0, 1 / 6, 1 / 3, 1 / 2, 2 / 3].map((share) => ({ share, width }))];

/** Passes of Adam, iterations of L-BFGS and samples of a trial, at most: enough to tell bends apart. */
export const trialEffort = { epochs: 20, iterations: 150 } as const;
export const trialSamples = 300;

/**
 * The symmetry with the recruitment under which a network with free weights comes nearest to the stress of the samples, after a short training each.
 * @param attempt trains a network
 * @param against compares it with the samples that it was trained on
 */
export async function withRecruitment(symmetry: Symmetry, attempt: (symmetry: Symmetry) => Promise<Ensemble>, against: (ensemble: Ensemble) => Comparison): Promise<Symmetry> {
  if (symmetry.fibres.length === 0 || symmetry.recruitment) return symmetry;
  let best = symmetry, least = Infinity;
  for (const recruitment of candidates) {
    const tried = { ...symmetry, recruitment };
    const { P } = errorsOf(against(await attempt(tried)));
    if (P < least) [best, least] = [tried, P];
  }
  return best;
}
