/** What the page shows, in one place. Components read these signals; the functions below are all that changes them. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type EngineHandle, openEngine } from "./engine/client.js";
import type { MicroQuery } from "./engine/micro.js";
import type { Bundle, Failure, Micro, Preview } from "./engine/messages.js";
import type { Kept } from "./engine/storage.js";
import { type WebGpu, webGpu } from "./host.js";
import { openedSession, runSession, type Session, watchedSession } from "./run/session.js";
import type { Setup } from "./setup/setup.js";
import { readUrl, writeUrl } from "./setup/url.js";
import type { MapName } from "./view/colours.js";

/** The set-up of the panel; the address of the page follows it. */
export const setup = signal<Setup>(readUrl(location.hash));
/** A case file that was dropped in; it takes the place of the set-up. */
export const dropped = signal<Bundle | undefined>(undefined);
/** What the engine says of the set-up. */
export const draft = signal<{ readonly bundle: Bundle; readonly preview: Preview } | undefined>(undefined);
export const failure = signal<Failure | undefined>(undefined);
/** A run of an earlier visit, which can be continued or looked at. */
export const earlier = signal<Kept | undefined>(undefined);

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
/** What is known of the body that is shown. */
export const preview = computed(() => shown.value?.preview.value ?? draft.value?.preview);

/** Workers that solve: one core is left to the page, which draws and answers meanwhile. */
export const threads = Math.max(1, navigator.hardwareConcurrency - 1);
/** Address of the results that `twoscale view` serves with the page. */
const served = document.querySelector<HTMLMetaElement>('meta[name="twoscale-results"]')?.content;

/** WebGPU, once a material that it can solve was chosen. */
export const gpu = signal<WebGpu | undefined>(undefined);

let desk: EngineHandle | undefined;
let draftNumber = 0;

function openDesk(): EngineHandle["engine"] {
  desk ??= openEngine();
  return desk.engine;
}

/** Asks the engine what it makes of a case, or of a set-up. */
async function consider(given: Bundle | Setup): Promise<void> {
  const number = ++draftNumber;
  try {
    const bundle = "main" in given ? given : await openDesk().design(await possible(given));
    const found = await openDesk().preview(bundle, threads);
    if (number === draftNumber) batch(() => { draft.value = { bundle, preview: found }; failure.value = undefined; });
  } catch (error) {
    if (number === draftNumber) failure.value = error as Failure;
  }
}

/** The set-up with what this browser lacks replaced: without WebGPU the RVEs are solved in WebAssembly. */
async function possible(wanted: Setup): Promise<Setup> {
  if (wanted.material !== "fe2") return wanted;
  gpu.value = await webGpu();
  return gpu.value.there ? wanted : { ...wanted, backend: "auto" };
}

/** Milliseconds without a change before the engine looks at a set-up. */
const patience = 200;

/** Keeps the address and the draft in step with the set-up; looks for an earlier run, and for results to follow. */
export function begin(): void {
  let timer = 0;
  effect(() => {
    const [next, file] = [setup.value, dropped.value];
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      writeUrl(next);
      void consider(file ?? next);
    }, draft.peek() ? patience : 0);
  });
  window.addEventListener("hashchange", () => { setup.value = readUrl(location.hash); });
  if (served) watchedSession(new URL(served, document.baseURI).href, addSession);
  else void openDesk().recall().then((kept) => { earlier.value = kept; });
}

/** The microstructure of a cell. Rejects with a `Failure`. */
export function lookInside(bundle: Bundle, query: MicroQuery): Promise<Micro> {
  return openDesk().micro(bundle, query);
}

/** Changes settings; the set-up is shown again. */
export function change(part: Partial<Setup>): void {
  batch(() => {
    setup.value = { ...setup.value, ...part };
    dropped.value = undefined;
    showSetup();
  });
}

/** Starts the run of the draft. */
export function start(): void {
  if (draft.value) addSession(runSession({ ...draft.value, label: nextLabel(), threads, resume: false }));
  earlier.value = undefined;
}

/** Continues the run of an earlier visit; one that had ended is shown as it was. */
export async function continueEarlier(): Promise<void> {
  const kept = earlier.value;
  if (!kept) return;
  earlier.value = undefined;
  try {
    const found = await openDesk().preview(kept.bundle, threads);
    addSession(runSession({ bundle: kept.bundle, preview: found, label: nextLabel(), threads, resume: true }));
  } catch (error) {
    failure.value = error as Failure;
  }
}

/** Forgets the run of an earlier visit. */
export function forgetEarlier(): void {
  earlier.value = undefined;
  void openDesk().forget();
}

function nextLabel(): string {
  return `Run ${sessions.value.length + 1}`;
}

function addSession(session: Session): void {
  batch(() => {
    sessions.value = [...sessions.value, session];
    showRun(session);
  });
}

/** Shows the set-up instead of a run. */
export function showSetup(): void {
  batch(() => {
    shown.value = undefined;
    beside.value = undefined;
    picked.value = undefined;
  });
}

/** Shows a run, at its latest step. */
export function showRun(session: Session): void {
  batch(() => {
    shown.value = session;
    if (beside.value === session) beside.value = undefined;
    scrubbed.value = undefined;
    picked.value = undefined;
  });
}

/** Takes files that were dropped or chosen: a case with what it names, or results and meshes. */
export async function take(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const cases = Object.keys(files).filter((name) => /\.(ya?ml|json)$/i.test(name));
  if (cases.length === 0) return show(files);
  batch(() => {
    dropped.value = { main: mainOf(cases, files), files };
    showSetup();
  });
}

async function show(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  try {
    addSession(openedSession(await openDesk().open(files), Object.keys(files)[0]));
    failure.value = undefined;
  } catch (error) {
    failure.value = error as Failure;
  }
}

/** Of several YAML files the case is the one with boundary conditions; the others are RVEs. */
function mainOf(names: readonly string[], files: Readonly<Record<string, Uint8Array>>): string {
  const text = (name: string): string => new TextDecoder().decode(files[name]);
  return names.find((name) => /^\s*"?boundary"?\s*:/m.test(text(name)) && /\bmesh"?\s*:/.test(text(name))) ?? names[0];
}
