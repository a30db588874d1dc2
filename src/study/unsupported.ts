/** Words of the case language that later releases will understand: refused by name, rather than as misspelt keys. */
import { CaseError } from "../core/errors.js";
import { type Path, pathText, type Source } from "./source.js";

interface Later {
  /** Keys on the way; "*" stands for any key or index. */
  readonly path: Path;
  /** Only this value is refused; absent: any. */
  readonly value?: string;
  readonly instead: string;
}

const later: readonly Later[] = [
  { path: ["rve", "mesh"], instead: "describe the cell by grid and shapes." },
  { path: ["rve", "image"], instead: "describe the cell by grid and shapes." },
  { path: ["materials", "*", "rve", "mesh"], instead: "describe the cell by grid and shapes." },
  { path: ["materials", "*", "rve", "image"], instead: "describe the cell by grid and shapes." },
];

/**
 * Refuses what this release cannot do although the case language has a word for it.
 * @throws CaseError E_UNSUPPORTED
 */
export function refuseUnsupported(source: Source): void {
  for (const entry of later) {
    const path = find(source.data, entry.path, entry.value);
    if (path === undefined) continue;
    const place = source.placeOfKey(path);
    const what = entry.value === undefined ? pathText(path) : `${pathText(path)}: ${entry.value}`;
    throw new CaseError("E_UNSUPPORTED", `${place ? `${place}: ` : ""}${what} is not in this release.`, { hint: entry.instead, details: { path: pathText(path), place } });
  }
}

/** First path in the data that fits a pattern. */
function find(data: unknown, pattern: Path, value: string | undefined, at: Path = []): Path | undefined {
  if (pattern.length === 0) return value === undefined || data === value ? at : undefined;
  if (typeof data !== "object" || data === null) return undefined;
  const [step, ...rest] = pattern;
  const keys = step === "*" ? Object.keys(data) : Object.hasOwn(data, step) ? [step] : [];
  for (const key of keys) {
    const name = Array.isArray(data) ? Number(key) : key;
    const found = find((data as Record<string, unknown>)[key], rest, value, [...at, name]);
    if (found) return found;
  }
  return undefined;
}
