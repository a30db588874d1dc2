/** The colour scale beside the picture. */
import { colourMap, preview } from "../state.js";
import { gradient } from "./colours.js";
import { labelOf, quantityOf, short } from "./quantities.js";
import { colouring } from "./range.js";

export function ColourScale() {
  const found = colouring.value;
  if (!found) return null;
  const { label, says } = quantityOf(found.quantity);
  const [low, high] = found.range;
  return (
    <div class="scale" role="img" aria-label={`${label}: colours from ${short(low)} to ${short(high)}`} title={says}>
      <p>{labelOf(found.quantity, preview.value?.units)}</p>
      <div style={{ background: gradient(colourMap.value) }} />
      <ol>{[0, 0.25, 0.5, 0.75, 1].map((share) => <li key={share}>{short(Number((low + share * (high - low)).toPrecision(3)))}</li>)}</ol>
    </div>
  );
}
