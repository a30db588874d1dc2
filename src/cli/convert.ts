/** `twoscale convert`: mesh files from one format to another. */
import type { Command } from "commander";
import { CaseError } from "../core/errors.js";
import { meshExtensions, readMesh, writeMesh, writtenExtensions } from "../io/index.js";
import { cellCount, nodeCount, setNames } from "../mesh/index.js";
import { jsonOption, splitPath } from "./options.js";
import { data, tell } from "./terminal.js";

/** Adds the verb. */
export function convert(program: Command): void {
  program.command("convert").argument("<in>", `mesh file (${meshExtensions.join(", ")})`).argument("<out>", `file to write (${writtenExtensions.join(", ")}); its ending decides the format`)
    .description("convert a mesh; sets are kept")
    .addOption(jsonOption())
    .addHelpText("after", `
Examples:
  twoscale convert strip.msh strip.vtu
  twoscale convert model.inp model.msh
  twoscale convert old-2.2.msh new.msh`)
    .action(convertMesh);
}

async function convertMesh(from: string, to: string, flags: { readonly json?: boolean }): Promise<void> {
  const source = splitPath(from);
  const bytes = await source.files.read(source.name);
  if (bytes === undefined) throw new CaseError("E_FILE", `${from} does not exist.`, { hint: "check the name and the folder." });
  const mesh = readMesh(bytes, from);
  const target = splitPath(to);
  await target.files.write(target.name, writeMesh(mesh, to));
  const facts = { dimension: mesh.dimension, nodes: nodeCount(mesh), cells: cellCount(mesh), sets: setNames(mesh) };
  tell(`${to}: ${facts.nodes} nodes, ${facts.cells} cells, sets ${facts.sets.join(", ")}`);
  if (flags.json) data(facts);
}
