/** A colour map whose lightness rises evenly, so that it reads the same in print and for colour-blind eyes. */

/** Samples of Matplotlib's "viridis" (Smith & van der Walt 2015) at equal distances, as red, green, blue in 0..255. */
const viridis: readonly (readonly [number, number, number])[] = [
  [68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
];

/** Colour of a share between 0 and 1 as `#rrggbb`; shares outside are clamped. */
export function colourOf(share: number): string {
  return `#${channels(share).map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;
}

/** The colour of a share, lit: `light` = 1 leaves it as it is, 0 makes it black. */
export function litColour(share: number, light: number): string {
  return `#${channels(share).map((c) => Math.round(c * light).toString(16).padStart(2, "0")).join("")}`;
}

function channels(share: number): number[] {
  const place = Math.min(1, Math.max(0, share)) * (viridis.length - 1);
  const low = Math.min(viridis.length - 2, Math.floor(place));
  return viridis[low].map((c, i) => c + (place - low) * (viridis[low + 1][i] - c));
}

/** Stops of an SVG gradient from 0 to 1. */
export function gradientStops(): string {
  return viridis.map((_, i) => `<stop offset="${i / (viridis.length - 1)}" stop-color="${colourOf(i / (viridis.length - 1))}"/>`).join("");
}

/** Colours of curves, distinguishable on white and on black (Okabe & Ito 2008, and grey). */
export const curveColours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a7f87"] as const;
