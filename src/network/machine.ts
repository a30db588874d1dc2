/** Where the portable network kernels run: JavaScript (`referenceMachine`) or WASM (`kernels/network.ts`). */

/** The kernels by name; `plan` is the place of a plan (`layout.ts`) in doubles from the start of the memory. */
export interface NetworkKernels {
  /** W, S, CC and spread at the strain of the plan. */
  energy(plan: number): void;
  /** Features of the strain of the plan into a training record. */
  features(plan: number, record: number): void;
  /** Slopes of the network at a training record. */
  slopes(plan: number, record: number): void;
  /** Adds the gradient of a direction times the slopes at a training record. */
  reverse(plan: number, record: number): void;
  /** Adds loss and gradient of `count` training records from `start` on. */
  train(plan: number, start: number, count: number): void;
}

/** Memory and kernels. An array of lanes holds the numbers of two points side by side: number i of point p stands at 2 i + p. */
export interface NetworkMachine {
  /** Reserves doubles and returns their place, in doubles from the start of the memory; they are 0. */
  allocate(doubles: number): number;
  /** The memory; ask anew after `allocate`. */
  memory(): Float64Array;
  readonly kernels: NetworkKernels;
}
