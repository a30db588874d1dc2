/** How samples cover their range: distances between states that the symmetry of the RVE makes alike, and the share of the range that each stands for. */
import { createSobol } from "../core/sobol.js";
import { row, rowSize, type SampleSet } from "./samples.js";
import { coordinatesOf } from "./strain.js";
import { symmetryOf } from "./symmetry.js";

/** What says where a set lies. */
type Placed = Pick<SampleSet, "dimension" | "range" | "mirrors" | "fibres">;

/** Signs of the coordinates of a state and of its mirror images: a mirror plane turns two of three shears round. */
const images = {
  2: [[1, 1, 1], [1, -1, 1]],
  3: [[1, 1, 1, 1, 1, 1], [1, 1, -1, 1, -1, 1], [1, 1, -1, -1, 1, 1], [1, 1, 1, -1, -1, 1]],
} as const;

/** Square of the distance of two states in units of the range: of mirror images the nearest counts where the RVE has its planes. */
export function squareDistance(set: Placed): (a: ArrayLike<number>, b: ArrayLike<number>) => number {
  const { dimension, range: { low, high } } = set;
  const signs = symmetryOf(set).name === "orthotropic" ? images[dimension] : images[dimension].slice(0, 1);
  const scale = high.map((value, i) => 2 / (value - low[i]));
  return (a, b) => {
    let nearest = Infinity;
    for (const image of signs) {
      let sum = 0;
      for (let i = 0; i < scale.length; i++) {
        const apart = (a[i] - image[i] * b[i]) * scale[i];
        sum += apart * apart;
      }
      nearest = Math.min(nearest, sum);
    }
    return nearest;
  };
}

/** Coordinates of samples, one array each. */
export function coordinatesOfRows({ rows, dimension, range }: Pick<SampleSet, "rows" | "dimension" | "range">): Float64Array[] {
  return Array.from({ length: rows.length / rowSize }, (_, k) => {
    const x = new Float64Array(range.high.length);
    coordinatesOf(rows, dimension, x, k * rowSize + row.F);
    return x;
  });
}

/** States that the range is probed at, and how far a weight may be from 1. */
const probes = 4096;
const bounds = { least: 0.25, most: 4 } as const;

/**
 * The share of the range that lies nearest to each sample, on the average 1: a loss that is weighed by it is a mean over the range, however
 * unevenly samples were chosen.
 * @returns `[count]`
 */
export function coverage(set: Placed & Pick<SampleSet, "rows">): Float64Array<ArrayBuffer> {
  const samples = coordinatesOfRows(set), distance = squareDistance(set);
  const { low, high } = set.range;
  const sobol = createSobol(high.length, 1);
  const found = new Float64Array(samples.length);
  for (let n = 0; n < probes; n++) {
    const x = sobol(n).map((u, i) => low[i] + u * (high[i] - low[i]));
    const gaps = samples.map((y) => distance(x, y));
    found[gaps.indexOf(Math.min(...gaps))] += samples.length / probes;
  }
  return found.map((share) => Math.min(bounds.most, Math.max(bounds.least, share)));
}
