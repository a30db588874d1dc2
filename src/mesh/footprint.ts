/** Footprints of expanders: shapes in the plane by one number per place, 0 on their middle line and 1 on their edge. */
import { cos, sin } from "../core/math.gen.js";

/** Shapes that an expander may have, seen from above. */
export const footprintShapes = ["circle", "square", "rectangle", "crescent"] as const;
export type FootprintShape = (typeof footprintShapes)[number];

/** A shape in the plane. */
export interface FootprintSpec {
  readonly shape: FootprintShape;
  /** Unit of length squared. */
  readonly area: number;
  /** Edge along y over edge along x of a rectangle; default 1.5. */
  readonly aspect?: number;
  /** Its middle, unit of length; default the origin. */
  readonly at?: readonly [x: number, y: number];
  /** Degrees that it is turned about its middle, from x towards y; default 0. */
  readonly angle?: number;
}

/** A footprint of given size. */
export interface Footprint {
  /** Unit of length. */
  readonly middle: readonly [x: number, y: number];
  /** Half of the smallest upright rectangle round it, along x and y, unit of length. */
  readonly half: readonly [number, number];
  /** Distance from the middle (of a crescent: from its middle line) relative to that of the edge: below 1 inside. */
  gauge(x: number, y: number): number;
}

/** A shape at its size. A crescent is half a ring with round ends, as wide as its middle line has radius. */
export function footprint({ shape, area, aspect = 1.5, at = [0, 0], angle = 0 }: FootprintSpec): Footprint {
  return placed(shapes[shape](area, aspect), at, shape === "circle" ? 0 : angle);
}

/** A shape round the origin. */
type Upright = Omit<Footprint, "middle">;

function placed({ half: [a, b], gauge }: Upright, middle: Footprint["middle"], degrees: number): Footprint {
  const [x0, y0] = middle;
  if (degrees === 0) return { middle, half: [a, b], gauge: (x, y) => gauge(x - x0, y - y0) };
  const c = cos((degrees * Math.PI) / 180), s = sin((degrees * Math.PI) / 180);
  const half = [Math.abs(c) * a + Math.abs(s) * b, Math.abs(s) * a + Math.abs(c) * b] as const;
  return { middle, half, gauge: (x, y) => gauge(c * (x - x0) + s * (y - y0), c * (y - y0) - s * (x - x0)) };
}

const shapes: Readonly<Record<FootprintShape, (area: number, aspect: number) => Upright>> = {
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

function rectangle(a: number, b: number): Upright {
  return { half: [a / 2, b / 2], gauge: (x, y) => Math.max((2 * Math.abs(x)) / a, (2 * Math.abs(y)) / b) };
}
