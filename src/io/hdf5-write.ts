/** HDF5 files by h5wasm, which is loaded at the first use: it is four megabytes that most runs never need. */
import type { File as H5File } from "h5wasm";

/** Numbers of one dataset. */
export interface H5Array {
  readonly values: Float64Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** Datasets smaller than this are stored as they are. */
const worthCompressing = 4096;
/** Level of the compression by zlib. */
const level = 4;

let files = 0;

/**
 * Bytes of an HDF5 file.
 * @param arrays datasets by name at the root; names must not hold "/"
 */
export async function writeHdf5(arrays: Readonly<Record<string, H5Array>>): Promise<Uint8Array> {
  const { File, ready } = await import("h5wasm");
  const { FS } = await ready;
  if (!FS) throw new Error("h5wasm came without its file system");
  // In the file system that the library keeps in memory.
  const name = `twoscale-${files++}.h5`;
  const file = new File(name, "w");
  for (const [dataset, array] of Object.entries(arrays)) addDataset(file, dataset, array);
  file.flush();
  file.close();
  const bytes = FS.readFile(name);
  FS.unlink(name);
  return bytes;
}

function addDataset(file: H5File, name: string, { values, shape }: H5Array): void {
  const dtype = values instanceof Float64Array ? "<d" : values instanceof Int32Array ? "<i" : "<B";
  const compressed = values.byteLength >= worthCompressing ? { chunks: shape.map((n, axis) => (axis === 0 ? Math.min(n, 65536) : n)), compression: level } : {};
  file.create_dataset({ name, data: values, shape: [...shape], dtype, ...compressed });
}
