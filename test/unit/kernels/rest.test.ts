/** Bodies at rest are solved once. */
import { describe, expect, it } from "vitest";
import { createRvePool } from "../../../src/kernels/pool.js";
import { stateSize } from "../../../src/kernels/rve-plan.js";
import { compileRve } from "../../../src/rve/compile.js";
import { inclusionCell } from "../../support/cells.js";

const plan = compileRve(inclusionCell(2, 8, 0.3, "periodic")), size = stateSize(plan), count = 40;
const shared = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));

function arrays() {
  const batch = { count, F: shared(9 * count), state0: shared(size * count), fields: shared(0), dt: 1 };
  const into = {
    W: shared(count), P: shared(9 * count), A: shared(81 * count), state: shared(size * count), status: new Uint8Array(new SharedArrayBuffer(count)).fill(9),
    iterations: new Int32Array(new SharedArrayBuffer(4 * count)).fill(-1), settled: new Uint8Array(new SharedArrayBuffer(count)),
  };
  for (let point = 0; point < count; point++) for (let k = 0; k < 9; k += 4) batch.F[9 * point + k] = batch.state0[size * point + k] = 1;
  return { batch, into };
}

/** CPU milliseconds of one evaluation: the least of five. */
async function evaluate(batch: ReturnType<typeof arrays>["batch"], into: ReturnType<typeof arrays>["into"], threads: number): Promise<number> {
  const pool = await createRvePool(plan, threads);
  let least = Infinity;
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage();
    await pool.solve(batch, into, "tangent");
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  pool.dispose();
  return least;
}

describe("points of a body at rest", () => {
  it("have the answer of one that is solved alone, bit for bit, with the point between them that moves", async () => {
    const { batch, into } = arrays(), alone = arrays();
    batch.F[9 * 20] = 1.1;
    alone.batch.F.set(batch.F);
    // Signed zeros are other bits: this state is not that of the others, though no number differs.
    batch.state0[size * 30 + 12] = -0;
    await evaluate(batch, into, 1);
    for (const point of [0, 20, 30]) {
      const one = { ...alone.batch, count: 1, F: shared(9), state0: shared(size) };
      one.F.set(batch.F.subarray(9 * point, 9 * point + 9));
      one.state0.set(batch.state0.subarray(size * point, size * point + size));
      await evaluate(one, alone.into, 1);
      const same = point === 0 ? [...Array(count).keys()].filter((k) => k !== 20 && k !== 30) : [point];
      for (const k of same) {
        for (const [values, width] of [["P", 9], ["A", 81], ["state", size], ["W", 1], ["status", 1], ["iterations", 1], ["settled", 1]] as const) {
          expect([...into[values].subarray(width * k, width * (k + 1))], `${values} of point ${k}`).toEqual([...alone.into[values].subarray(0, width)]);
        }
      }
    }
  });

  it("cost little more than one of them", async () => {
    const rest = arrays(), moved = arrays();
    for (let point = 0; point < count; point++) moved.batch.F[9 * point] = 1 + 1e-9 * (point + 1);
    // Forty factorisations against one; the message to the worker is part of both.
    expect(await evaluate(rest.batch, rest.into, 1)).toBeLessThan(0.5 * await evaluate(moved.batch, moved.into, 1));
  });
});
