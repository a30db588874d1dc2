/** A second reader of the .vtu files that twoscale writes, by regular expressions and Node's zlib: independent of src/io. */
import { unzipSync } from "node:zlib";

export interface ParsedArray {
  readonly type: string;
  readonly components: number;
  readonly values: number[];
}

/** Arrays of a .vtu file (appended, raw, zlib, 64-bit heads) by section and name. */
export function parseVtu(bytes: Uint8Array): Map<string, ParsedArray> {
  const buffer = Buffer.from(bytes);
  const start = buffer.indexOf("_", buffer.indexOf("<AppendedData")) + 1;
  const xml = buffer.subarray(0, start).toString("utf8");
  const arrays = new Map<string, ParsedArray>();
  for (const [, section, body] of xml.matchAll(/<(FieldData|PointData|CellData|Points|Cells)>([^]*?)<\/\1>/g)) {
    for (const [tag] of body.matchAll(/<DataArray[^>]*>/g)) {
      const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
      const data = unpack(buffer, start + Number(attribute("offset")));
      arrays.set(`${section}/${attribute("Name")}`, { type: attribute("type"), components: Number(attribute("NumberOfComponents")), values: numbers(data, attribute("type")) });
    }
  }
  return arrays;
}

function unpack(buffer: Buffer, at: number): Buffer {
  const head = (i: number) => Number(buffer.readBigUInt64LE(at + 8 * i));
  const sizes = Array.from({ length: head(0) }, (_, i) => head(3 + i));
  let from = at + 8 * (3 + sizes.length);
  const blocks = sizes.map((size) => unzipSync(buffer.subarray(from, (from += size))));
  const expected = sizes.length === 0 ? 0 : (sizes.length - 1) * head(1) + (head(2) || head(1));
  const data = Buffer.concat(blocks);
  if (data.length !== expected) throw new Error(`head says ${expected} bytes, blocks hold ${data.length}`);
  return data;
}

function numbers(data: Buffer, type: string): number[] {
  const readers: Record<string, readonly [number, (i: number) => number]> = {
    Float64: [8, (i) => data.readDoubleLE(i)],
    Int32: [4, (i) => data.readInt32LE(i)],
    UInt8: [1, (i) => data.readUInt8(i)],
  };
  const [size, read] = readers[type];
  return Array.from({ length: data.length / size }, (_, i) => read(i * size));
}
