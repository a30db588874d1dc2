/** Errors as plain data: the bridge to the page keeps no fields of errors. */
import { TwoscaleError } from "twoscale";
import type { Failure } from "./messages.js";

/** What goes wrong, in words for the user. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TwoscaleError) return { code: error.code, text: error.text, hint: error.hint };
  return { code: "E_UNEXPECTED", text: error instanceof Error ? error.message : String(error), hint: "This is a defect of twoscale: please report it." };
}

/** Throws the failure itself, for the other side of the bridge. */
export function refuse(error: unknown): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw failureOf(error);
}
