/** Colour maps whose lightness rises evenly: they read the same in print and for colour-blind eyes. */

type Colour = readonly [number, number, number];

/** Samples at equal distances, red, green, blue in 0..255: viridis (Smith & van der Walt 2015), cividis (Nuñez, Anderton & Renslow 2018). */
const maps = {
  viridis: [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89], [180, 222, 44], [253, 231, 37]],
  cividis: [[0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115], [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [254, 232, 56]],
} as const satisfies Record<string, readonly Colour[]>;

export type MapName = keyof typeof maps;
export const mapNames = Object.keys(maps) as MapName[];

/** Samples of a map, each channel in 0..1. */
export function samples(name: MapName): Colour[] {
  return maps[name].map(([r, g, b]) => [r / 255, g / 255, b / 255]);
}

/** A map as a CSS gradient that rises to the right. */
export function gradient(name: MapName): string {
  return `linear-gradient(to right, ${maps[name].map((colour) => `rgb(${colour.join(" ")})`).join(", ")})`;
}

/** Colours of curves, distinguishable also by colour-blind eyes (Okabe & Ito 2008): the dark ones on white, the light ones on black. */
export const curveColours = {
  light: ["#0072b2", "#d55e00", "#009e73", "#a8518a", "#b07a00", "#3a8fc2"],
  dark: ["#56b4e9", "#e69f00", "#2bc79a", "#e08fbd", "#f0e442", "#8fc8ee"],
} as const;
