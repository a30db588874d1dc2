/** The curves of a run, and those of a second one beside it. */
import type { Session } from "../run/session.js";
import { beside, current, sessions, steps } from "../state.js";
import { Chart, type Curve } from "./chart.js";
import { keyFigures, plotsOf } from "./plots.js";

export function Curves({ session }: { readonly session: Session }) {
  const other = beside.value;
  const { units } = session.preview.value;
  const list = steps.value;
  const time = list.map(({ frame }) => frame.time);
  const iterations = session.iterations.value;
  return (
    <section class="charts">
      <Figures session={session} />
      <CompareWith session={session} />
      {plotsOf(list.at(-1)?.probes ?? {}, units).map(({ title, curves }) => (
        <Chart key={title} title={title} xLabel={`time (${units.time})`} x={time} curves={[
          ...curves.map(({ label, read }): Curve => ({ label: other ? `${label} ${session.label}` : label, values: list.map(({ probes }) => read(probes)) })),
          ...(other ? curves.map(({ label, read }): Curve => ({ label: `${label} ${other.label}`, dashed: true, values: resampled(other, time, read) })) : []),
        ]} />
      ))}
      {iterations.length > 0 && (
        <Chart title="Newton: relative residual" xLabel="iteration" distribution={3} x={iterations.map((_, i) => i)}
          curves={[{ label: "residual", values: iterations.map(({ relative }) => (relative > 0 ? relative : null)) }]} />
      )}
    </section>
  );
}

/** Key figures at the step that is shown. */
function Figures({ session }: { readonly session: Session }) {
  const figures = keyFigures(current.value?.probes ?? {}, steps.value.map(({ probes }) => probes), session.preview.value.skin.footprintArea);
  if (figures.length === 0) return null;
  return <dl class="figures">{figures.map(({ label, value }) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl>;
}

/** A curve of another run at the times of this one, straight between its steps. */
function resampled(session: Session, time: readonly number[], read: (probes: Readonly<Record<string, readonly number[]>>) => number | null): (number | null)[] {
  const rows = session.steps.value.map(({ frame, probes }) => [frame.time, read(probes)] as const);
  return time.map((t) => {
    const after = rows.findIndex(([at]) => at >= t * (1 - 1e-12));
    if (after < 0) return null;
    const [t1, v1] = rows[after];
    const [t0, v0] = rows[Math.max(0, after - 1)];
    return v0 === null || v1 === null || t1 === t0 ? v1 : v0 + ((v1 - v0) * (t - t0)) / (t1 - t0);
  });
}

function CompareWith({ session }: { readonly session: Session }) {
  const others = sessions.value.filter((other) => other !== session);
  if (others.length === 0) return null;
  return (
    <label class="compare">Beside it <select value={beside.value?.id ?? ""} onChange={(event) => { beside.value = others.find(({ id }) => String(id) === event.currentTarget.value); }}>
      <option value="">no other run</option>
      {others.map(({ id, label, preview }) => <option key={id} value={id}>{label}: {preview.value.title}</option>)}
    </select></label>
  );
}
