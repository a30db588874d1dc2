/** What people read: text on stderr, errors as one block. Data goes to stdout, and only through `data`. */
import { CommanderError } from "commander";
import { exitCodeOf, TwoscaleError } from "../core/errors.js";
import { Interrupted } from "./interrupt.js";

/** Writes a line for people. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes data: JSON, indented. */
export function data(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** What a block of an error shows; also the shape of a finding of `check`. */
export interface ErrorParts {
  readonly code: string;
  readonly message: string;
  /** `cook.yaml:12:5`, where there is one. */
  readonly place?: string;
  readonly hint: string;
}

/** An error of ours as its parts. */
export function partsOf({ code, text, hint, details }: TwoscaleError): ErrorParts {
  const place = typeof details.place === "string" ? details.place : undefined;
  const message = place !== undefined && text.startsWith(`${place}: `) ? text.slice(place.length + 2) : text;
  return { code, message, ...(place === undefined ? {} : { place }), hint };
}

/**
 * Prints an error as one block and returns the exit code that belongs to it.
 * Errors that nobody foresaw say so; their stack is shown with `debug`.
 */
export function fail(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) return 130;
  if (error instanceof TwoscaleError) {
    const { code, message, place, hint } = partsOf(error);
    tell(`${colour("31;1", `error ${code}`)}${place === undefined ? "" : ` at ${colour("1", place)}`}\n  ${message}${hint === "" ? "" : `\n  ${colour("36", "hint:")} ${hint}`}`);
  } else {
    tell(`${colour("31;1", "error")} unexpected: ${error instanceof Error ? error.message : String(error)}\n  This is a defect of twoscale. Run again with --debug and report what it prints.`);
  }
  if (debug && error instanceof Error) tell(error.stack ?? "");
  return exitCodeOf(error);
}

/** Text in an ANSI style where stderr is a terminal. */
export function colour(style: string, text: string): string {
  return process.stderr.isTTY && process.env.NO_COLOR === undefined ? `\u001b[${style}m${text}\u001b[0m` : text;
}
