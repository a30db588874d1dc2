/** What comes of a run: key figures, curves, what to take away. */
import { draft, shown, steps } from "../state.js";
import { short } from "../view/quantities.js";
import { Chart } from "./chart.js";

export function Results() {
  const session = shown.value;
  return (
    <aside class="results" aria-label="Results">
      {session ? <Curves /> : <Empty />}
    </aside>
  );
}

function Empty() {
  return (
    <section class="empty">
      <h2>Nothing computed yet</h2>
      <p>Set up the skin and the expander, then press Run. The curves appear here while it computes: pressure, volume, stretch and the convergence of Newton’s method.</p>
      <p class="says">{draft.value?.preview.isolated ? "Workers share memory." : ""}</p>
    </section>
  );
}

function Curves() {
  const list = steps.value;
  const time = list.map(({ frame }) => frame.time);
  const names = Object.keys(list.at(-1)?.probes ?? {});
  const relative = shown.value?.iterations.value ?? [];
  return (
    <section class="charts">
      {names.map((name) => <Chart key={name} title={name} x={time} xLabel="time" curves={[{ label: name, values: list.map(({ probes }) => probes[name]?.[0] ?? null) }]} />)}
      <Chart title="Newton: residual" x={relative.map((_, i) => i)} xLabel="iteration" distribution={3} curves={[{ label: "residual", values: relative.map((it) => Math.max(it.relative, 1e-17)) }]} />
      <p class="says">{names.map((name) => `${name} ${short(list.at(-1)?.probes[name]?.[0] ?? 0)}`).join(" · ")}</p>
    </section>
  );
}
