import { expect, it } from "vitest";
import * as layout from "../../../src/kernels/rve-layout.js";

/** Words that are not in the header: those of an output, of its numbers, of the watch, of the last factorisation, of the result, and numbers of quantities. */
const elsewhere = /^(OUTPUT_(QUANTITY|REDUCTION|COMPONENTS|PHASES|CELL|POINT|FAMILY|COUNT|WORDS|DOUBLES)|WATCH_.*|GOAL_.*|FACTORED_.*|TOLERANCE|RESULT_.*|HEADER_SIZE|PHASE_WORDS|FIBRE_STRETCH|VOLUME_RATIO|ENERGY|.*_STRESS|VON_MISES|MEAN|LARGEST)$/;

it("every word of the header has a place of its own, inside the header", () => {
  const words = Object.entries(layout).filter(([name]) => !elsewhere.test(name));
  expect(words.length).toBeGreaterThan(70);
  const byPlace = new Map<number, string>();
  for (const [name, place] of words) {
    expect([name, byPlace.get(place)]).toEqual([name, undefined]);
    expect(place).toBeLessThan(layout.HEADER_SIZE);
    byPlace.set(place, name);
  }
});
