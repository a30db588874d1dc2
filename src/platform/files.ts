/** Named files behind one small interface, so that the engine runs on a folder and on the memory of a browser tab alike. */

/** Files by name; names use "/" and may go up with "..". */
export interface FileStore {
  /** Whole content, or undefined when there is no such file. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Replaces the whole file at once: a reader sees the old content or the new, never a part. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Deletes a file; one that does not exist is no error. */
  remove(name: string): Promise<void>;
}

/** A `FileStore` in memory. */
export interface MemoryFiles extends FileStore {
  /** Content by normalised name. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Files in memory.
 * @param initial content by name; text is stored as UTF-8
 */
export function memoryFiles(initial: Readonly<Record<string, string | Uint8Array>> = {}): MemoryFiles {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, content] of Object.entries(initial)) {
    files.set(normalName(name), typeof content === "string" ? encoder.encode(content) : Uint8Array.from(content));
  }
  return {
    files,
    read: (name) => Promise.resolve(files.get(normalName(name))),
    write: (name, bytes) => {
      files.set(normalName(name), Uint8Array.from(bytes));
      return Promise.resolve();
    },
    remove: (name) => {
      files.delete(normalName(name));
      return Promise.resolve();
    },
  };
}

/** The files of a folder of a store, by their names inside it. */
export function inFolder(store: FileStore, folder: string): FileStore {
  return {
    read: (name) => store.read(`${folder}/${name}`),
    write: (name, bytes) => store.write(`${folder}/${name}`, bytes),
    remove: (name) => store.remove(`${folder}/${name}`),
  };
}

/** Name `to` as seen from the folder of file `from`: `("cases/a.yaml", "../meshes/b.msh")` gives `meshes/b.msh`. Absolute names stay. */
export function besideFile(from: string, to: string): string {
  if (isAbsoluteName(to)) return to;
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  return normalName(folder + to);
}

function isAbsoluteName(name: string): boolean {
  return name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name);
}

/** Resolves "." and ".." inside a name; a leading ".." that leads out of the store stays. */
export function normalName(name: string): string {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "." || (part === "" && parts.length > 0)) continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== ".." && parts[parts.length - 1] !== "") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
