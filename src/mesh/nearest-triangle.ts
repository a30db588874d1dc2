/** Nearest places on surfaces of triangles, found with a tree of boxes. */

/** Triangles in space: coordinates `[nodes, 3]`, nodes of triangles `[triangles, 3]` counter-clockwise seen from outside. */
export interface Triangulated { readonly points: Float64Array; readonly triangles: Int32Array }

/** Nearest place on a triangle: square of the distance, and its weights at the corners; corners with weight 0 say whether it lies on an edge or a corner. */
export interface Nearest { triangle: number; square: number; readonly weights: Float64Array }

/** Triangles of a box that is not cut any further. */
const leafSize = 4;

/** A box over the triangles `order[from .. to)`; leaves have no children. */
interface Box { readonly low: readonly number[]; readonly high: readonly number[]; readonly from: number; readonly to: number; readonly children: readonly Box[] }

/**
 * A search for the nearest place on a surface, open or closed.
 * @returns a function of a place `[3]`; it returns the same object every time
 */
export function nearestOn(surface: Triangulated): (x: ArrayLike<number>) => Nearest {
  const order = Int32Array.from({ length: surface.triangles.length / 3 }, (_, t) => t);
  const tree = boxOf(surface, order, 0, order.length);
  const found: Nearest = { triangle: 0, square: Infinity, weights: new Float64Array(3) };
  return (x) => {
    found.square = Infinity;
    search(surface, order, tree, x, found);
    return found;
  };
}

type Vector = readonly number[];
const minus = (a: Vector, b: Vector): number[] => a.map((x, i) => x - b[i]);
const dot = (a: Vector, b: Vector): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

function middle({ points, triangles }: Triangulated, t: number, axis: number): number {
  return points[3 * triangles[3 * t] + axis] + points[3 * triangles[3 * t + 1] + axis] + points[3 * triangles[3 * t + 2] + axis];
}

/** Cuts the triangles at the median of their middles, across the longest edge of their box. */
function boxOf(surface: Triangulated, order: Int32Array, from: number, to: number): Box {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  for (const t of order.subarray(from, to)) {
    for (let k = 0; k < 9; k++) {
      const x = surface.points[3 * surface.triangles[3 * t + Math.floor(k / 3)] + (k % 3)];
      low[k % 3] = Math.min(low[k % 3], x);
      high[k % 3] = Math.max(high[k % 3], x);
    }
  }
  if (to - from <= leafSize) return { low, high, from, to, children: [] };
  const spans = high.map((x, i) => x - low[i]), axis = spans.indexOf(Math.max(...spans)), cut = (from + to) >> 1;
  order.subarray(from, to).sort((a, b) => middle(surface, a, axis) - middle(surface, b, axis) || a - b);
  return { low, high, from, to, children: [boxOf(surface, order, from, cut), boxOf(surface, order, cut, to)] };
}

function squareTo({ low, high }: Box, x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const d = Math.max(low[i] - x[i], 0, x[i] - high[i]);
    sum += d * d;
  }
  return sum;
}

/** The nearer child first; the lower triangle of equally near ones, as a strict comparison and a fixed order make it. */
function search(surface: Triangulated, order: Int32Array, box: Box, x: ArrayLike<number>, found: Nearest): void {
  if (squareTo(box, x) >= found.square) return;
  if (box.children.length === 0) {
    for (const t of order.subarray(box.from, box.to)) closest(surface, t, x, found);
    return;
  }
  const [a, b] = box.children, aFirst = squareTo(a, x) <= squareTo(b, x);
  search(surface, order, aFirst ? a : b, x, found);
  search(surface, order, aFirst ? b : a, x, found);
}

/** Takes a triangle when it is nearer: its nearest place by the regions of its plane (ericson2005, §5.1.5). */
function closest({ points, triangles }: Triangulated, t: number, x: ArrayLike<number>, found: Nearest): void {
  const [a, b, c] = [0, 1, 2].map((k) => [0, 1, 2].map((i) => points[3 * triangles[3 * t + k] + i]));
  const w = weightsOf(minus(b, a), minus(c, a), [a, b, c].map((corner) => [0, 1, 2].map((i) => x[i] - corner[i])));
  let square = 0;
  for (let i = 0; i < 3; i++) {
    const d = x[i] - (w[0] * a[i] + w[1] * b[i] + w[2] * c[i]);
    square += d * d;
  }
  if (!(square < found.square)) return;
  found.square = square;
  found.triangle = t;
  found.weights.set(w);
}

function weightsOf(ab: Vector, ac: Vector, [ap, bp, cp]: readonly Vector[]): readonly number[] {
  const d1 = dot(ab, ap), d2 = dot(ac, ap), d3 = dot(ab, bp), d4 = dot(ac, bp), d5 = dot(ab, cp), d6 = dot(ac, cp);
  if (d1 <= 0 && d2 <= 0) return [1, 0, 0];
  if (d3 >= 0 && d4 <= d3) return [0, 1, 0];
  if (d6 >= 0 && d5 <= d6) return [0, 0, 1];
  const vc = d1 * d4 - d3 * d2, vb = d5 * d2 - d1 * d6, va = d3 * d6 - d5 * d4;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return [1 - d1 / (d1 - d3), d1 / (d1 - d3), 0];
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return [1 - d2 / (d2 - d6), 0, d2 / (d2 - d6)];
  if (va <= 0 && d4 >= d3 && d5 >= d6) return [0, 1 - (d4 - d3) / (d4 - d3 + d5 - d6), (d4 - d3) / (d4 - d3 + d5 - d6)];
  const sum = va + vb + vc;
  return [va / sum, vb / sum, vc / sum];
}
