/** `twoscale view`: the viewer of the browser application on the results in a folder. */
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { sha256 } from "../core/sha256.js";
import { folderFiles } from "../platform/files.node.js";
import { readManifest } from "../study/verify.js";
import { onInterrupt } from "./interrupt.js";
import { inFolder, staticServer } from "./static-server.js";
import { data, tell } from "./terminal.js";
import { jsonOption } from "./options.js";

interface ViewFlags {
  readonly port?: number;
  readonly json?: boolean;
}

const app = fileURLToPath(new URL("../app", import.meta.url));
/** What the viewer reads of a folder of results; nothing else in it is shown. */
const resultFiles = /^(result\.pvd|step-\d{4,}\.vtu|summary\.json|manifest\.json|log\.ndjson|probes\.csv)$/;

/** Adds the verb. */
export function view(program: Command): void {
  program.command("view").argument("<dir>", "folder of results")
    .description("look at results in a browser, also while the run goes on")
    .option("--port <n>", "port of the server on this machine (default: a free one)", readPort)
    .addOption(jsonOption())
    .addHelpText("after", `
Open the address that is printed. Only this machine is served; Ctrl-C ends the server.
Any .vtu, .vtk, .msh or .inp file can be dropped into the page as well.

Examples:
  twoscale view results/cook
  twoscale run cases/fe2-strip.yaml --out results/strip & twoscale view results/strip`)
    .action(viewFolder);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new CaseError("E_OPTION", `--port is "${text}", but must be a whole number from 1 to 65535.`, { hint: "write for instance --port 8017, or leave it out." });
}

async function viewFolder(folder: string, { port, json }: ViewFlags): Promise<void> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CaseError("E_FILE", `the folder "${folder}" does not exist.`, { hint: "name the folder that twoscale run --out writes." });
  if (!existsSync(`${app}/index.html`)) throw new CaseError("E_FILE", "this build has no application.", { hint: "run npm run app:build." });
  const server = staticServer([
    { path: "/results/case/", find: inCase(folder) },
    { path: "/results/", find: inFolder(folder, resultFiles) },
    { path: "/", find: inFolder(app, /^[\w.-]+(\/[\w.-]+)*$/), rewrite: (name, bytes) => (name === "index.html" ? withResults(bytes.toString("utf8")) : bytes) },
  ]);
  const url = await listen(server, port ?? 0);
  tell(`results of ${folder} at ${url} (Ctrl-C ends)`);
  if (json) data({ url });
  await interrupted();
  server.closeAllConnections();
  server.close();
}

/** Finds the files of the case of a run by their number in its manifest, while they are what they were; the page opens RVEs with them. */
function inCase(folder: string): (name: string) => Promise<string | undefined> {
  const store = folderFiles(folder);
  return async (name) => {
    const { inputs, caseFile } = await readManifest(store);
    const input = /^\d+$/.test(name) ? inputs[Number(name)] : undefined;
    if (input === undefined || caseFile === undefined) return undefined;
    const file = join(folder, dirname(caseFile), input.name);
    return sha256(await readFile(file)) === input.sha256 ? file : undefined;
  };
}

/** The page learns from its head that there are results to follow. */
function withResults(html: string): string {
  return html.replace("<head>", '<head><meta name="twoscale-results" content="results/">');
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new CaseError("E_OPTION", `port ${port} cannot be used (${cause instanceof Error ? cause.message : String(cause)}).`, { hint: "name another with --port, or leave it out.", cause });
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Resolves at Ctrl-C. */
async function interrupted(): Promise<void> {
  const interrupt = onInterrupt(() => tell("ended"));
  if (!interrupt.signal.aborted) await once(interrupt.signal, "abort");
  interrupt.release();
}
