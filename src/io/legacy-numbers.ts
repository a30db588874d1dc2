/** Numbers of legacy VTK files: words, or big-endian binary. */
import { numberWord } from "./legacy-words.js";
import type { Cursor } from "./cursor.js";

/** Reads `count` numbers of a VTK type at the present place. */
export type LegacyNumbers = (type: string, count: number, what: string) => Float64Array;

interface Scalar {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

const int64: Scalar = { bytes: 8, read: (view, at) => view.getInt32(at) * 4294967296 + view.getUint32(at + 4) };
const uint64: Scalar = { bytes: 8, read: (view, at) => view.getUint32(at) * 4294967296 + view.getUint32(at + 4) };
const int32: Scalar = { bytes: 4, read: (view, at) => view.getInt32(at) };

/** VTK's names; ids were written as int before version 5. */
const scalars: Readonly<Record<string, Scalar>> = {
  unsigned_char: { bytes: 1, read: (view, at) => view.getUint8(at) },
  char: { bytes: 1, read: (view, at) => view.getInt8(at) },
  unsigned_short: { bytes: 2, read: (view, at) => view.getUint16(at) },
  short: { bytes: 2, read: (view, at) => view.getInt16(at) },
  unsigned_int: { bytes: 4, read: (view, at) => view.getUint32(at) },
  int: int32, vtkidtype: int32, vtktypeint32: int32,
  unsigned_long: uint64, vtktypeuint64: uint64, long: int64, vtktypeint64: int64,
  float: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  double: { bytes: 8, read: (view, at) => view.getFloat64(at) },
};

function scalarOf(cursor: Cursor, type: string): Scalar {
  const key = type.toLowerCase();
  if (Object.hasOwn(scalars, key)) return scalars[key];
  return cursor.failAtLine("E_FORMAT_VERSION", `numbers of type "${type.slice(0, 40)}" are not supported.`, `supported are ${Object.keys(scalars).join(", ")}.`, cursor.at - 1);
}

function tooMany(cursor: Cursor, what: string, count: number): never {
  return cursor.failAtLine("E_FORMAT_COUNT", `${what} should be ${count} numbers, but only ${cursor.left} bytes are left.`, "the file is incomplete or damaged: write or copy it again.", cursor.at - 1);
}

/** Numbers written as words. */
export function textNumbers(cursor: Cursor): LegacyNumbers {
  return (type, count, what) => {
    scalarOf(cursor, type);
    // A number in text takes a digit and a separator at least.
    if (count * 2 > cursor.left + 1) tooMany(cursor, what, count);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = numberWord(cursor, what);
    return values;
  };
}

/** Numbers in binary, from the next byte on. */
export function binaryNumbers(cursor: Cursor): LegacyNumbers {
  return (type, count, what) => {
    const { bytes, read } = scalarOf(cursor, type);
    if (count * bytes > cursor.left) tooMany(cursor, what, count);
    const view = cursor.take(count * bytes, what);
    return Float64Array.from({ length: count }, (_, i) => read(view, bytes * i));
  };
}
