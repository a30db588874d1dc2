/** Which points of a batch a worker claims together, from what they cost the last time. */

/** Work of a batch in the order in which it is claimed. */
export interface Schedule {
  /** `[count]`: points, the dearest first. */
  readonly order: Int32Array;
  /** `[chunks + 1]`: bounds of the chunks in `order`. */
  readonly starts: Int32Array;
}

/** Work that is worth a claim, in milliseconds. */
const chunkTime = 5;
/** In batches with little work, chunks are at least this share of a worker's part instead. */
const leastShare = 1 / 16;

/**
 * Guided self-scheduling [polychronopoulos1987]: each chunk is half of what would be a worker's share of the work that is left, so that the last ones
 * are short and even out what the costs do not know; none is below 5 ms of work, or a sixteenth of a worker's share where that is less.
 * @param costs milliseconds of every point the last time, or any equal numbers when nothing is known `[count]`
 * @param threads workers, at least 1
 */
export function scheduleChunks(costs: Float64Array, threads: number): Schedule {
  const order = Int32Array.from(costs.keys()).sort((a, b) => costs[b] - costs[a] || a - b);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const least = Math.min(chunkTime, (leastShare * total) / threads);
  const starts = [0];
  let left = total;
  for (let at = 0; at < order.length;) {
    const target = Math.max(left / (2 * threads), least);
    let work = costs[order[at++]];
    while (at < order.length && work + costs[order[at]] / 2 <= target) work += costs[order[at++]];
    left -= work;
    starts.push(at);
  }
  return { order, starts: Int32Array.from(starts) };
}
