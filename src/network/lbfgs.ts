/** Limited-memory BFGS with a line search that meets the strong Wolfe conditions [nocedal2006, algorithms 7.5, 3.5, 3.6]. */

/** Value of a function at `x`; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly iterations: number;
  /** Pairs of steps and changes of gradient that are kept. */
  readonly memory?: number;
  /** Stops when the norm of the gradient falls below this share of the first one. */
  readonly tolerance?: number;
  /** Called after each iteration; false stops. */
  readonly onIteration?: (iteration: number, value: number, x: Float64Array) => boolean | void;
}

export interface Minimum {
  /** The best iterate, not the last. */
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly evaluations: number;
}

const wolfe = { decrease: 1e-4, curvature: 0.9 };

interface Pair { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }

/** A point on the line: its distance, value, slope, and gradient. */
interface Trial { readonly t: number; readonly value: number; readonly slope: number; readonly gradient: Float64Array }

/** Minimises a smooth function from `start`, which is left alone. */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  const { memory = 30, tolerance = 1e-9 } = options;
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  let best = { x, value };
  let evaluations = 1, iteration = 0;
  const first = Math.sqrt(dot(gradient, gradient));
  const pairs: Pair[] = [];
  for (; iteration < options.iterations; iteration++) {
    if (!(Math.sqrt(dot(gradient, gradient)) > tolerance * first)) break;
    const direction = descend(pairs, gradient);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) {
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    const line = (t: number): Trial => {
      evaluations++;
      const next = new Float64Array(x.length);
      const at = along(x, direction, t);
      const found = objective(at, next);
      return { t, value: found, slope: dot(next, direction), gradient: next };
    };
    const found = wolfeSearch(line, { t: 0, value, slope, gradient }, pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1);
    if (found === undefined) {
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    const next = along(x, direction, found.t);
    remember(pairs, memory, next, x, found.gradient, gradient);
    [x, gradient, value] = [next, found.gradient, found.value];
    if (value < best.value) best = { x, value };
    if (options.onIteration?.(iteration, value, x) === false) break;
  }
  return { ...best, iterations: iteration, evaluations };
}

function remember(pairs: Pair[], memory: number, x: Float64Array, x0: Float64Array, g: Float64Array, g0: Float64Array): void {
  const s = x.map((value, i) => value - x0[i]);
  const y = g.map((value, i) => value - g0[i]);
  const curvature = dot(s, y);
  if (!(curvature > 1e-12 * dot(y, y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

/** The two-loop recursion. */
function descend(pairs: readonly Pair[], gradient: Float64Array): Float64Array {
  const q = gradient.map((g) => -g);
  const alpha = pairs.map(() => 0);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k];
    alpha[k] = rho * dot(s, q);
    addScaled(q, -alpha[k], y);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  pairs.forEach(({ s, y, rho }, k) => addScaled(q, alpha[k] - rho * dot(y, q), s));
  return q;
}

/** A step that meets the strong Wolfe conditions, or the best decrease that was met; undefined when there is none. */
function wolfeSearch(line: (t: number) => Trial, start: Trial, guess: number): Trial | undefined {
  let previous = start;
  let t = guess;
  for (let trial = 0; trial < 12; trial++) {
    const now = line(t);
    if (!Number.isFinite(now.value)) {
      t = 0.5 * (previous.t + t);
      continue;
    }
    if (now.value > start.value + wolfe.decrease * t * start.slope || (trial > 0 && now.value >= previous.value)) return zoom(line, start, previous, now);
    if (Math.abs(now.slope) <= -wolfe.curvature * start.slope) return now;
    if (now.slope >= 0) return zoom(line, start, now, previous);
    previous = now;
    t *= 2;
  }
  return previous.t > 0 ? previous : undefined;
}

/** Narrows an interval whose end `low` has the smaller value. */
function zoom(line: (t: number) => Trial, start: Trial, low: Trial, high: Trial): Trial | undefined {
  for (let trial = 0; trial < 20; trial++) {
    const now = line(cubicMinimum(low, high));
    if (!(now.value <= start.value + wolfe.decrease * now.t * start.slope) || now.value >= low.value) {
      high = now;
    } else {
      if (Math.abs(now.slope) <= -wolfe.curvature * start.slope) return now;
      if (now.slope * (high.t - low.t) >= 0) high = low;
      low = now;
    }
    if (Math.abs(high.t - low.t) < 1e-14 * Math.max(1, low.t)) break;
  }
  return low.t > 0 && low.value < start.value ? low : undefined;
}

/** Minimum of the cubic through two values and slopes, kept off the ends of the interval. */
function cubicMinimum(a: Trial, b: Trial): number {
  const width = b.t - a.t;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const square = d1 * d1 - a.slope * b.slope;
  const middle = 0.5 * (a.t + b.t);
  if (!(square >= 0)) return middle;
  const d2 = (width > 0 ? 1 : -1) * Math.sqrt(square);
  const t = b.t - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const share = (t - a.t) / width;
  return share > 0.05 && share < 0.95 ? t : middle;
}

function along(x: Float64Array, direction: Float64Array, t: number): Float64Array {
  return x.map((value, i) => value + t * direction[i]);
}

/** Four sums at once: each would wait for its own last addition. */
function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0;
  for (; i + 3 < a.length; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) s0 += a[i] * b[i];
  return (s0 + s1) + (s2 + s3);
}

function addScaled(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] += factor * y[i];
}
