/** An independent reader of ZIP archives, by PKWARE's note: the central directory, inflated by zlib, every file held against its CRC-32. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

/** Signatures of the end of the central directory, and of an entry in it. */
const [endMark, entryMark] = [0x06054b50, 0x02014b50];

/** Unpacks an archive into a folder. Throws when a file is not what its checksum says. */
export function unzipTo(folder: string, archive: Buffer): void {
  const end = lastMark(archive);
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== entryMark) throw new Error(`no entry of the directory at byte ${at}`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const path = join(folder, archive.subarray(at + 46, at + 46 + name).toString("utf8"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contentOf(archive, at));
    at += 46 + name + extra + comment;
  }
}

function lastMark(archive: Buffer): number {
  for (let at = archive.length - 22; at >= 0; at--) if (archive.readUInt32LE(at) === endMark) return at;
  throw new Error("no end of a central directory");
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const [method, checksum, packed, local] = [archive.readUInt16LE(entry + 10), archive.readUInt32LE(entry + 16), archive.readUInt32LE(entry + 20), archive.readUInt32LE(entry + 42)];
  const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(from, from + packed);
  const content = method === 0 ? bytes : inflateRawSync(bytes);
  if (crc32(content) !== checksum) throw new Error(`a file of the archive has the checksum ${crc32(content)}, not ${checksum}`);
  return content;
}

/** CRC-32 of ISO 3309, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
