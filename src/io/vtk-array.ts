/** Data arrays of VTK's XML files: ascii, base64 or raw, plain or compressed by zlib. */
import type { Cursor } from "./cursor.js";
import { Cursor as TextCursor } from "./cursor.js";
import { decodeBase64 } from "./base64.js";
import { failXml, type XmlElement } from "./xml.js";
import { inflate } from "./zlib.js";

/** How arrays of a file are stored. */
export interface ArrayStorage {
  readonly file: string;
  readonly littleEndian: boolean;
  /** Bytes of a number in the head of a binary array. */
  readonly headBytes: 4 | 8;
  /** Takes the head off a binary array, and decompresses it where the file is compressed. */
  readonly unpack: (bytes: Uint8Array, fail: Fail, storage: ArrayStorage) => Uint8Array;
  /** Bytes from an offset of the appended part on, decoded. */
  readonly appended: (offset: number, fail: Fail) => Uint8Array;
}

export type Fail = (code: string, text: string) => never;

/** Numbers of one array. */
export interface ArrayValues {
  readonly components: number;
  /** `[tuples, components]` */
  readonly values: Float64Array;
}

interface ScalarType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const scalarTypes: Readonly<Record<string, ScalarType>> = {
  Int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  UInt8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  Int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  UInt16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  Int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  UInt32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  Int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  UInt64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  Float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  Float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/** Whether an element is an array of numbers (VTK also writes arrays of text). */
export function isNumeric(element: XmlElement): boolean {
  return element.name === "DataArray" && Object.hasOwn(scalarTypes, element.attributes.get("type") ?? "");
}

/** Name of an array. */
export function arrayName(element: XmlElement): string {
  return element.attributes.get("Name") ?? "";
}

/** A whole number from 0 in an attribute; `missing` where there is none. Throws FormatError E_FORMAT_NUMBER. */
export function countAttribute(element: XmlElement, name: string, missing: number, file: string): number {
  const text = element.attributes.get(name);
  if (text === undefined) return missing;
  const value = /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN;
  return value >= 0 ? value : failXml(file, element.line, "E_FORMAT_NUMBER", `${name}="${text}" is not a count.`, "the file is damaged there: write or copy it again.");
}

/** Reads an array and checks that it holds `tuples` tuples. Throws FormatError with the line and the array's name. */
export function readArray(element: XmlElement, storage: ArrayStorage, tuples?: number): ArrayValues {
  const { file } = storage;
  const fail: Fail = (code, text) => failXml(file, element.line, code, `array "${arrayName(element)}": ${text}`, "the file is damaged or incomplete: write or copy it again.");
  const type = element.attributes.get("type") ?? "";
  if (!isNumeric(element)) fail("E_FORMAT_XML", `type "${type}" is not one of ${Object.keys(scalarTypes).join(", ")}.`);
  const components = Math.max(1, countAttribute(element, "NumberOfComponents", 1, file));
  const format = element.attributes.get("format") ?? "ascii";
  if (!Object.hasOwn(formats, format)) fail("E_FORMAT_XML", `format "${format}" is not ascii, binary or appended.`);
  const values = formats[format](element, storage, scalarTypes[type], fail);
  const expected = tuples === undefined ? Math.ceil(values.length / components) * components : tuples * components;
  if (values.length !== expected) fail("E_FORMAT_COUNT", `it holds ${values.length} numbers, expected ${expected}.`);
  return { components, values };
}

type ReadFormat = (element: XmlElement, storage: ArrayStorage, type: ScalarType, fail: Fail) => Float64Array;

const formats: Readonly<Record<string, ReadFormat>> = {
  ascii: (element, { file }) => asciiNumbers(new TextCursor(new TextEncoder().encode(element.text), `${file}, line ${element.line}, array "${arrayName(element)}"`)),
  binary: (element, storage, type, fail) => {
    const bytes = decodeBase64(new TextEncoder().encode(element.text)) ?? fail("E_FORMAT_BASE64", "it is not base64.");
    return binaryNumbers(storage.unpack(bytes, fail, storage), type, storage.littleEndian, fail);
  },
  appended: (element, storage, type, fail) => {
    const offset = countAttribute(element, "offset", -1, storage.file);
    if (offset < 0) fail("E_FORMAT_XML", "it has no offset.");
    return binaryNumbers(storage.unpack(storage.appended(offset, fail), fail, storage), type, storage.littleEndian, fail);
  },
};

function asciiNumbers(cursor: Cursor): Float64Array {
  const values: number[] = [];
  for (cursor.skipSpace(); cursor.left > 0; cursor.skipSpace()) values.push(cursor.number("a number"));
  return Float64Array.from(values);
}

function binaryNumbers(bytes: Uint8Array, type: ScalarType, littleEndian: boolean, fail: Fail): Float64Array {
  if (bytes.length % type.bytes !== 0) fail("E_FORMAT_COUNT", `it has ${bytes.length} bytes, not a multiple of ${type.bytes}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / type.bytes }, (_, i) => type.read(view, i * type.bytes, littleEndian));
}

/** Reads `count` numbers of the head of a binary array. */
function head(bytes: Uint8Array, count: number, { headBytes, littleEndian }: ArrayStorage, fail: Fail): number[] {
  if (!(count * headBytes <= bytes.length)) fail("E_FORMAT_TRUNCATED", "its head is cut off.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { read } = scalarTypes[headBytes === 4 ? "UInt32" : "UInt64"];
  return Array.from({ length: count }, (_, i) => read(view, i * headBytes, littleEndian));
}

/** A plain array: its length in bytes, then its bytes. */
export function unpackPlain(bytes: Uint8Array, fail: Fail, storage: ArrayStorage): Uint8Array {
  const [length] = head(bytes, 1, storage, fail);
  if (length > bytes.length - storage.headBytes) fail("E_FORMAT_TRUNCATED", `it should have ${length} bytes, but ${bytes.length - storage.headBytes} are there.`);
  return bytes.subarray(storage.headBytes, storage.headBytes + length);
}

/** A compressed array: number of blocks, their size, size of the last one when it is smaller, compressed sizes, then the blocks. */
export function unpackZlib(bytes: Uint8Array, fail: Fail, storage: ArrayStorage): Uint8Array {
  const [count] = head(bytes, 1, storage, fail);
  if (count === 0) return new Uint8Array(0);
  const [, size, last, ...stored] = head(bytes, 3 + count, storage, fail);
  let at = (3 + count) * storage.headBytes;
  const blocks = stored.map((length, i) => {
    if (length > bytes.length - at) fail("E_FORMAT_TRUNCATED", "its compressed blocks are cut off.");
    const block = inflate(bytes.subarray(at, at + length), i === count - 1 && last > 0 ? last : size);
    at += length;
    return block ?? fail("E_FORMAT_COMPRESSION", `its compressed block ${i} is damaged.`);
  });
  return joined(blocks);
}

/** One array of all bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
