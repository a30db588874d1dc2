/** A second, independent reader of what the library writes to .vtu files: raw appended data in zlib blocks, as the VTK file format document has it. */
import { inflateSync } from "node:zlib";

/** Arrays by name, as numbers. */
export function peekVtu(bytes: Buffer): Record<string, Float64Array> {
  const start = bytes.indexOf("_", bytes.indexOf("<AppendedData")) + 1;
  const head = bytes.subarray(0, start).toString("utf8");
  const tags = [...head.matchAll(/<DataArray type="Float64" Name="([^"]+)"[^>]*offset="(\d+)"/g)];
  return Object.fromEntries(tags.map(([, name, offset]) => [name, doubles(bytes, start + Number(offset))]));
}

function doubles(bytes: Buffer, at: number): Float64Array {
  const count = Number(bytes.readBigUInt64LE(at));
  const sizes = Array.from({ length: count }, (_, i) => Number(bytes.readBigUInt64LE(at + 24 + 8 * i)));
  let from = at + 24 + 8 * count;
  const plain = Buffer.concat(sizes.map((size) => {
    const block = inflateSync(bytes.subarray(from, from + size));
    from += size;
    return block;
  }));
  return new Float64Array(plain.buffer.slice(plain.byteOffset, plain.byteOffset + plain.length));
}
