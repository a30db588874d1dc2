/**
 * Samples on disk: `samples.json` (what they are) and `samples.bin` (numbers).
 *
 * The binary holds 100 little-endian doubles per sample, without header: F (9, row-major), W, P (9), A (81, A[27i+9J+3k+L] = ∂P_iJ/∂F_kL).
 * In the plane F33 = 1, and components across it are what the RVE reports. The JSON holds the keys of `SampleSet` without `rows`, the
 * number of samples, and the SHA-256 of the binary.
 */
import { SurrogateError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import type { FileStore } from "../platform/files.js";
import { rowSize, sampleCount, type SampleSet } from "./samples.js";

const format = "twoscale samples 1";
const names = { about: "samples.json", numbers: "samples.bin" } as const;

type About = Omit<SampleSet, "rows"> & { readonly format: string; readonly count: number; readonly sha256: string };

/** Writes both files; the JSON last, so that who sees it sees whole numbers. */
export async function writeSamples(store: FileStore, set: SampleSet): Promise<void> {
  const { rows, ...about } = set;
  const bytes = new Uint8Array(8 * rows.length);
  const view = new DataView(bytes.buffer);
  rows.forEach((value, i) => view.setFloat64(8 * i, value, true));
  const text: About = { format, count: sampleCount(set), sha256: sha256(bytes), ...about };
  await store.write(names.numbers, bytes);
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
  const { format: found, count, sha256: digest, ...about } = parse(head, fail);
  if (found !== format) fail(`the format is "${String(found)}", but must be "${format}"`);
  const bytes = await store.read(names.numbers) ?? fail(`${names.numbers} is missing beside it`);
  // Numbers of a batch that was written while its JSON was not are no damage: the first `count` samples are those of the JSON.
  const own = bytes.subarray(0, 8 * rowSize * count);
  if (own.length < 8 * rowSize * count || sha256(own) !== digest) fail(`${names.numbers} is damaged or cut off`);
  const view = new DataView(own.buffer, own.byteOffset, own.length);
  return { ...about, rows: Float64Array.from({ length: rowSize * count }, (_, i) => view.getFloat64(8 * i, true)) };
}

function parse(bytes: Uint8Array, fail: (reason: string) => never): About {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as About;
  } catch {
    return fail("the file is not JSON");
  }
}
