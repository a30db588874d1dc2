/** Commands on their way to the device: dispatches by the name of their program, counted, and timed where somebody asks. */
import type { Gpu } from "./device.js";
import type { BufferName, DeviceMemory } from "./memory.js";
import type { Pipelines } from "./programs.js";

/** What the GPU has done, for reports. */
export interface GpuCounts {
  dispatches: number;
  readbacks: number;
  /** Linear systems solved, and iterations of conjugate gradients on them. */
  systems: number;
  iterations: number;
}

/** A program bound to the memory that it works on. */
export interface Bound {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
}

/** Records dispatches of one submission. */
export interface Recorder {
  dispatch(bound: Bound, x: number, y?: number, z?: number): void;
  /** Copies that follow the dispatches; then submits. */
  submit(copies: (encoder: GPUCommandEncoder) => void): void;
}

/** Binds a program to buffers by their binding numbers; null where the program has no such binding. */
export function bind({ device }: Gpu, pipelines: Pipelines, { buffers }: DeviceMemory, name: string, list: readonly (BufferName | GPUBuffer | null)[]): Bound {
  const pipeline = pipelines.get(name)!;
  const entries = list.flatMap((each, binding) => (each === null ? [] : [{ binding, resource: { buffer: typeof each === "string" ? buffers[each] : each } }]));
  return { name, pipeline, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
}

/** Begins a submission. */
export function createRecorder(gpu: Gpu, counts: GpuCounts): Recorder {
  const encoder = gpu.device.createCommandEncoder(), { clock } = gpu;
  let pass: GPUComputePassEncoder | undefined;
  const passOf = (name: string): GPUComputePassEncoder => {
    if (!clock) return pass ??= encoder.beginComputePass();
    pass?.end();
    return pass = encoder.beginComputePass(clock.next(name));
  };
  return {
    dispatch({ name, pipeline, group }, x, y = 1, z = 1) {
      const on = passOf(name);
      on.setPipeline(pipeline);
      on.setBindGroup(0, group);
      on.dispatchWorkgroups(x, y, z);
      counts.dispatches++;
    },
    submit(copies) {
      pass?.end();
      clock?.resolve(encoder);
      copies(encoder);
      gpu.device.queue.submit([encoder.finish()]);
    },
  };
}
