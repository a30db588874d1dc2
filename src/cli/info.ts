/** `twoscale info`: what this machine and engine offer. */
import { platform } from "#platform";
import type { Command } from "commander";
import { type SolverTimes, solverTimes } from "../homogenize/solver-times.js";
import { factsOf, findAdapter, type GpuFacts } from "../kernels/gpu/device.js";
import { wasmFeatures } from "../platform/features.js";
import { jsonOption } from "./options.js";
import { data, tell } from "./terminal.js";
import { versions } from "./versions.js";

/** Adds the verb. */
export function info(program: Command): void {
  program.command("info")
    .description("threads, WASM features, WebGPU, versions")
    .option("--measure", "time the solvers of RVEs on this machine (two seconds)")
    .addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale info --json
  twoscale info --measure`)
    .action(async (flags: { readonly json?: boolean; readonly measure?: boolean }) => {
      const webgpu = await describeGpu();
      const facts = {
        versions: versions(), threads: platform.cores(), sharedMemory: platform.sharedMemory(), wasm: wasmFeatures(),
        webgpu, auto: autoText(webgpu.adapter), ...(flags.measure ? { solvers: await solverTimes() } : {}),
      };
      tell(Object.entries(facts.versions).map(([name, version]) => `${name} ${version}`).join(", "));
      tell(`threads ${facts.threads}, shared memory ${facts.sharedMemory ? "yes" : "no"}`);
      tell(`WASM: ${Object.entries(facts.wasm).map(([name, there]) => `${name} ${there ? "yes" : "no"}`).join(", ")}`);
      tell(`WebGPU: ${webgpu.adapter ? gpuText(webgpu.adapter) : `none, ${webgpu.reason}`}`);
      tell(`backend auto: ${facts.auto}`);
      for (const times of facts.solvers ?? []) tell(timesText(times));
      if (flags.json) data(facts);
    });
}

function timesText({ cell, seconds, auto }: SolverTimes): string {
  return `RVE ${cell}, milliseconds per solve with tangent: ${Object.entries(seconds).map(([solver, time]) => `${solver} ${(1000 * time).toPrecision(3)}`).join(", ")}; auto takes ${auto}`;
}

async function describeGpu(): Promise<{ readonly adapter: GpuFacts; readonly reason?: undefined } | { readonly adapter: null; readonly reason: string }> {
  const found = await findAdapter();
  return "reason" in found ? { adapter: null, reason: found.reason } : { adapter: factsOf(found.adapter) };
}

/** What `backend: auto` comes to on this machine. */
function autoText(adapter: GpuFacts | null): string {
  if (!adapter) return "wasm, there is no GPU";
  return adapter.software ? "wasm, the only GPU is software" : "measured for every cell whose batches take the WASM kernels a second or more";
}

function gpuText({ name, software, limits, features }: GpuFacts): string {
  return [
    `${name}${software ? " (software: slower than the WASM kernels)" : ""}`,
    `  limits: ${Object.entries(limits).map(([limit, value]) => `${limit} ${value}`).join(", ")}`,
    `  features: ${features.join(", ")}`,
  ].join("\n");
}
