/** The engine in a worker of the page: it reads cases, solves them and prepares pictures; the page only draws. It starts the RVE workers itself. */
import { expose } from "comlink";
import { estimate, loadCase, memoryFiles } from "twoscale";
import { refuse } from "./failures.js";
import { design } from "./design.js";
import { createGate } from "./gate.js";
import type { Setup } from "../setup/setup.js";
import type { Bundle, Preview } from "./messages.js";
import { microOf, type MicroQuery, rveOf } from "./micro.js";
import { openFiles } from "./open.js";
import { createRunner } from "./runner.js";
import { sendPreview } from "./send.js";
import { skinOf } from "./skin.js";
import { forget, recall } from "./storage.js";
import { watch } from "./watch.js";

const gate = createGate();
const runner = createRunner(gate);

/** Reads and checks a case; nothing is solved. Throws a `Failure`. */
async function preview(bundle: Bundle, threads: number): Promise<Preview> {
  const study = await loadCase(bundle.main, memoryFiles(bundle.files)).catch(refuse);
  const { length, stress, time } = study.units;
  return sendPreview({
    title: study.title, units: { length, stress, time }, skin: skinOf(study.mesh).skin, estimate: estimate(study, threads), end: study.steps.end,
    micro: Object.values(study.materials).some((material) => rveOf(material) !== undefined), inputs: study.inputs.map(({ name }) => name),
  });
}

const engine = {
  /** The case of a set-up. Throws a `Failure`. */
  design: (setup: Setup) => design(setup).catch(refuse),
  preview,
  /** The microstructure of a cell at a step. Throws a `Failure`. */
  micro: (bundle: Bundle, query: MicroQuery) => microOf(bundle, query).catch(refuse),
  /** Solves a case; resolves when it has ended, whatever the end. */
  start: runner.start,
  /** Opens result or mesh files; several are the steps of a series. */
  open: (files: Readonly<Record<string, Uint8Array>>) => openFiles(files).catch(refuse),
  /** Follows the results of a run in a folder that a server shows. */
  watch,
  pause: () => gate.shut(),
  proceed: () => gate.open(),
  single: () => gate.single(),
  stop: runner.stop,
  /** Bytes of a file that the run has written. */
  file: runner.file,
  fileNames: runner.fileNames,
  /** The run that the browser has kept. */
  recall, forget,
};
export type Engine = typeof engine;

expose(engine);
