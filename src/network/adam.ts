/** Stochastic first-order optimisation. */

/** Moments of the gradient. */
export interface Adam {
  /** One step along the gradient; changes `x`. */
  step(x: Float64Array, gradient: Float64Array, rate: number): void;
}

const decay = { mean: 0.9, square: 0.999 };
const floor = 1e-8;

/** Adam [kingma2015] for `size` unknowns. */
export function createAdam(size: number): Adam {
  const mean = new Float64Array(size), square = new Float64Array(size);
  let left = { mean: 1, square: 1 };
  return {
    step(x, gradient, rate) {
      left = { mean: left.mean * decay.mean, square: left.square * decay.square };
      for (let i = 0; i < size; i++) {
        const g = gradient[i];
        mean[i] = decay.mean * mean[i] + (1 - decay.mean) * g;
        square[i] = decay.square * square[i] + (1 - decay.square) * g * g;
        x[i] -= (rate * (mean[i] / (1 - left.mean))) / (Math.sqrt(square[i] / (1 - left.square)) + floor);
      }
    },
  };
}
