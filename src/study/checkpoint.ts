/** `checkpoint.bin`: where a run stands, tied to the files it was made of. Doubles are kept as bits, so that a resumed run gives the same ones. */
import { CaseError, FormatError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import type { Checkpoint } from "../solve/checkpoint.js";
import type { LearningMemory } from "../surrogate/learning.js";
import type { RecordedBackends } from "./resumed.js";
import type { InputFile } from "./study.js";
import type { Ledger } from "./summary.js";

/** Where a run stands. */
export interface RunPoint {
  readonly solver: Checkpoint;
  /** Forces of the supports on the body `[dofs]`, unit of force. */
  readonly reactions: Float64Array;
  readonly ledger: Ledger;
  /** What materials have learned, by name. */
  readonly learned?: Readonly<Record<string, LearningMemory>>;
}

/** A checkpoint as it is stored. */
export interface StoredPoint {
  readonly point: RunPoint;
  /** Lines of log.ndjson up to here. */
  readonly log: readonly string[];
  /** Written result files, as entries of result.pvd. */
  readonly written: readonly { readonly time: number; readonly file: string }[];
  /** Files of the case; a checkpoint belongs to exactly these. */
  readonly inputs: readonly InputFile[];
  /** Who solved the RVEs, by material. */
  readonly backends?: RecordedBackends;
}

interface Header extends Omit<StoredPoint, "point"> {
  readonly time: number;
  readonly size: number;
  readonly index: number;
  readonly ledger: Ledger;
  /** Lengths of u, reactions, each state, and the arrays of what was learned. */
  readonly lengths: readonly number[];
  /** What was learned, without its arrays, in the order of these. */
  readonly learned: Readonly<Record<string, Omit<LearningMemory, ArrayName>>>;
}

const arrayNames = ["rows", "told", "last"] as const;
type ArrayName = (typeof arrayNames)[number];

const magic = "twoscale checkpoint 2\n";
/** After the first line: a digest of all that follows, and the length of the header, each on a line of its own. */
const digestLength = 64;
const countLength = 12;
const digestEnd = magic.length + digestLength;
const headLength = digestEnd + 1 + countLength + 1;

/** Bytes of a checkpoint: three lines of text, the header (JSON), and little-endian doubles. */
export function encodeCheckpoint({ point, ...rest }: StoredPoint): Uint8Array {
  const { u, states, time, size, index } = point.solver;
  const memories = Object.entries(point.learned ?? {});
  const arrays = [u, point.reactions, ...states, ...memories.flatMap(([, memory]) => arrayNames.map((name) => memory[name]))];
  const learned = Object.fromEntries(memories.map(([name, { steps, mirrors, lessons }]) => [name, { steps, mirrors, lessons }]));
  const header: Header = { ...rest, time, size, index, ledger: point.ledger, lengths: arrays.map(({ length }) => length), learned };
  const encoder = new TextEncoder();
  const text = encoder.encode(JSON.stringify(header));
  const doubles = joinedBytes(arrays);
  const bytes = new Uint8Array(headLength + text.length + doubles.length);
  bytes.set(text, headLength);
  bytes.set(doubles, headLength + text.length);
  bytes.set(encoder.encode(`\n${String(text.length).padStart(countLength)}\n`), digestEnd);
  bytes.set(encoder.encode(magic + sha256(bytes.subarray(digestEnd))));
  return bytes;
}

function joinedBytes(arrays: readonly Float64Array[]): Uint8Array {
  const bytes = new Uint8Array(8 * arrays.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const array of arrays) for (const value of array) view.setFloat64(8 * at++, value, true);
  return bytes;
}

/**
 * Reads a checkpoint.
 * @throws FormatError E_CHECKPOINT_FILE when the file is damaged or of another version
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): StoredPoint {
  const fail = (reason: string): never => {
    throw new FormatError("E_CHECKPOINT_FILE", `${name}: ${reason}.`, { hint: "delete the file, or run without --resume.", details: { file: name } });
  };
  const head = new TextDecoder().decode(bytes.subarray(0, headLength));
  if (!head.startsWith(magic)) fail("this is no checkpoint of this version");
  if (sha256(bytes.subarray(digestEnd)) !== head.slice(magic.length, digestEnd)) fail("it is damaged or cut off");
  const textEnd = headLength + Number(head.slice(digestEnd));
  const { time, size, index, ledger, log, written, inputs, backends, lengths, learned } = JSON.parse(new TextDecoder().decode(bytes.subarray(headLength, textEnd))) as Header;
  const [u, reactions, ...others] = split(bytes.subarray(textEnd), lengths);
  const names = Object.keys(learned);
  const states = others.slice(0, others.length - arrayNames.length * names.length);
  const memories = Object.fromEntries(names.map((material, k): [string, LearningMemory] => {
    const [rows, told, last] = others.slice(states.length + arrayNames.length * k);
    return [material, { ...learned[material], rows, told, last }];
  }));
  return { point: { solver: { time, size, index, u, states }, reactions, ledger, ...(names.length > 0 ? { learned: memories } : {}) }, log, written, inputs, ...(backends ? { backends } : {}) };
}

function split(bytes: Uint8Array, lengths: readonly number[]): Float64Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  return lengths.map((length) => Float64Array.from({ length }, () => view.getFloat64(8 * at++, true)));
}

/**
 * Refuses to resume with other files than those of the interrupted run.
 * @throws CaseError E_CHECKPOINT that names what changed
 */
export function checkSameInputs(stored: readonly InputFile[], current: readonly InputFile[], name: string): void {
  const before = new Map(stored.map((file) => [file.name, file.sha256]));
  const changed = current.filter((file) => before.get(file.name) !== file.sha256).map((file) => file.name);
  const gone = stored.filter((file) => !current.some((other) => other.name === file.name)).map((file) => file.name);
  const different = [...changed, ...gone];
  if (different.length === 0) return;
  throw new CaseError("E_CHECKPOINT", `${name} belongs to another case: ${different.join(", ")} ${different.length === 1 ? "has" : "have"} changed since.`, {
    hint: "run without --resume, or choose another folder with --out.", details: { changed: different },
  });
}
