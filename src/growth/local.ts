/** The local problem of growth at a point: backward Euler, one scalar Newton iteration per growth variable. */
import type { Drive } from "./drive.js";
import type { BoundGrowth } from "./law.js";

/** Iterations after which a point fails; Newton takes 3 to 6, bisection to full precision 60. */
const maxIterations = 80;

/** Solves the local problem of one variable after another. Nothing allocates. */
export interface LocalSolver {
  /** dg/dt at the last solution. */
  readonly rate: number;
  /**
   * Solves g = g0 + dt · rate(g, s(g)).
   * @param g0 growth at the last accepted step
   * @returns g, or NaN when there is no positive solution
   */
  solve(variable: number, g0: number, dt: number): number;
  /** dg/dF at the last solution `[3,3]`, from `place` on. */
  gradient(variable: number, out: Float64Array, place: number): void;
}

/** Solver for a growth law under a drive. */
export function localSolver({ rate, parameters }: BoundGrowth, drive: Drive): LocalSolver {
  const width = rate.parameters.length;
  const answer = new Float64Array(3), stimulus = new Float64Array(2);
  let g = 1, dt = 0, derivative = 1;
  /** Residual at g; its derivative is kept. */
  const residual = (variable: number, g0: number): number => {
    drive.at(variable, g, stimulus);
    rate.evaluate(parameters, variable * width, g, stimulus[0], answer);
    derivative = 1 - dt * (answer[1] + answer[2] * stimulus[1]);
    return g - g0 - dt * answer[0];
  };
  return {
    get rate() { return answer[0]; },
    solve(variable, g0, step) {
      dt = step;
      g = g0;
      let low = 0, high = Infinity;
      for (let iteration = 0; iteration < maxIterations; iteration++) {
        const f = residual(variable, g0);
        if (!(f - f === 0)) return NaN;
        if (f === 0) return g;
        if (f < 0) low = g;
        else high = g;
        const next = within(g - f / derivative, low, high);
        if (Math.abs(next - g) <= 2 * Number.EPSILON * g) return g;
        g = next;
      }
      return NaN;
    },
    gradient(variable, out, place) {
      drive.gradient(variable, g, out, place);
      const factor = (dt * answer[2]) / derivative;
      for (let k = 0; k < 9; k++) out[place + k] *= factor;
    },
  };
}

/** A Newton step, unless it leaves the interval in which the residual changes sign: then its middle, or twice the lower end. */
function within(next: number, low: number, high: number): number {
  if (next > low && next < high) return next;
  return high === Infinity ? 2 * low : 0.5 * (low + high);
}
