import { readFileSync } from "node:fs";
import { readRve } from "../src/study/create.js";
import { defineRve } from "../src/rve/rve.js";
import { rveHash } from "../src/rve/hash.js";
import { homogenize } from "../src/homogenize/index.js";
import { sample } from "../src/surrogate/sample.js";
import { fibresOf } from "../src/surrogate/fibres.js";
import { trainSurrogate } from "../src/surrogate/train.js";
import { compare, errorsOf, judge } from "../src/surrogate/assess.js";
import { surrogateModel, surrogateReference } from "../src/surrogate/model.js";
import { loadKernels } from "../src/kernels/module.js";

const [file, count, range, kind, n, its, goal] = process.argv.slice(2);
const spec = readRve(readFileSync(file, "utf8"), file).rve;
const model = await homogenize(defineRve(spec), { threads: 2 });
const rve = { dimension: spec.dimension, hash: rveHash(spec), fibres: fibresOf(spec), model };
let t0 = performance.now();
const set = await sample(rve, { count: +count, range: +range, seed: 1 });
console.log("sampled", (performance.now() - t0) / 1000, "fibres", set.fibres.length / 3);
const kernels = await loadKernels();
const cpu = process.cpuUsage();
const opts = { ...(kind !== "auto" ? { kind: kind as "convex" } : {}), ...(n ? { shape: { first: +n, second: +n } } : {}), ...(its ? { iterations: +its } : {}), ...(goal ? { goal: +goal } : {}) };
const { surrogate, trials, training, seconds } = await trainSurrogate(set, kernels, opts);
console.log("trained", seconds, "cpu", process.cpuUsage(cpu).user / 1e6, trials, "training", training, "held out", surrogate.errors, "factor", surrogate.spreadFactor, surrogate.kind, "ell", surrogate.ellipticity);
const m = surrogateModel(surrogate, kernels);
for (const f of [1, 1.5, 2]) {
  const test = await sample(rve, { count: 200, range: +range * f, seed: 2 });
  const c = compare(m, test.rows, spec.dimension);
  console.log("x", f, errorsOf(c), "tol .05", judge(c, surrogate, 0.05), "tol .02", judge(c, surrogate, 0.02), "failed", test.failed.length);
  if (f === 1) { const r = compare(surrogateReference(surrogate), test.rows, spec.dimension); console.log("same bits", ["W", "P", "A"].every((q) => (r.answer as any)[q].every((v: number, i: number) => Object.is(v, (c.answer as any)[q][i])))); }
}
const cnt = 4096; const F = new Float64Array(9 * cnt); for (let k = 0; k < cnt; k++) F.set([1.05, .02, 0, .01, .98, 0, 0, 0, spec.dimension === 2 ? 1 : 1.01], 9 * k);
const into = { W: new Float64Array(cnt), P: new Float64Array(9 * cnt), A: new Float64Array(81 * cnt), state: new Float64Array(0), status: new Uint8Array(cnt), iterations: new Int32Array(cnt) };
for (let i = 0; i < 8; i++) { const c = process.cpuUsage(); await m.evaluate({ count: cnt, F, state0: F, fields: F, dt: 1 }, into, "tangent"); console.log("us/pt", process.cpuUsage(c).user / cnt); }
model.dispose?.();
