/** Follows a run in a folder that `twoscale view` serves, while it goes on. */
import type { FileStore } from "twoscale";
import { failureOf } from "./failures.js";
import type { Bundle, Failure, Listener, Preview } from "./messages.js";
import { hasMicro } from "./micro.js";
import { iterationsOf, stepReader, summaryOf } from "./results.js";
import { sendPreview, sendStep } from "./send.js";

/** Milliseconds between two looks at the folder. */
const interval = 1000;

/** The page, as it follows a folder. */
export interface Follower extends Listener {
  /** Another run, or the same one begun anew: what was shown so far is no longer there. */
  onBegin(preview: Preview, bundle: Bundle | undefined): void;
  onEnd(ending: { readonly summary: Awaited<ReturnType<typeof summaryOf>>; readonly failure: Failure | undefined }): void;
}

/** Files behind an address; a file that is not there is undefined. */
function servedFiles(base: string): FileStore {
  const refuse = (): Promise<never> => Promise.reject(new Error("the folder is only read"));
  return {
    write: refuse, remove: refuse,
    async read(name) {
      const response = await fetch(new URL(name, base), { cache: "no-cache" });
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    },
  };
}

/** Follows the folder at `base` for as long as the page is open. */
export async function watch(base: string, follower: Follower): Promise<never> {
  const store = servedFiles(base);
  const reader = stepReader(store);
  let [begun, iterations, ended] = [false, 0, ""];
  for (;;) {
    try {
      const { news, again } = await reader.next();
      if (again) [begun, iterations, ended] = [false, 0, ""];
      if (!begun && reader.parts) {
        const bundle = await caseOf(store);
        const micro = bundle !== undefined && await hasMicro(bundle);
        follower.onBegin(sendPreview({ ...(await describe(store)), skin: structuredClone(reader.parts.skin), estimate: undefined, micro }), bundle);
        begun = true;
      }
      for (const step of news) follower.onStep(sendStep(step));
      const log = await iterationsOf(store);
      if (log.length > iterations) follower.onIterations(log.slice(iterations));
      iterations = log.length;
      const summary = await summaryOf(store);
      if (summary && begun && summary.hash !== ended) follower.onEnd({ summary, failure: undefined });
      ended = summary?.hash ?? "";
    } catch (error) {
      follower.onEnd({ summary: undefined, failure: failureOf(error) });
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** What a run says of how it was made. */
interface Made {
  readonly title?: string;
  readonly units?: string;
  readonly caseFile?: string;
  readonly inputs?: readonly { readonly name: string }[];
}

async function madeOf(store: FileStore): Promise<Made> {
  const bytes = await store.read("manifest.json");
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) as Made : {};
}

/** The case of the run; undefined when its files are not there any more, or have changed since. */
async function caseOf(store: FileStore): Promise<Bundle | undefined> {
  const { caseFile, inputs = [] } = await madeOf(store);
  const contents = await Promise.all(inputs.map((_, i) => store.read(`case/${i}`)));
  if (caseFile === undefined || contents.some((bytes) => bytes === undefined)) return undefined;
  return { main: inputs[0].name, files: Object.fromEntries(inputs.map(({ name }, i) => [name, contents[i]!])) };
}

async function describe(store: FileStore): Promise<Pick<Preview, "title" | "units" | "end" | "inputs">> {
  const { title = "Results", units = "" } = await madeOf(store);
  const [length = "", , stress = "", time = "d"] = units.split("-");
  return { title, units: { length, stress, time: units === "" ? "" : time }, end: NaN, inputs: [] };
}
