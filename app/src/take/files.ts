/** Files to take away: the case, the results as the command writes them, tables and pictures. */
import { zip, type Zippable } from "fflate";
import type { Bundle } from "../engine/messages.js";
import type { Session } from "../run/session.js";

/** Offers bytes as a download. */
export function download(name: string, bytes: Uint8Array | string, type = "application/octet-stream"): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function zipped(files: Zippable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => { zip(files, { level: 6 }, (error, bytes) => (error ? reject(error) : resolve(bytes))); });
}

/** Name of the case without folder and extension. */
export function stemOf({ main }: Bundle): string {
  return (main.split("/").at(-1) ?? main).replace(/\.\w+$/, "");
}

/** The case file; with the files that it names in one archive where there are any. */
export async function downloadCase(bundle: Bundle): Promise<void> {
  const names = Object.keys(bundle.files);
  if (names.length === 1) return download(names[0], bundle.files[names[0]], "text/yaml");
  download(`${stemOf(bundle)}.zip`, await zipped({ ...bundle.files }), "application/zip");
}

/** Everything that the command would have written to a folder, with the case beside it, so that `twoscale verify` finds it. */
export async function downloadResults(session: Session): Promise<void> {
  const { controls, bundle } = session;
  if (!controls || !bundle) return;
  const files: Record<string, Uint8Array> = {};
  for (const name of await controls.fileNames()) files[name] = await controls.file(name) ?? new Uint8Array();
  download(`${stemOf(bundle)}-results.zip`, await zipped({ ...files, ...bundle.files }), "application/zip");
}

/** One file of the results. */
export async function downloadResult({ controls }: Session, name: string, as = name): Promise<void> {
  const bytes = await controls?.file(name);
  if (bytes) download(as, bytes);
}

/** The command that repeats the run of a case in a terminal. */
export function commandOf(bundle: Bundle): string {
  return `npx twoscale run ${bundle.main} --out results/${stemOf(bundle)}`;
}
