/** Memory for some RVEs on the GPU, and the two jobs done there: corrections of a Newton step, and correctors of a tangent. */
import type { PcgPlan } from "../rve-plan.js";
import { type Gpu, whileWatched } from "./device.js";
import { allocate, type DeviceMemory, roomFor } from "./memory.js";
import { createPrograms, type GridSizes, type Programs, reportSize, sizesOf } from "./programs.js";

/** How far conjugate gradients go, relative to their right-hand side, and when they are given up. */
export interface CgControl {
  readonly tolerance: number;
  readonly iterations: number;
}

/** What the GPU has done, for reports. */
export interface GpuCounts {
  dispatches: number;
  readbacks: number;
  systems: number;
  iterations: number;
}

/** Answer of a job: solutions in single precision, and `[systems, 4]` iterations, outcome (0: solved), relative residual. */
export interface GpuAnswer {
  readonly solution: Float32Array;
  readonly report: Float32Array;
}

/** Room for `capacity` RVEs; inputs are written to the arrays before a job. */
export interface Chunk {
  readonly sizes: GridSizes;
  readonly capacity: number;
  readonly counts: Readonly<GpuCounts>;
  /** `[capacity, d, nodes]`: fluctuations, and right-hand sides of corrections. */
  readonly fluctuation: Float32Array;
  readonly forces: Float32Array;
  /** `[capacity, 9]` F - I; `[capacity, directions, d²]` directions of the tangent. */
  readonly macroscopic: Float32Array;
  readonly directions: Float32Array;
  /** Solves K x = forces of the first `count` RVEs at their fluctuation and F. */
  correct(count: number, control: CgControl): Promise<GpuAnswer>;
  /** Solves for the answers to all directions. */
  correctors(count: number, control: CgControl): Promise<GpuAnswer>;
  dispose(): void;
}

/**
 * Lays out memory on the device for at most `wanted` RVEs.
 * @throws BackendError E_GPU when a shader or the memory is refused, or the device is lost
 */
export async function createChunk(gpu: Gpu, plan: PcgPlan, wanted: number): Promise<Chunk> {
  const programs = await createPrograms(gpu, plan), sizes = sizesOf(plan);
  const capacity = roomFor(gpu, plan, wanted, programs.inWorkgroup);
  const memory = await whileWatched(gpu, `memory for ${capacity} RVEs`, () => allocate(gpu.device, plan, capacity, programs.inWorkgroup));
  const counts: GpuCounts = { dispatches: 0, readbacks: 0, systems: 0, iterations: 0 };
  const groups = bindGroups(gpu.device, programs, memory), { directions } = sizes;
  const work: Work = { gpu, plan, programs, memory, groups, counts };
  const inputs = {
    fluctuation: new Float32Array(capacity * sizes.size), forces: new Float32Array(capacity * sizes.size),
    macroscopic: new Float32Array(9 * capacity), directions: new Float32Array(capacity * directions * sizes.macros),
  };
  const send = (count: number, extra: "forces" | "directions", control: CgControl, systems: number): void => {
    const write = (buffer: GPUBuffer, data: Float32Array<ArrayBuffer>, length: number): void => gpu.device.queue.writeBuffer(buffer, 0, data, 0, length);
    write(memory.fluctuation, inputs.fluctuation, count * sizes.size);
    write(memory.macroscopic, inputs.macroscopic, 9 * count);
    write(memory[extra], inputs[extra], (inputs[extra].length / capacity) * count);
    write(memory.control, Float32Array.of(control.tolerance * control.tolerance, control.iterations, count * systems, 0), 4);
  };
  return {
    ...inputs, sizes, capacity, counts,
    correct(count, control) {
      send(count, "forces", control, 1);
      return runJob(work, count, 1, "correction");
    },
    correctors(count, control) {
      send(count, "directions", control, directions);
      return runJob(work, count, directions, "correctors");
    },
    dispose: memory.destroy,
  };
}

/** What a job needs. */
interface Work {
  readonly gpu: Gpu;
  readonly plan: PcgPlan;
  readonly programs: Programs;
  readonly memory: DeviceMemory;
  readonly groups: Readonly<Record<ProgramName, GPUBindGroup>>;
  readonly counts: GpuCounts;
}

type ProgramName = "points" | "stencil" | "coupling" | "correction" | "correctors";

function bindGroups(device: GPUDevice, programs: Programs, on: DeviceMemory): Record<ProgramName, GPUBindGroup> {
  const bind = (name: ProgramName, list: readonly GPUBuffer[]): GPUBindGroup =>
    device.createBindGroup({ layout: programs[name].getBindGroupLayout(0), entries: list.map((buffer, binding) => ({ binding, resource: { buffer } })) });
  const solver = [on.stencil, on.green, on.cas, on.forces, on.solution, on.report, on.control, ...(programs.inWorkgroup ? [] : [on.work])];
  return {
    points: bind("points", [on.fluctuation, on.macroscopic, on.phases, on.gradients, on.tangents]),
    stencil: bind("stencil", [on.tangents, on.gradients, on.stencil]),
    coupling: bind("coupling", [on.tangents, on.gradients, on.directions, on.forces]),
    correction: bind("correction", solver), correctors: bind("correctors", solver),
  };
}

/** One job: assembly, right-hand sides where they are made there, conjugate gradients, one readback. */
async function runJob(work: Work, count: number, systems: number, solve: "correction" | "correctors"): Promise<GpuAnswer> {
  const { gpu: { device }, memory, plan, counts } = work;
  const { size } = sizesOf(plan);
  const solutionBytes = 4 * count * systems * size, reportBytes = 4 * count * systems * reportSize;
  const encoder = device.createCommandEncoder();
  encodePasses(work, encoder, count, systems, solve);
  encoder.copyBufferToBuffer(memory.solution, 0, memory.back, 0, solutionBytes);
  encoder.copyBufferToBuffer(memory.report, 0, memory.back, solutionBytes, reportBytes);
  return whileWatched(work.gpu, `the job "${solve}"`, async () => {
    device.queue.submit([encoder.finish()]);
    await memory.back.mapAsync(GPUMapMode.READ, 0, solutionBytes + reportBytes);
    const solution = new Float32Array(memory.back.getMappedRange(0, solutionBytes).slice(0));
    const report = new Float32Array(memory.back.getMappedRange(solutionBytes, reportBytes).slice(0));
    memory.back.unmap();
    counts.readbacks++;
    counts.systems += count * systems;
    for (let s = 0; s < count * systems; s++) counts.iterations += report[reportSize * s];
    return { solution, report };
  });
}

function encodePasses({ gpu, plan, programs, groups, counts }: Work, encoder: GPUCommandEncoder, count: number, systems: number, solve: "correction" | "correctors"): void {
  const { nodes, slots, directions } = sizesOf(plan), most = gpu.adapter.limits.maxComputeWorkgroupsPerDimension;
  const pass = encoder.beginComputePass();
  const dispatch = (name: ProgramName, x: number, y: number, z = 1): void => {
    pass.setPipeline(programs[name]);
    pass.setBindGroup(0, groups[name]);
    pass.dispatchWorkgroups(x, y, z);
    counts.dispatches++;
  };
  dispatch("points", Math.ceil((nodes * plan.points) / 64), count);
  dispatch("stencil", Math.ceil((nodes * slots) / 64), count);
  if (solve === "correctors") dispatch("coupling", Math.ceil(nodes / 64), count, directions);
  dispatch(solve, Math.min(count * systems, most), Math.ceil((count * systems) / most));
  pass.end();
}
