/**
 * Samples on disk: `samples.json` (what they are) and `samples.bin` (numbers).
 *
 * The binary holds 100 little-endian doubles per sample, without header: F (9, row-major), W, P (9), A (81, A[27i+9J+3k+L] = ∂P_iJ/∂F_kL).
 * In the plane F33 = 1, and components across it are what the RVE reports. Where the RVE has named outputs, `outputs.bin` holds 10 doubles for
 * each of them per sample: the value, and its derivative by F (9). The JSON holds the keys of `SampleSet` without `rows` and `told`, the
 * number of samples, and the SHA-256 of the binaries.
 */
import { SurrogateError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import type { FileStore } from "../platform/files.js";
import { toldSize } from "./outputs.js";
import { rowSize, sampleCount, type SampleSet } from "./samples.js";

const format = "twoscale samples 2";
const names = { about: "samples.json", numbers: "samples.bin", outputs: "outputs.bin" } as const;

type About = Omit<SampleSet, "rows" | "told"> & { readonly format: string; readonly count: number; readonly sha256: string; readonly sha256Outputs?: string };

/** Writes the files; the JSON last, so that who sees it sees whole numbers. */
export async function writeSamples(store: FileStore, set: SampleSet): Promise<void> {
  const { rows, told, ...about } = set;
  const bytes = bytesOf(rows), outputs = bytesOf(told);
  const text: About = { format, count: sampleCount(set), sha256: sha256(bytes), ...(told.length > 0 ? { sha256Outputs: sha256(outputs) } : {}), ...about };
  await store.write(names.numbers, bytes);
  if (told.length > 0) await store.write(names.outputs, outputs);
  await store.write(names.about, new TextEncoder().encode(`${JSON.stringify(text, undefined, 2)}\n`));
}

/**
 * Reads samples; undefined when there are none.
 * @throws SurrogateError E_SAMPLES when they are damaged, cut off or of another version
 */
export async function readSamples(store: FileStore): Promise<SampleSet | undefined> {
  const head = await store.read(names.about);
  if (head === undefined) return undefined;
  const fail = (reason: string): never => {
    throw new SurrogateError("E_SAMPLES", `${names.about}: ${reason}.`, { hint: "sample again into an empty folder." });
  };
  const { format: found, count, sha256: digest, sha256Outputs, ...about } = parse(head, fail);
  if (found !== format) fail(`the format is "${String(found)}", but must be "${format}"`);
  const numbers = async (name: string, length: number, sum: string | undefined): Promise<Float64Array> => {
    const bytes = await store.read(name) ?? fail(`${name} is missing beside it`);
    // Numbers of a batch that was written while its JSON was not are no damage: the first `count` samples are those of the JSON.
    const own = bytes.subarray(0, 8 * length);
    if (own.length < 8 * length || sha256(own) !== sum) fail(`${name} is damaged or cut off`);
    const view = new DataView(own.buffer, own.byteOffset, own.length);
    return Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i, true));
  };
  const outputs = about.outputs.length;
  const told = outputs === 0 ? new Float64Array(0) : await numbers(names.outputs, count * outputs * toldSize, sha256Outputs);
  return { ...about, rows: await numbers(names.numbers, rowSize * count, digest), told };
}

function bytesOf(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return bytes;
}

function parse(bytes: Uint8Array, fail: (reason: string) => never): About {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as About;
  } catch {
    return fail("the file is not JSON");
  }
}
