/** The colour scale beside the picture. */
import { colourMap, draft, shown } from "../state.js";
import { gradient } from "./colours.js";
import { quantityOf, short } from "./quantities.js";
import { colouring } from "./range.js";

export function ColourScale() {
  const found = colouring.value;
  if (!found) return null;
  const { label, unit, says } = quantityOf(found.quantity);
  const units = (shown.value?.preview ?? draft.value?.preview)?.units;
  const [low, high] = found.range;
  return (
    <div class="scale" role="img" aria-label={`${label}: colours from ${short(low)} to ${short(high)}`} title={says}>
      <p>{label}{unit && units ? ` (${units[unit]})` : ""}</p>
      <div style={{ background: gradient(colourMap.value) }} />
      <ol>{[0, 0.25, 0.5, 0.75, 1].map((share) => <li key={share}>{short(Number((low + share * (high - low)).toPrecision(3)))}</li>)}</ol>
    </div>
  );
}
