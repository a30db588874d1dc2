/** Words of legacy VTK files. */
import type { Cursor } from "./cursor.js";

const damaged = "the file is damaged there: write or copy it again.";

/** The next word as a number; results may hold nan, coordinates are checked by the mesh. */
export function numberWord(cursor: Cursor, what: string): number {
  cursor.skipSpace();
  const at = cursor.at;
  const word = cursor.word(`a number of ${what}`);
  if (/^[-+]?nan$/i.test(word)) return NaN;
  cursor.at = at;
  return cursor.number(`a number of ${what}`);
}

/** A count or size of a keyword line. */
export function count(cursor: Cursor, word: string | undefined, what: string): number {
  if (word !== undefined && /^\d{1,15}$/.test(word)) return Number(word);
  return cursor.failAtLine("E_FORMAT_NUMBER", `expected ${what}, got "${(word ?? "").slice(0, 40)}".`, damaged, cursor.at - 1);
}

/** Names are percent-encoded, since they end at a blank. */
export function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The next keyword line as words; undefined at the end. */
export function keywordLine(cursor: Cursor): string[] | undefined {
  return cursor.nextLine()?.split(/\s+/);
}
