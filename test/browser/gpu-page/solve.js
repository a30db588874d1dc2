/** Answers of two backends to the same F, from whichever thread this is loaded in. */
import { defineRve, homogenize } from "twoscale";

/** P, W and A of `rve` at every F, by the backend; numbers in plain arrays, so that they can be posted. */
export async function solve({ spec, F, backend }) {
  const model = await homogenize(defineRve(spec), { backend, threads: 2 });
  const count = F.length, size = model.state.reduce((sum, field) => sum + field.size, 0);
  const shared = (length) => new Float64Array(crossOriginIsolated ? new SharedArrayBuffer(8 * length) : 8 * length);
  const bytes = (length) => (crossOriginIsolated ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
  const batch = { count, F: shared(9 * count), state0: shared(size * count), fields: shared(0), dt: 1 };
  const into = {
    W: shared(count), P: shared(9 * count), A: shared(81 * count), state: shared(size * count),
    status: new Uint8Array(bytes(count)), iterations: new Int32Array(bytes(4 * count)),
  };
  batch.F.set(F.flat());
  model.initialState(batch.state0, count);
  await model.evaluate(batch, into, "tangent");
  model.dispose();
  return { name: model.name, status: [...into.status], W: [...into.W], P: [...into.P], A: [...into.A], isolated: crossOriginIsolated };
}
