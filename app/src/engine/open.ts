/** Opens files that were dropped in: a mesh, a step of results, or the steps of a whole run. */
import { CaseError } from "twoscale";
import { frameOf } from "./frames.js";
import type { Opened, StepNews } from "./messages.js";
import { type Content, momentOf, readContent } from "./results.js";
import { skinOf } from "./skin.js";

/** Result and mesh files as steps in the order of their time, else of their name. Throws FormatError, MeshError, CaseError. */
export function openFiles(files: Readonly<Record<string, Uint8Array>>): Promise<Opened> {
  const names = Object.keys(files).filter((name) => !/\.pvd$/i.test(name)).sort();
  if (names.length === 0) throw new CaseError("E_FILE", "a .pvd file alone holds no mesh.", { hint: "drop the .vtu files that it lists as well." });
  const contents = names.map((name) => readContent(files[name], name));
  contents.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
  const parts = skinOf(contents[0].mesh);
  const sameMesh = contents.filter(({ mesh }) => mesh.points.length === contents[0].mesh.points.length);
  const steps = sameMesh.map((content, i): StepNews => (
    { frame: frameOf(momentOf(content, i + 1), parts), iterations: 0, residual: 0, probes: {} }));
  const preview = { title: names.length === 1 ? names[0] : `${names.length} files`, units: plainUnits, skin: parts.skin, estimate: undefined, micro: false, end: lastTime(contents), inputs: names };
  return Promise.resolve({ preview, steps });
}

/** Result files name no units. */
const plainUnits = { length: "", stress: "", time: "" } as const;

function lastTime(contents: readonly Content[]): number {
  return contents.at(-1)?.time ?? 0;
}
