/** The network kernels in WASM, on the memory of an instance of the kernels. */
import type { NetworkMachine } from "../network/machine.js";
import type { Network } from "../network/layout.js";
import type { PointBatch, PointResponse } from "../constitutive/model.js";
import type { Kernels } from "./module.js";

/** A machine that takes its memory from `kernels`; what it allocates is freed with `kernels.release`. */
export function wasmMachine(kernels: Kernels): NetworkMachine {
  const { networkEnergy, networkFeatures, networkSlopes, networkReverse, networkTrain } = kernels.exports;
  let view = new Float64Array(0);
  return {
    allocate(doubles) {
      const address = kernels.allocate(8 * doubles);
      kernels.f64(address, doubles).fill(0);
      return address / 8;
    },
    memory() {
      if (view.buffer !== kernels.memory.buffer) view = new Float64Array(kernels.memory.buffer);
      return view;
    },
    kernels: {
      energy: (plan) => void networkEnergy(8 * plan),
      features: (plan, record) => void networkFeatures(8 * plan, record),
      slopes: (plan, record) => void networkSlopes(8 * plan, record),
      reverse: (plan, record) => void networkReverse(8 * plan, record),
      train: (plan, start, count) => void networkTrain(8 * plan, start, count),
    },
  };
}

/** Points whose arrays pass through the WASM memory at a time: A of a block (41 KiB) stays in cache. */
const blockSize = 64;

/** Doubles of an output at a point: its value less that at rest, its derivative by F `[3, 3]`, and how far its networks lie apart. */
export const reportSize = 11;

/** What networks say beside a stress. */
export interface Aside {
  /** How far the stresses lie apart `[count]`. */
  readonly spread: Float64Array;
  /** Outputs `[count, outputs, reportSize]`. */
  readonly reports: Float64Array;
}

/** Answers of networks at Gauss points. */
export type NetworkPoints = (batch: Pick<PointBatch, "count" | "F">, into: PointResponse, aside: Aside, want: "stress" | "tangent") => void;

/**
 * The networks of a plan at Gauss points, kinematics included.
 * @param network laid out in the memory of `kernels`
 */
export function networkPoints(kernels: Kernels, { plan, outputs }: Pick<Network, "plan" | "outputs">): NetworkPoints {
  const doubles = (count: number): number => kernels.allocate(8 * count);
  const told = outputs * reportSize;
  const [F, W, P, A, apart, status] = [doubles(9 * blockSize), doubles(blockSize), doubles(9 * blockSize), doubles(81 * blockSize), doubles(blockSize), kernels.allocate(blockSize)];
  const reports = doubles(told * blockSize);
  return (batch, into, aside, want) => {
    for (let first = 0; first < batch.count; first += blockSize) {
      const count = Math.min(blockSize, batch.count - first);
      kernels.f64(F, 9 * count).set(batch.F.subarray(9 * first, 9 * (first + count)));
      kernels.exports.surrogatePoints(8 * plan, want === "tangent" ? 1 : 0, count, F, W, P, A, apart, reports, status);
      into.W.set(kernels.f64(W, count), first);
      into.P.set(kernels.f64(P, 9 * count), 9 * first);
      if (want === "tangent") into.A.set(kernels.f64(A, 81 * count), 81 * first);
      aside.spread.set(kernels.f64(apart, count), first);
      aside.reports.set(kernels.f64(reports, told * count), told * first);
      into.status.set(new Uint8Array(kernels.memory.buffer, status, count), first);
    }
    into.iterations.fill(0, 0, batch.count);
  };
}
