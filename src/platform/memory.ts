/** Memory that workers can read and write in place, where the host has it. */
import { platform } from "#platform";

/** Zeroed bytes, shared between threads where the host allows it. */
export function sharedBytes(length: number): ArrayBuffer {
  // Typed arrays treat both kinds alike; only TypeScript tells them apart.
  return platform.sharedMemory() ? (new SharedArrayBuffer(length) as unknown as ArrayBuffer) : new ArrayBuffer(length);
}
