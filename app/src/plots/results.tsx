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
      <div class="tabs" role="tablist" onKeyDown={moveTab}>
        {(Object.keys(tabs) as Tab[]).map((key) => (
          <button key={key} role="tab" id={`tab-${key}`} aria-selected={tab.value === key} aria-controls="panel" tabIndex={tab.value === key ? 0 : -1} onClick={() => { tab.value = key; }}>{tabs[key]}</button>
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

/** Arrow keys go from tab to tab, as in every list of tabs. */
function moveTab(event: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const keys = Object.keys(tabs) as Tab[];
  tab.value = keys[(keys.indexOf(tab.value) + step + keys.length) % keys.length];
  document.getElementById(`tab-${tab.value}`)?.focus();
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
