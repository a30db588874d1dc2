/** Runs a command for a test without blocking the test runner. */
import { execFile } from "node:child_process";

/**
 * Output of a command that must succeed.
 * @param folder working directory
 * @throws Error with all output when the exit code is not 0
 */
export function execute(command: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(" ")} in ${folder}: ${error.message}\n${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}
