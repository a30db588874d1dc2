/** One point of the skin: its values now and over time. */
import { current, picked, preview, steps } from "../state.js";
import type { Session } from "../run/session.js";
import { Chart } from "../plots/chart.js";
import { MicroView } from "./micro.js";
import { available, labelOf, short } from "../view/quantities.js";

/** Quantities with a curve of their own. */
const curvesShown = 3;

export function PointPanel({ session }: { readonly session: Session }) {
  const cell = picked.value;
  if (cell === undefined) return <p class="says waiting-text">Click a point of the skin in the picture.</p>;
  const units = session.preview.value.units;
  const now = current.value?.frame;
  const list = available(Object.keys(now?.shades ?? {}));
  const time = steps.value.map(({ frame }) => frame.time);
  const history = (key: string): number[] => steps.value.map(({ frame }) => frame.shades[key].cells[cell]);
  return (
    <section class="point">
      <h2>Cell {cell}</h2>
      <table>
        <caption class="says">Means over the cell at t = {short(now?.time ?? 0)} {units.time}</caption>
        <tbody>{list.map(({ key, says }) => <tr key={key} title={says}><th scope="row">{labelOf(key, preview.value?.units)}</th><td>{short(now?.shades[key].cells[cell] ?? NaN)}</td></tr>)}</tbody>
      </table>
      {session.preview.value.micro && <MicroView session={session} />}
      {list.slice(0, curvesShown).map(({ key }) => (
        <Chart key={key} title={labelOf(key, units)} x={time} xLabel={`time (${units.time})`} curves={[{ label: key, values: history(key) }]} />
      ))}
    </section>
  );
}
