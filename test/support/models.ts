/** Models that live as long as a test file. */
import { afterAll } from "vitest";
import type { ConstitutiveModel } from "../../src/constitutive/model.js";

/** A function that hands a model on; what it was given is disposed of after the last test of the file (or of the `describe` it was called in). */
export function disposedAfterAll(): <M extends ConstitutiveModel>(model: M) => M {
  const opened: ConstitutiveModel[] = [];
  afterAll(() => { for (const model of opened) model.dispose?.(); });
  return (model) => {
    opened.push(model);
    return model;
  };
}
