/** What a device reaches at best, by two small shaders: numbers streamed from and to memory, and products with sums in registers. */
import type { Gpu } from "../../src/kernels/gpu/device.js";
import { compileAll } from "../../src/kernels/gpu/programs.js";
import { createRecorder } from "../../src/kernels/gpu/recorder.js";

/** Bytes and f32 operations per second. */
export interface Roofs {
  readonly bytesPerSecond: number;
  readonly flopsPerSecond: number;
}

const numbers = 2 ** 22, invocations = 2 ** 12, turns = 256, chains = 8;

const stream = `
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) { b[id.x] = 1.5f * a[id.x]; }`;

/** Chains that do not wait for each other, of four numbers each. */
const products = `
@group(0) @binding(1) var<storage, read_write> b: array<vec4<f32>>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let s = vec4<f32>(0.999f);
  ${Array.from({ length: chains }, (_, n) => `var c${n} = vec4<f32>(f32(id.x) + ${n}.0f);`).join("\n  ")}
  for (var k = 0u; k < ${turns}u; k++) {
    ${Array.from({ length: chains }, (_, n) => `c${n} = fma(c${n}, s, s);`).join("\n    ")}
  }
  b[id.x] = ${Array.from({ length: chains }, (_, n) => `c${n}`).join(" + ")};
}`;

/**
 * Best of `rounds`.
 * @param gpu opened for timing
 * @throws BackendError E_GPU when the device is lost
 */
export async function measureRoofs(gpu: Gpu, rounds: number): Promise<Roofs> {
  const { device, clock } = gpu, pipelines = await compileAll(gpu, [{ name: "stream", code: stream }, { name: "products", code: products }]);
  const buffers = [0, 1].map(() => device.createBuffer({ size: 4 * numbers, usage: GPUBufferUsage.STORAGE })), least = { stream: Infinity, products: Infinity };
  for (let round = 0; round < rounds; round++) {
    for (const name of ["stream", "products"] as const) {
      const pipeline = pipelines.get(name)!, entries = [0, 1].filter((binding) => name === "stream" || binding === 1).map((binding) => ({ binding, resource: { buffer: buffers[binding] } }));
      const before = clock!.seconds.get(name) ?? 0, recorder = createRecorder(gpu, { dispatches: 0, readbacks: 0, systems: 0, iterations: 0 });
      recorder.dispatch({ name, pipeline, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) }, (name === "stream" ? numbers / 4 : invocations) / 64);
      recorder.submit(() => undefined);
      await clock!.read();
      least[name] = Math.min(least[name], clock!.seconds.get(name)! - before);
    }
  }
  for (const buffer of buffers) buffer.destroy();
  return { bytesPerSecond: (8 * numbers) / least.stream, flopsPerSecond: (2 * 4 * chains * turns * invocations) / least.products };
}
