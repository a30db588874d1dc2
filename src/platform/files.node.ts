/** Files of a folder on disk; the only module of the library that touches the file system. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CaseError } from "../core/errors.js";
import type { FileStore } from "./files.js";

export { memoryFiles, type FileStore, type MemoryFiles } from "./files.js";

/**
 * Files of a folder. Reading creates nothing; the folder appears with the first file written to it.
 * @param folder path, absolute or relative to the working directory
 * @returns a store that rejects with the error of Node when a file exists and cannot be read, with CaseError E_WRITE when it cannot be written
 */
export function folderFiles(folder: string): FileStore {
  return {
    read: (name) => readIfThere(resolve(folder, name)),
    write: (name, bytes) => replace(resolve(folder, name), bytes),
    remove: (name) => rm(resolve(folder, name), { force: true }),
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
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new CaseError("E_WRITE", `${path} cannot be written (${cause instanceof Error ? cause.message : String(cause)}).`, {
      hint: "check the folder, its permissions and the space on the disk.", details: { file: path }, cause,
    });
  }
}
