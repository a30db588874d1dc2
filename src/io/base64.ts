/** Base64, and as VTK writes it: pieces with their own padding may follow each other. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding = 64;
const invalid = 255;
const values = new Uint8Array(256).fill(invalid);
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
values["=".charCodeAt(0)] = padding;

/** Bytes of one or several base64 pieces, white space ignored; undefined when a character or the length is wrong. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.ceil(text.length / 4) * 3);
  const group = [0, 0, 0, 0];
  let filled = 0;
  let length = 0;
  for (const character of text) {
    if (character === 32 || (character >= 9 && character <= 13)) continue;
    group[filled++] = values[character];
    if (filled < 4) continue;
    const size = decodeGroup(group, bytes, length);
    if (size === 0) return undefined;
    length += size;
    filled = 0;
  }
  return filled === 0 ? bytes.subarray(0, length) : undefined;
}

/** Writes the 1 to 3 bytes of four characters; returns their number, 0 when the group is not valid. */
function decodeGroup([a, b, c, d]: readonly number[], out: Uint8Array, at: number): number {
  const size = d !== padding ? 3 : c !== padding ? 2 : 1;
  if (a >= padding || b >= padding || (size > 1 && c >= padding) || (size > 2 && d >= padding)) return 0;
  const bits = (a << 18) | (b << 12) | ((size > 1 ? c : 0) << 6) | (size > 2 ? d : 0);
  out[at] = bits >> 16;
  if (size > 1) out[at + 1] = (bits >> 8) & 255;
  if (size > 2) out[at + 2] = bits & 255;
  return size;
}

/** Bytes as base64 text, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const size = Math.min(3, bytes.length - at);
    groups.push(alphabet[bits >> 18] + alphabet[(bits >> 12) & 63] + (size > 1 ? alphabet[(bits >> 6) & 63] : "=") + (size > 2 ? alphabet[bits & 63] : "="));
  }
  return groups.join("");
}
