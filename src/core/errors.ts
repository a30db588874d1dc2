/**
 * Typed errors: a class by noun, with a stable `code`, a `hint` that names something the user can change, and `details`.
 *
 * The text of an error reads: what happened, where, the value against what is allowed, the hint.
 * `src/core/error-catalogue.ts` lists every code; the documentation page is generated from it.
 */

/** What an error carries beside its message. */
export interface ErrorInfo {
  /** One sentence that names what the user can change. */
  readonly hint?: string;
  /** Machine-readable facts: place, value, limit, history. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Base of all errors that twoscale throws on purpose. */
export class TwoscaleError extends Error {
  override readonly name: string = "TwoscaleError";
  readonly code: string;
  /** The message without code and hint. */
  readonly text: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, info: ErrorInfo = {}) {
    super(info.hint ? `${code}: ${message} Hint: ${info.hint}` : `${code}: ${message}`, { cause: info.cause });
    this.code = code;
    this.text = message;
    this.hint = info.hint ?? "";
    this.details = info.details ?? {};
  }
}

/** A case file (or the object built from it) says something that cannot be done. */
export class CaseError extends TwoscaleError { override readonly name = "CaseError"; }
/** A mesh is broken, or does not fit the problem. */
export class MeshError extends TwoscaleError { override readonly name = "MeshError"; }
/** A law's formula or parameters are wrong. */
export class LawError extends TwoscaleError { override readonly name = "LawError"; }
/** A non-linear or linear solve did not reach its criterion. */
export class ConvergenceError extends TwoscaleError { override readonly name = "ConvergenceError"; }
/** WASM, WebGPU or the workers cannot do what was asked. */
export class BackendError extends TwoscaleError { override readonly name = "BackendError"; }
/** A file is not what its format says. */
export class FormatError extends TwoscaleError { override readonly name = "FormatError"; }
/** A surrogate or its samples cannot be used. */
export class SurrogateError extends TwoscaleError { override readonly name = "SurrogateError"; }

/** Exit code of the CLI for an error (DESIGN §4): 2 input, 3 no convergence, 4 backend, 1 a defect of ours. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConvergenceError) return 3;
  if (error instanceof BackendError) return 4;
  return error instanceof TwoscaleError ? 2 : 1;
}
