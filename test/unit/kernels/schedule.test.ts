/** Chunks of a batch. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleChunks, type Schedule } from "../../../src/kernels/schedule.js";

const chunks = ({ order, starts }: Schedule): number[][] => [...starts.slice(1)].map((end, n) => [...order.subarray(starts[n], end)]);
const workOf = (costs: Float64Array, chunk: readonly number[]): number => chunk.reduce((sum, point) => sum + costs[point], 0);

/** When the last of the workers ends, if each claims the next chunk as soon as it is free. */
function span(costs: Float64Array, schedule: Schedule, threads: number): number {
  const busy = new Float64Array(threads);
  for (const chunk of chunks(schedule)) busy[busy.indexOf(Math.min(...busy))] += workOf(costs, chunk);
  return Math.max(...busy);
}

const batches = fc.array(fc.double({ min: 0.05, max: 40, noNaN: true }), { minLength: 1, maxLength: 300 }).map((list) => Float64Array.from(list));

describe("chunks of points", () => {
  it("hold every point once, the dearest first", () => {
    fc.assert(fc.property(batches, fc.integer({ min: 1, max: 16 }), (costs, threads) => {
      const { order, starts } = scheduleChunks(costs, threads);
      expect([...order].sort((a, b) => a - b)).toEqual([...costs.keys()]);
      expect([starts[0], starts[starts.length - 1]]).toEqual([0, costs.length]);
      for (let n = 1; n < order.length; n++) expect(costs[order[n]]).toBeLessThanOrEqual(costs[order[n - 1]]);
    }));
  });

  it("keep workers busy: the last ends later than an even split by at most one point and one shortest chunk", () => {
    fc.assert(fc.property(batches, fc.integer({ min: 1, max: 16 }), (costs, threads) => {
      const even = costs.reduce((sum, cost) => sum + cost, 0) / threads;
      expect(span(costs, scheduleChunks(costs, threads), threads)).toBeLessThanOrEqual(even + Math.max(...costs) + Math.min(5, even / 16) + 1e-9);
    }));
  });

  it("are 5 ms of work or more in a large batch, whatever is left", () => {
    const costs = Float64Array.from({ length: 4000 }, (_, point) => 0.5 + 0.2 * Math.sin(point));
    const works = chunks(scheduleChunks(costs, 2)).map((chunk) => workOf(costs, chunk));
    // The last chunk takes what remains; a chunk ends at the point that brings it nearest to its size.
    for (const work of works.slice(0, -1)) expect(work).toBeGreaterThan(5 - 0.35);
    expect(works.length).toBeLessThan(40);
  });

  it("give two workers a dear point each when all others are cheap", () => {
    const costs = Float64Array.from({ length: 100 }, (_, point) => (point === 98 || point === 99 ? 50 : 0.1));
    expect(chunks(scheduleChunks(costs, 2)).slice(0, 2)).toEqual([[98], [99]]);
  });
});
