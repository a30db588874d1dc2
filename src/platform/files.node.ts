/** Files of a folder on disk; the only module of the library that touches the file system. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { FileStore } from "./files.js";

export { memoryFiles, type FileStore, type MemoryFiles } from "./files.js";

/**
 * Files of a folder. Reading creates nothing; the folder appears with the first file written to it.
 * @param folder path, absolute or relative to the working directory
 * @returns a store that rejects with the error of Node when a file exists and cannot be read, or cannot be written
 */
export function folderFiles(folder: string): FileStore {
  return {
    read: (name) => readIfThere(resolve(folder, name)),
    write: (name, bytes) => replace(resolve(folder, name), bytes),
  };
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** Writes beside the target and renames, which is atomic within a file system. */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
