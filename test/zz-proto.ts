import * as at from "../src/network/kernel.gen.js";
import { layOut } from "../src/network/layout.js";
import { referenceMachine } from "../src/network/reference.js";
import { wasmMachine } from "../src/kernels/network.js";
import { loadKernels } from "../src/kernels/module.js";
import { structureOf } from "../src/surrogate/structure.js";
import { convexSigns, initialUnknowns } from "../src/network/weights.js";
import { createRandom } from "../src/core/random.js";
import { lossOf, setWeights } from "../src/network/train.js";

const axes = [1, 0, 0, 0, 1, 0, 0, 0, 1];
for (const dim of [2, 3] as const) for (const name of ["isotropic", "transverse", "orthotropic", "none"] as const) {
  const st = structureOf({ name, axes, fibres: [Math.SQRT1_2, Math.SQRT1_2, 0] }, dim);
  const shape = { first: 8, second: 12 };
  const out: Float64Array[] = [];
  for (const machine of [referenceMachine(), wasmMachine(await loadKernels())]) {
    const net = layOut(machine, { table: st.table, shape, members: 1, records: 3 });
    const signs = convexSigns(net.inputs, shape, st.free);
    const tr = { network: net, signs, correction: st.correction, records: 2 };
    const r = createRandom(3);
    const n = net.strains;
    const mem = () => machine.memory();
    const E = net.place(at.STRAIN_AT), ans = net.place(at.ANSWER_AT);
    const setE = (e: number[], f = e) => { for (let v = 0; v < n; v++) { mem()[E + 2 * v] = e[v]; mem()[E + 2 * v + 1] = f[v]; } };
    setE(Array(n).fill(0)); machine.kernels.features(net.plan, 0);
    const rec = net.place(at.TARGET_AT);
    for (const k of [1, 2]) {
      setE(Array.from({ length: n }, () => 0.2 * r.uniform() - 0.1), Array.from({ length: n }, () => 0.2 * r.uniform() - 0.1));
      machine.kernels.features(net.plan, k);
      const o = rec + 2 * (k * net.record + net.terms * (n + 2 + net.packed));
      for (let i = 0; i < 2 * (n + net.packed); i++) mem()[o + i] = r.uniform();
      for (let i = 2 * (n + net.packed); i < 2 * (n + net.packed + 2); i++) mem()[o + i] = 1 + r.uniform();
    }
    const x = initialUnknowns(signs, r);
    const g = new Float64Array(x.length), tmp = new Float64Array(x.length);
    const L = lossOf(tr, x, g, 1, 2);
    let worst = 0, scale = Math.max(...g.map(Math.abs));
    for (let i = 0; i < x.length; i += 7) {
      const h = 1e-5; const xp = x.slice(); xp[i] += h; const xm = x.slice(); xm[i] -= h;
      const fd = (lossOf(tr, xp, tmp, 1, 2) - lossOf(tr, xm, tmp, 1, 2)) / (2 * h);
      worst = Math.max(worst, Math.abs(fd - g[i]) / scale);
    }
    setWeights(tr, x);
    // W const
    setE(Array(n).fill(0)); machine.kernels.energy(net.plan);
    const rest = Array.from({ length: n }, (_, v) => mem()[ans + 2 * (1 + v)]);
    const e0 = Array.from({ length: n }, () => 0.3 * r.uniform() - 0.15);
    setE(e0); machine.kernels.energy(net.plan);
    const get = () => Array.from({ length: 2 + n + net.packed }, (_, i) => mem()[ans + 2 * i]);
    const base = get(); const metric = n === 3 ? [1, 1, 2] : [1, 1, 1, 2, 2, 2];
    let wS = 0, wC = 0;
    for (let v = 0; v < n; v++) {
      const h = 1e-5; const p = e0.slice(); p[v] += h; setE(p); machine.kernels.energy(net.plan); const a = get();
      p[v] -= 2 * h; setE(p); machine.kernels.energy(net.plan); const b = get();
      wS = Math.max(wS, Math.abs((a[0] - b[0]) / (2 * h) / metric[v] - base[1 + v]));
      for (let u = 0; u < n; u++) {
        const lo = Math.min(u, v), hi = Math.max(u, v);
        const q = 1 + n + lo * n - (lo * (lo - 1)) / 2 + hi - lo;
        wC = Math.max(wC, Math.abs((a[1 + u] - b[1 + u]) / (2 * h) / metric[v] - base[q]));
      }
    }
    console.log(dim, name, net.inputs, net.terms, "loss", L.toPrecision(6), "grad err", worst.toExponential(1), "S", wS.toExponential(1), "C", wC.toExponential(1), "Cmax", Math.max(...base.slice(1 + n).map(Math.abs)).toPrecision(3), "rest", Math.max(...rest.map(Math.abs)).toExponential(1));
    out.push(Float64Array.of(L, ...g, ...base));
  }
  console.log("  same bits:", out[0].every((v, i) => Object.is(v, out[1][i])));
}
