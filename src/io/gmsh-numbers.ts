/** Numbers of a Gmsh section, written as text or in binary: version 4.1 has the same order in both. */
import type { Cursor } from "./cursor.js";

/** Source of the numbers of a section. */
export interface NumberSource {
  /** A C `int`. */
  int(expected: string): number;
  /** A C `size_t`, from 0. */
  size(expected: string): number;
  /** A finite double. */
  real(expected: string): number;
  /** A count of items of at least `numbers` numbers each; refused when the file cannot hold them, so that nothing huge is ever allocated. */
  count(expected: string, numbers: number): number;
  fail(code: string, text: string, hint: string): never;
}

/** Numbers as words. */
export function textNumbers(cursor: Cursor): NumberSource {
  const size = (expected: string): number => {
    const value = cursor.integer(expected);
    return value >= 0 ? value : cursor.failAtLine("E_FORMAT_NUMBER", `expected ${expected} (not negative), got ${value}.`, "the file is damaged there.", cursor.at - 1);
  };
  return {
    int: (expected) => cursor.integer(expected),
    size,
    real: (expected) => cursor.number(expected),
    count: (expected, numbers) => {
      const value = size(expected);
      // A number in text takes a digit and a separator at least.
      return value * numbers * 2 <= cursor.left + 1 ? value : cursor.failAtLine("E_FORMAT_COUNT", ...tooMany(expected, value, cursor.left), cursor.at - 1);
    },
    fail: (code, text, hint) => cursor.failAtLine(code, text, hint, cursor.at - 1),
  };
}

/** Binary numbers: int 4 bytes, size_t and double 8 bytes, in the byte order of the file. */
export function binaryNumbers(cursor: Cursor, littleEndian: boolean): NumberSource {
  const size = (expected: string): number => {
    const view = cursor.take(8, expected);
    const [low, high] = littleEndian ? [0, 4] : [4, 0];
    const value = view.getUint32(low, littleEndian) + view.getUint32(high, littleEndian) * 4294967296;
    return Number.isSafeInteger(value) ? value : cursor.failAtByte("E_FORMAT_NUMBER", `expected ${expected}, got ${value}.`, "the file is damaged there.", cursor.at - 8);
  };
  return {
    int: (expected) => cursor.take(4, expected).getInt32(0, littleEndian),
    size,
    real: (expected) => {
      const value = cursor.take(8, expected).getFloat64(0, littleEndian);
      return Number.isFinite(value) ? value : cursor.failAtByte("E_FORMAT_NUMBER", `expected ${expected}, got ${value}.`, "the file is damaged there.", cursor.at - 8);
    },
    count: (expected, numbers) => {
      const value = size(expected);
      return value * numbers * 4 <= cursor.left ? value : cursor.failAtByte("E_FORMAT_COUNT", ...tooMany(expected, value, cursor.left), cursor.at - 8);
    },
    fail: (code, text, hint) => cursor.failAtByte(code, text, hint),
  };
}

function tooMany(expected: string, value: number, left: number): [text: string, hint: string] {
  return [`${expected} is ${value}, but only ${left} bytes are left.`, "the file is incomplete or damaged: write or copy it again."];
}
