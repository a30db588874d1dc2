/** Results as XDMF and HDF5, beside the .vtu files: `result.xdmf`, `mesh.h5` and one .h5 per written step. */
import { describeMesh, type PvdEntry, storeFields, storeMesh, type VtuField, writeXdmf } from "../io/index.js";
import type { Mesh } from "../mesh/index.js";
import type { FileStore } from "../platform/files.js";

const collection = "result.xdmf", meshFile = "mesh.h5";

/** Fields of a step by name. */
export interface StepFields {
  readonly points: Readonly<Record<string, VtuField>>;
  readonly cells: Readonly<Record<string, VtuField>>;
}

const h5Of = ({ file }: PvdEntry): string => file.replace(/\.vtu$/, ".h5");

/**
 * Writes the last of some steps, and the list of all of them; every step has the same fields.
 * @param written steps so far, by the names of their .vtu files
 */
export async function addXdmfStep(store: FileStore, mesh: Mesh, written: readonly PvdEntry[], data: StepFields): Promise<void> {
  if (written.length === 1) await store.write(meshFile, (await storeMesh(mesh, meshFile)).bytes);
  const last = h5Of(written[written.length - 1]);
  const { bytes, fields } = await storeFields(data, last);
  await store.write(last, bytes);
  const steps = written.map((entry) => ({ time: entry.time, fields: fields.map((field) => ({ ...field, file: h5Of(entry) })) }));
  await store.write(collection, writeXdmf(describeMesh(mesh, meshFile), steps));
}

/** Names of the files that an earlier run with these .vtu files may have left. */
export function xdmfFiles(steps: readonly string[]): string[] {
  return [collection, meshFile, ...steps.map((file) => h5Of({ time: 0, file }))];
}
