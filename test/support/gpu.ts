/** SwiftShader through Dawn: the GPU of the tests in Node. Where it is missing, tests fail. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
import { type Gpu, openGpu } from "../../src/kernels/gpu/device.js";
import { softwareGpu } from "../../tools/chromium.js";

/** Lets Dawn find SwiftShader; child processes too. */
export function useSoftwareGpu(): void {
  beforeAll(() => {
    expect(existsSync(softwareGpu), "SwiftShader of Debian's chromium").toBe(true);
    process.env.VK_ICD_FILENAMES = softwareGpu;
  });
}

/** One device for a test file; complaints that it has had at the end (invalid calls that nobody awaited) fail the file. */
export function softwareDevice(): () => Gpu {
  let gpu: Gpu;
  useSoftwareGpu();
  beforeAll(async () => { gpu = await openGpu(); });
  afterAll(() => {
    expect(gpu.complaints).toEqual([]);
    gpu.dispose();
  });
  return () => gpu;
}

/** The same device as one with less memory for a workgroup, so that cells of any size take the way of large ones. */
export function withoutWorkgroupMemory(gpu: Gpu): Gpu {
  return { ...gpu, adapter: { ...gpu.adapter, limits: { ...gpu.adapter.limits, maxComputeWorkgroupStorageSize: 8192 } } };
}
