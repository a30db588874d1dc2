#!/usr/bin/env node
/** The command `twoscale`: one file per verb, errors as one block of text, exit codes of DESIGN §4. */
import { createProgram } from "./program.js";
import { fail } from "./terminal.js";

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = fail(error, process.argv.includes("--debug"));
}
