/** What comes of a run: curves, one point, comparison, what to take away. */
import { type Signal, signal } from "@preact/signals";
import { picked, shown, steps } from "../state.js";
import { TakeAway } from "../take/panel.js";
import { PointPanel } from "../point/panel.js";
import { Curves } from "./curves.js";

const tabs = { curves: "Curves", point: "Point", take: "Take away" } as const;
type Tab = keyof typeof tabs;

/** The tab that is open; picking a point opens that of the point. */
export const tab: Signal<Tab> = signal<Tab>("curves");
picked.subscribe((cell) => { if (cell !== undefined) tab.value = "point"; });

export function Results() {
  const session = shown.value;
  if (!session) return <aside class="results" aria-label="Results"><Empty /></aside>;
  return (
    <aside class="results" aria-label="Results">
      <div class="tabs" role="tablist">
        {(Object.keys(tabs) as Tab[]).map((key) => (
          <button key={key} role="tab" id={`tab-${key}`} aria-selected={tab.value === key} aria-controls="panel" onClick={() => { tab.value = key; }}>{tabs[key]}</button>
        ))}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        {tab.value === "curves" && (steps.value.length > 0 ? <Curves session={session} /> : <p class="says waiting-text">The first step is being solved.</p>)}
        {tab.value === "point" && <PointPanel session={session} />}
        {tab.value === "take" && <TakeAway session={session} />}
      </div>
    </aside>
  );
}

function Empty() {
  return (
    <section class="empty">
      <h2>Nothing computed yet</h2>
      <p>Press Run. The curves appear here while it computes, and every step can be looked at from all sides.</p>
      <p>Click a point of the skin to see what happens there, down to its microstructure.</p>
      <p>You can also drop files here: a case for twoscale, or results and meshes to look at (.vtu, .vtk, .msh, .inp).</p>
    </section>
  );
}
