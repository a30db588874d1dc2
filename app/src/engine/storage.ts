/** The last run of this page, kept by the browser so that a reload, or a crash, loses nothing: its case and every file that it has written. */
import { clear, createStore, get, keys, set, setMany, del, type UseStore } from "idb-keyval";
import { type FileStore, memoryFiles, type MemoryFiles } from "twoscale";
import type { Bundle } from "./messages.js";

/** What is known of a kept run. */
export interface Kept {
  readonly bundle: Bundle;
  readonly label: string;
  /** Time of the last accepted step, and of the end. */
  readonly time: number;
  readonly end: number;
  readonly finished: boolean;
}

let opened: UseStore | undefined;

/** Browsers may refuse storage (private windows): then nothing is kept, and nothing else changes. */
async function kept<T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> {
  try {
    opened ??= createStore("twoscale", "last-run");
    return await work(opened);
  } catch {
    return undefined;
  }
}

/** Begins to keep a run; that of before is forgotten. */
export async function keep(run: Kept): Promise<void> {
  await forget();
  await note(run);
}

/** Notes how far the kept run has come. */
export async function note(run: Kept): Promise<void> {
  await kept((store) => set("run", run, store));
}

/** The kept run, if there is one. */
export function recall(): Promise<Kept | undefined> {
  return kept((store) => get<Kept>("run", store));
}

/** Forgets the kept run. */
export async function forget(): Promise<void> {
  await kept((store) => clear(store));
}

const prefix = "file:";

/** The files of the kept run. */
export async function recallFiles(): Promise<Record<string, Uint8Array>> {
  const names = await kept(async (store) => (await keys<string>(store)).filter((key) => key.startsWith(prefix))) ?? [];
  const contents = await Promise.all(names.map((name) => kept((store) => get<Uint8Array>(name, store))));
  return Object.fromEntries(names.flatMap((name, i) => (contents[i] ? [[name.slice(prefix.length), contents[i]]] : [])));
}

/** Files in memory that the browser keeps as well. */
export function keptFiles(initial: Readonly<Record<string, Uint8Array>>): MemoryFiles {
  const memory = memoryFiles(initial);
  const store: FileStore = {
    read: memory.read,
    async write(name, bytes) {
      await memory.write(name, bytes);
      await kept((db) => setMany([[prefix + name, bytes]], db));
    },
    async remove(name) {
      await memory.remove(name);
      await kept((db) => del(prefix + name, db));
    },
  };
  return { ...store, files: memory.files };
}
