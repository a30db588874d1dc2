/** The network kernels in JavaScript: slower than WASM, the same bits. */
import { networkEnergy, networkFeatures, networkReverse, networkSlopes, networkTrain } from "./kernel.gen.js";
import { serve } from "./lanes.js";
import type { NetworkMachine } from "./machine.js";

/** A machine whose memory grows as it is asked for. */
export function referenceMachine(): NetworkMachine {
  let memory = new Float64Array(4096);
  let top = 1;
  const both = <Rest extends readonly number[]>(kernel: (plan: number, ...rest: Rest) => void) => (plan: number, ...rest: Rest): void => {
    for (const point of [0, 1] as const) {
      serve(memory, point);
      kernel(plan, ...rest);
    }
  };
  return {
    allocate(doubles) {
      const place = top;
      top += doubles;
      if (top > memory.length) {
        const larger = new Float64Array(Math.max(top, 2 * memory.length));
        larger.set(memory);
        memory = larger;
      }
      return place;
    },
    memory: () => memory,
    kernels: {
      energy: both(networkEnergy), features: both(networkFeatures), slopes: both(networkSlopes), reverse: both(networkReverse), train: both(networkTrain),
    },
  };
}
