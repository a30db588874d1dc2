/** Verbs and options of the command line. */
import { Command } from "commander";
import { check } from "./check.js";
import { convert } from "./convert.js";
import { expand } from "./expand.js";
import { homogenize } from "./homogenize.js";
import { info } from "./info.js";
import { law } from "./law.js";
import { localize } from "./localize.js";
import { run } from "./run.js";
import { sample } from "./sample.js";
import { train } from "./train.js";
import { validate } from "./validate.js";
import { verify } from "./verify.js";
import { view } from "./view.js";
import { packageVersion } from "./versions.js";

/** The program with all its verbs. */
export function createProgram(): Command {
  const program = new Command("twoscale")
    .description("Finite-element multiscale (FE²) solver for soft tissue.\nHuman text goes to stderr, data to stdout.")
    .version(packageVersion, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", "\nExit codes: 0 ok, 2 input, 3 no convergence, 4 backend, 130 interrupted.\nExamples of a verb: twoscale run --help");
  for (const add of [run, expand, homogenize, localize, sample, train, validate, check, convert, law, verify, view, info]) add(program);
  for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError("(add --help for options and examples)");
  for (const command of program.commands) command.option("--debug", "show stack traces of errors");
  return program;
}
