/** Which quantity is shown, and the range of its colours: over all steps so far, so that a colour means the same at every time. */
import { computed } from "@preact/signals";
import { chosenQuantity, current, steps } from "../state.js";
import { available } from "./quantities.js";

export const colouring = computed(() => {
  const shades = current.value?.frame.shades;
  if (!shades) return undefined;
  const keys = Object.keys(shades);
  const quantity = keys.includes(chosenQuantity.value ?? "") ? chosenQuantity.value! : available(keys)[0].key;
  return { quantity, range: rangeOf(steps.value.map(({ frame }) => frame.shades[quantity].cells)) };
});

function rangeOf(fields: readonly Float32Array[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of fields) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return high - low > 1e-12 * Math.abs(high) ? [low, high] : [low - 0.5, low + 0.5];
}
