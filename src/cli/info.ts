/** `twoscale info`: what this machine and engine offer. */
import { platform } from "#platform";
import type { Command } from "commander";
import { wasmFeatures } from "../platform/features.js";
import { jsonOption } from "./options.js";
import { data, tell } from "./terminal.js";
import { versions } from "./versions.js";

/** Adds the verb. */
export function info(program: Command): void {
  program.command("info")
    .description("threads, WASM features, WebGPU, versions")
    .addOption(jsonOption())
    .addHelpText("after", `
Example:
  twoscale info --json`)
    .action((flags: { readonly json?: boolean }) => {
      const facts = {
        versions: versions(), threads: platform.cores(), sharedMemory: platform.sharedMemory(), wasm: wasmFeatures(),
        webgpu: { adapter: null, reason: "not in this release" },
      };
      tell(Object.entries(facts.versions).map(([name, version]) => `${name} ${version}`).join(", "));
      tell(`threads ${facts.threads}, shared memory ${facts.sharedMemory ? "yes" : "no"}`);
      tell(`WASM: ${Object.entries(facts.wasm).map(([name, there]) => `${name} ${there ? "yes" : "no"}`).join(", ")}`);
      tell(`WebGPU: ${facts.webgpu.reason}`);
      if (flags.json) data(facts);
    });
}
