/** `*.surrogate.json`: a surrogate with its arrays as base64 of little-endian doubles, and a digest of all of it. */
import { SurrogateError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import { decodeBase64, encodeBase64 } from "../io/base64.js";
import type { Surrogate } from "./surrogate.js";

/** Changes when the meaning of weights, inputs or keys does: a surrogate of another version is refused. */
export const surrogateVersion = 2;
const format = "twoscale surrogate";

interface SurrogateFile { readonly format: string; readonly version: number; readonly sha256: string; readonly surrogate: object }

/** Text of a surrogate file. */
export function encodeSurrogate(surrogate: Surrogate): string {
  const stored = JSON.parse(JSON.stringify(surrogate, (_, value: unknown) => (value instanceof Float64Array ? { float64: encodeDoubles(value) } : value))) as object;
  const file: SurrogateFile = { format, version: surrogateVersion, sha256: digestOf(stored), surrogate: stored };
  return `${JSON.stringify(file, undefined, 1)}\n`;
}

/**
 * Reads a surrogate file.
 * @param name name of the file, for errors
 * @throws SurrogateError E_SURROGATE_FILE when it is none or damaged, E_SURROGATE_VERSION when it is of another version
 */
export function decodeSurrogate(text: string, name: string): Surrogate {
  const file = parse(text, name);
  if (file.format !== format) throw damaged(name, "this is no surrogate file");
  if (file.version !== surrogateVersion) {
    throw new SurrogateError("E_SURROGATE_VERSION", `${name} has version ${String(file.version)}, but this release reads version ${surrogateVersion}.`, {
      hint: "train it again from its samples.", details: { file: name, version: file.version },
    });
  }
  if (digestOf(file.surrogate) !== file.sha256) throw damaged(name, "its content does not match its digest");
  return JSON.parse(JSON.stringify(file.surrogate), (_, value: unknown) => (isDoubles(value) ? decodeDoubles(value.float64, name) : value)) as Surrogate;
}

function isDoubles(value: unknown): value is { readonly float64: string } {
  return typeof value === "object" && value !== null && typeof (value as { readonly float64?: unknown }).float64 === "string";
}

/**
 * Refuses a surrogate for an RVE that it was not trained on.
 * @param hash `rveHash` of the RVE at hand
 * @throws SurrogateError E_SURROGATE
 */
export function checkBelongs(surrogate: Pick<Surrogate, "rve">, hash: string, name: string): void {
  if (surrogate.rve === hash) return;
  throw new SurrogateError("E_SURROGATE", `${name} was trained on another RVE (hash ${surrogate.rve.slice(0, 12)}…, this one has ${hash.slice(0, 12)}…).`, {
    hint: "name the RVE file that it was sampled from, unchanged, or sample and train again.", details: { file: name, trained: surrogate.rve, given: hash },
  });
}

function parse(text: string, name: string): SurrogateFile {
  try {
    return JSON.parse(text) as SurrogateFile;
  } catch (cause) {
    throw damaged(name, "it is not JSON", cause);
  }
}

function damaged(name: string, reason: string, cause?: unknown): SurrogateError {
  return new SurrogateError("E_SURROGATE_FILE", `${name}: ${reason}.`, { hint: "copy it again, or train it again from its samples.", details: { file: name }, cause });
}

function digestOf(surrogate: object): string {
  return sha256(new TextEncoder().encode(JSON.stringify(surrogate)));
}

function encodeDoubles(values: Float64Array): string {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return encodeBase64(bytes);
}

function decodeDoubles(text: string, name: string): Float64Array {
  const bytes = decodeBase64(new TextEncoder().encode(text));
  if (bytes === undefined) throw damaged(name, "its weights are not base64");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => view.getFloat64(8 * i, true));
}
