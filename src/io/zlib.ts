/** Zlib streams with their length and check sum verified (fflate checks neither). Its browser build has no workers, which are not used here and take time to load in Node. */
import { unzlibSync, zlibSync } from "fflate/browser";

/** No deflate stream grows by more than this factor. */
const largestRatio = 1032;

/** Zlib stream of the bytes; the fastest level, since doubles hardly shrink further. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes, { level: 1 });
}

/** The `size` bytes of a zlib stream; undefined when the stream is damaged or holds another number of bytes. */
export function inflate(stream: Uint8Array, size: number): Uint8Array | undefined {
  if (stream.length < 6 || size > stream.length * largestRatio) return undefined;
  // One byte more than promised, so that a stream that is too long shows.
  const bytes = attempt(() => unzlibSync(stream, { out: new Uint8Array(size + 1) }));
  if (bytes?.length !== size) return undefined;
  const end = stream.length - 4;
  const sum = ((stream[end] << 24) | (stream[end + 1] << 16) | (stream[end + 2] << 8) | stream[end + 3]) >>> 0;
  return adler32(bytes) === sum ? bytes : undefined;
}

function attempt(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Check sum of RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length;) {
    // 3800 additions of at most 255 stay below 2^31 without a remainder.
    const stop = Math.min(start + 3800, bytes.length);
    for (; start < stop; start++) {
      a += bytes[start];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
