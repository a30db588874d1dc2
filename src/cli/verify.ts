/** `twoscale verify`: recomputes a finished run and compares hashes. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { folderFiles } from "../platform/files.node.js";
import { loadCase } from "../study/create.js";
import { readStored, verify as verifyRun } from "../study/verify.js";
import { onInterrupt } from "./interrupt.js";
import { given, jsonOption, splitPath, threadsOption } from "./options.js";
import { data, tell } from "./terminal.js";

interface VerifyFlags {
  readonly case?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Adds the verb. */
export function verify(program: Command): void {
  program.command("verify").argument("<dir>", "folder of results")
    .description("recompute a finished run and compare every bit by its hash")
    .option("--case <file>", "case file, when it is not where it was")
    .addOption(threadsOption()).addOption(jsonOption())
    .addHelpText("after", `
Exit code 0 when identical, 3 when not.

Examples:
  twoscale verify results/cook
  twoscale verify results/cook --threads 1 --json`)
    .action(verifyFolder);
}

async function verifyFolder(folder: string, flags: VerifyFlags): Promise<void> {
  const stored = await readStored(folderFiles(folder));
  const path = flags.case ?? (stored.manifest.caseFile === undefined ? undefined : resolve(folder, stored.manifest.caseFile));
  if (path === undefined) throw new CaseError("E_FILE", "manifest.json names no case file.", { hint: "name it with --case." });
  const { name, files } = splitPath(path);
  const study = await loadCase(name, files);
  const interrupt = onInterrupt(() => tell("interrupted"));
  try {
    const answer = await verifyRun(stored, study, { ...given({ threads: flags.threads }), signal: interrupt.signal });
    tell(answer.identical ? `identical: hash ${stored.summary.hash}` : "not identical:");
    for (const { what, stored: before, computed } of answer.differences) tell(`  ${what}: stored ${JSON.stringify(before)}, computed ${JSON.stringify(computed)}`);
    if (flags.json) data(answer);
    if (!answer.identical) process.exitCode = 3;
  } finally {
    interrupt.release();
  }
}
