/** Sparsity of a square matrix in compressed rows. */
import { BackendError } from "../core/errors.js";

/** Rows of a structurally symmetric matrix: full (both halves), columns sorted in each row, diagonal present. */
export interface SparsityPattern {
  readonly size: number;
  /** First entry of each row, `[size + 1]`. */
  readonly rowStart: Int32Array;
  /** Column of each entry, `[rowStart[size]]`. */
  readonly columns: Int32Array;
}

/** @throws BackendError E_PATTERN when columns are unsorted or out of range, a diagonal entry is missing, or (i, j) stands without (j, i) */
export function checkPattern(pattern: SparsityPattern): void {
  const { size, rowStart, columns } = pattern;
  for (let i = 0; i < size; i++) checkRow(pattern, i);
  // Rows rise: the entries of column i turn up in each row j in the order in which they are stored there (see `transposePlaces`).
  const next = rowStart.slice(0, size);
  for (let i = 0; i < size; i++) {
    for (let k = rowStart[i]; k < rowStart[i + 1]; k++) {
      const j = columns[k], place = next[j]++;
      if (columns[place] !== i || place >= rowStart[j + 1]) throw patternError(`entry (${j}, ${i}) is missing, although (${i}, ${j}) is there.`);
    }
  }
}

/** For each entry (i, j) of a checked pattern the place of entry (j, i), `[entries]`. */
export function transposePlaces({ size, rowStart, columns }: SparsityPattern): Int32Array {
  const next = rowStart.slice(0, size);
  const places = new Int32Array(columns.length);
  for (let i = 0; i < size; i++) {
    // Rows rise, so the entries of column i turn up in each row j in the order in which they are stored there.
    for (let k = rowStart[i]; k < rowStart[i + 1]; k++) places[k] = next[columns[k]]++;
  }
  return places;
}

function checkRow({ size, rowStart, columns }: SparsityPattern, i: number): void {
  let diagonal = false;
  let last = -1;
  for (let k = rowStart[i]; k < rowStart[i + 1]; k++) {
    const j = columns[k];
    if (j <= last || j >= size) throw patternError(`row ${i} has column ${j} after ${last}; columns must rise and stay below ${size}.`);
    diagonal ||= j === i;
    last = j;
  }
  if (!diagonal) throw patternError(`row ${i} has no diagonal entry.`);
}

function patternError(message: string): BackendError {
  return new BackendError("E_PATTERN", `the sparsity pattern is not usable: ${message}`, {
    hint: "give the full pattern of a structurally symmetric matrix, with sorted columns and every diagonal entry.",
  });
}
