#!/usr/bin/env node
/** The command `twoscale`: one file per verb, errors as one block of text, exit codes of DESIGN §4. */
import { createProgram } from "./program.js";
import { fail } from "./terminal.js";

// A reader that has seen enough (head, less) closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = fail(error, process.argv.includes("--debug"));
}
