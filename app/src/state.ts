/** What the page shows, in one place. Components read these signals; the functions below are all that changes them. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type EngineHandle, openEngine } from "./engine/client.js";
import type { Bundle, Failure, Preview } from "./engine/messages.js";
import { openSession, type Session } from "./run/session.js";
import { bundleOf } from "./setup/bundle.js";
import { readUrl, writeUrl } from "./setup/url.js";
import type { Setup } from "./setup/setup.js";
import type { MapName } from "./view/colours.js";

/** The set-up of the panel; the address of the page follows it. */
export const setup = signal<Setup>(readUrl(location.hash));
/** A case file that was dropped in; it takes the place of the set-up. */
export const dropped = signal<Bundle | undefined>(undefined);
/** What the engine says of the set-up. */
export const draft = signal<{ readonly bundle: Bundle; readonly preview: Preview } | undefined>(undefined);
export const failure = signal<Failure | undefined>(undefined);

export const sessions = signal<readonly Session[]>([]);
/** The run that is shown; undefined: the set-up. */
export const shown = signal<Session | undefined>(undefined);
/** A second run beside it. */
export const beside = signal<Session | undefined>(undefined);

/** Number of the step that is shown; undefined: always the latest. */
export const scrubbed = signal<number | undefined>(undefined);
export const chosenQuantity = signal<string | undefined>(undefined);
export const colourMap = signal<MapName>("viridis");
export const shading = signal<"cells" | "vertices">("vertices");
export const edges = signal(false);
export const picked = signal<number | undefined>(undefined);

/** Steps of the run that is shown, and the one that is seen. */
export const steps = computed(() => shown.value?.steps.value ?? []);
export const current = computed(() => steps.value.at(scrubbed.value ?? -1));

export const threads = Math.max(1, navigator.hardwareConcurrency);

let desk: EngineHandle | undefined;
let draftNumber = 0;

/** Asks the engine what it makes of the set-up. */
async function consider(bundle: Bundle): Promise<void> {
  const number = ++draftNumber;
  desk ??= openEngine();
  try {
    const preview = await desk.engine.preview(bundle, threads);
    if (number === draftNumber) batch(() => { draft.value = { bundle, preview }; failure.value = undefined; });
  } catch (error) {
    if (number === draftNumber) failure.value = error as Failure;
  }
}

/** Milliseconds without a change before the engine looks at a set-up. */
const patience = 200;

/** Keeps the address and the draft in step with the set-up. */
export function followSetup(): void {
  let timer = 0;
  effect(() => {
    const [next, file] = [setup.value, dropped.value];
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      writeUrl(next);
      void consider(file ?? bundleOf(next));
    }, draft.peek() ? patience : 0);
  });
  window.addEventListener("hashchange", () => { setup.value = readUrl(location.hash); });
}

/** Changes settings; the set-up is shown again. */
export function change(part: Partial<Setup>): void {
  batch(() => {
    setup.value = { ...setup.value, ...part };
    dropped.value = undefined;
    shown.value = undefined;
    beside.value = undefined;
  });
}

/** Starts the run of the draft. */
export function start(): void {
  const ready = draft.value;
  if (!ready) return;
  const session = openSession(ready.bundle, ready.preview, { label: `Run ${sessions.value.length + 1}`, threads, resume: false });
  batch(() => {
    sessions.value = [...sessions.value, session];
    shown.value = session;
    scrubbed.value = undefined;
    picked.value = undefined;
  });
}

/** Shows the set-up instead of a run. */
export function showSetup(): void {
  batch(() => { shown.value = undefined; beside.value = undefined; picked.value = undefined; });
}

/** Shows a run. */
export function showRun(session: Session): void {
  batch(() => { shown.value = session; scrubbed.value = undefined; picked.value = undefined; });
}
