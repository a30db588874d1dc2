/** The page: set up on the left, the body in the middle, what comes of it on the right; on a phone one at a time. */
import { signal } from "@preact/signals";
import { Results } from "./plots/results.js";
import { SetupPanel } from "./setup/panel.js";
import { picked, shown } from "./state.js";
import { DropZone } from "./ui/drop.js";
import { Header } from "./ui/header.js";
import { Notices } from "./ui/notices.js";
import { Stage } from "./view/stage.js";

const parts = { setup: "Set-up", stage: "Skin", results: "Results" } as const;
type Part = keyof typeof parts;

/** The part that a phone shows. */
const part = signal<Part>("stage");
shown.subscribe((session) => { if (session) part.value = "stage"; });
picked.subscribe((cell) => { if (cell !== undefined) part.value = "results"; });

export function App() {
  return (
    <>
      <a class="skip" href="#stage">Skip to the picture</a>
      <DropZone />
      <Header />
      <main class={`part-${part.value}`}>
        <SetupPanel />
        <div class="middle" id="stage">
          <Notices />
          <Stage />
        </div>
        <Results />
      </main>
      <nav class="parts" aria-label="Parts of the page">
        {(Object.keys(parts) as Part[]).map((key) => (
          <button key={key} aria-pressed={part.value === key} onClick={() => { part.value = key; }}>{parts[key]}</button>
        ))}
      </nav>
    </>
  );
}
