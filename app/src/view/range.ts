/** Which steps and which quantity are shown, and the range of its colours: over all steps so far, so that a colour means the same at every time. */
import { computed } from "@preact/signals";
import { beside, chosenQuantity, current, steps } from "../state.js";
import { available } from "./quantities.js";

export const frame = computed(() => current.value?.frame);

/** The step of the second run at the time of the first's: the last one that is not later. */
export const frameBeside = computed(() => {
  const [time, others] = [current.value?.frame.time ?? 0, beside.value?.steps.value ?? []];
  return (others.findLast((step) => step.frame.time <= time * (1 + 1e-12)) ?? others.at(0))?.frame;
});

export const colouring = computed(() => {
  const shades = frame.value?.shades;
  const keys = Object.keys(shades ?? {});
  if (keys.length === 0) return undefined;
  const quantity = keys.includes(chosenQuantity.value ?? "") ? chosenQuantity.value! : available(keys)[0].key;
  const all = [...steps.value, ...(beside.value?.steps.value ?? [])];
  return { quantity, range: rangeOf(all.flatMap((step) => step.frame.shades[quantity]?.cells ?? [])) };
});

function rangeOf(fields: readonly Float32Array[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of fields) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return high - low > 1e-6 * Math.abs(high) ? [low, high] : [low - 0.5, low + 0.5];
}
