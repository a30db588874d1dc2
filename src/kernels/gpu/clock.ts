/** Time that the kernels take on the device, by timestamp queries: every dispatch is a pass of its own while it runs. */
import { BackendError } from "../../core/errors.js";

/** Seconds by the name of the program. */
export interface KernelClock {
  /** Descriptor of a pass whose begin and end are taken down. */
  next(name: string): GPUComputePassDescriptor;
  /** Copies what was taken down since the last `read`, at the end of a submission. */
  resolve(encoder: GPUCommandEncoder): void;
  /** Adds up what has been resolved since; to be called after every submission. */
  read(): Promise<void>;
  readonly seconds: ReadonlyMap<string, number>;
  readonly calls: ReadonlyMap<string, number>;
}

/** Passes of a submission; a query set holds 4,096 times. */
const most = 2048;

/**
 * A clock for a device that was opened with the feature `timestamp-query`.
 * @throws BackendError E_GPU when one submission has more than 2,048 passes
 */
export function createClock(device: GPUDevice): KernelClock {
  const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const querySet = device.createQuerySet({ type: "timestamp", count: 2 * most });
  const resolved = device.createBuffer({ size: 16 * most, usage: QUERY_RESOLVE | COPY_SRC }), back = device.createBuffer({ size: 16 * most, usage: MAP_READ | COPY_DST });
  const seconds = new Map<string, number>(), calls = new Map<string, number>();
  let names: string[] = [];
  return {
    seconds, calls,
    next(name) {
      const at = 2 * names.length;
      if (names.push(name) > most) throw new BackendError("E_GPU", `a submission has more than ${most} passes to time.`, { hint: "time a smaller cell or fewer iterations." });
      return { timestampWrites: { querySet, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 } };
    },
    resolve(encoder) {
      if (names.length === 0) return;
      encoder.resolveQuerySet(querySet, 0, 2 * names.length, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, back, 0, 16 * names.length);
    },
    async read() {
      const bytes = 16 * names.length;
      if (bytes === 0) return;
      await back.mapAsync(GPUMapMode.READ, 0, bytes);
      const times = new BigUint64Array(back.getMappedRange(0, bytes));
      names.forEach((name, n) => {
        seconds.set(name, (seconds.get(name) ?? 0) + Number(times[2 * n + 1] - times[2 * n]) / 1e9);
        calls.set(name, (calls.get(name) ?? 0) + 1);
      });
      back.unmap();
      names = [];
    },
  };
}
