/** What a run says about the surrogates that it learned. */
import type { LearningModel, Lesson } from "../surrogate/learning.js";

/** Learning of one material. */
export interface LearningSummary {
  readonly lessons: readonly Lesson[];
  /** How many times faster the surrogate answers at a point than the RVE; 0 when one of them never answered alone. */
  readonly speedup: number;
  /** Answers at points after which the lessons had cost less than they saved; 0 as above. */
  readonly breakEven: number;
}

/** Summary by material; undefined when none learned. */
export function learningOf(learners: ReadonlyMap<string, LearningModel>): Readonly<Record<string, LearningSummary>> | undefined {
  if (learners.size === 0) return undefined;
  return Object.fromEntries([...learners].map(([name, model]) => {
    const { rve, surrogate } = model.cost();
    const known = rve > 0 && surrogate > 0 && rve > surrogate;
    const cost = model.lessons.reduce((sum, { seconds }) => sum + seconds, 0);
    return [name, { lessons: model.lessons, speedup: known ? rve / surrogate : 0, breakEven: known ? cost / (rve - surrogate) : 0 }];
  }));
}
