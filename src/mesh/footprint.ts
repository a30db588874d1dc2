/** Footprints of expanders: shapes in the plane by one number per place, 0 on their middle line and 1 on their edge. */

/** Shapes that an expander may have, seen from above. */
export const footprintShapes = ["circle", "square", "rectangle", "crescent"] as const;
export type FootprintShape = (typeof footprintShapes)[number];

/** A shape round the origin of the plane. */
export interface FootprintSpec {
  readonly shape: FootprintShape;
  /** Unit of length squared. */
  readonly area: number;
  /** Edge along y over edge along x of a rectangle; default 1.5. */
  readonly aspect?: number;
}

/** A footprint of given size. */
export interface Footprint {
  /** Half of the smallest upright rectangle round it, along x and y, unit of length. */
  readonly half: readonly [number, number];
  /** Distance from the middle (of a crescent: from its middle line) relative to that of the edge: below 1 inside. */
  gauge(x: number, y: number): number;
}

/** A shape at its size. A crescent is half a ring with round ends, as wide as its middle line has radius. */
export function footprint({ shape, area, aspect = 1.5 }: FootprintSpec): Footprint {
  return shapes[shape](area, aspect);
}

const shapes: Readonly<Record<FootprintShape, (area: number, aspect: number) => Footprint>> = {
  circle(area) {
    const radius = Math.sqrt(area / Math.PI);
    return { half: [radius, radius], gauge: (x, y) => Math.sqrt(x * x + y * y) / radius };
  },
  square: (area) => rectangle(Math.sqrt(area), Math.sqrt(area)),
  rectangle: (area, aspect) => rectangle(Math.sqrt(area / aspect), Math.sqrt(area * aspect)),
  crescent(area) {
    // Half ring and two half discs: π R w + π w²/4 with R = w.
    const width = Math.sqrt(area / (1.25 * Math.PI)), radius = width, middle = -radius / 2;
    const distance = (x: number, y: number): number => (y >= middle
      ? Math.abs(Math.sqrt(x * x + (y - middle) * (y - middle)) - radius)
      : Math.sqrt((Math.abs(x) - radius) * (Math.abs(x) - radius) + (y - middle) * (y - middle)));
    return { half: [1.5 * radius, radius], gauge: (x, y) => (2 * distance(x, y)) / width };
  },
};

function rectangle(a: number, b: number): Footprint {
  return { half: [a / 2, b / 2], gauge: (x, y) => Math.max((2 * Math.abs(x)) / a, (2 * Math.abs(y)) / b) };
}
