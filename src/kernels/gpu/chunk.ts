/** Memory for some RVEs on the GPU, and the two jobs done there: corrections of a Newton step, and correctors of a tangent. */
import type { PcgPlan } from "../rve-plan.js";
import type { Gpu } from "./device.js";
import { createPrograms, type GridSizes, type Programs, reportSize, sizesOf, vectors } from "./programs.js";
import { casTable, cornerGradients } from "./tables.js";

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

/** Bytes of one RVE in each kind of buffer. */
function bytesPerRve({ size, entries, slots, dimension, nodes, directions }: GridSizes, points: number, inWorkgroup: boolean): Record<string, number> {
  return {
    tangents: 4 * entries * points * nodes, stencil: 4 * slots * dimension * dimension * nodes,
    solution: 4 * size * directions, work: inWorkgroup ? 4 : 4 * vectors * size * directions,
  };
}

/** RVEs that fit: no buffer beyond what a binding may hold, and not more in all than the budget. */
function capacityOf(gpu: Gpu, perRve: Readonly<Record<string, number>>, wanted: number, budget: number): number {
  const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupsPerDimension } = gpu.adapter.limits;
  const largest = Math.max(...Object.values(perRve)), sum = Object.values(perRve).reduce((a, b) => a + b, 0);
  return Math.min(wanted, maxComputeWorkgroupsPerDimension, Math.floor(Math.min(maxStorageBufferBindingSize, maxBufferSize) / largest), Math.floor(budget / sum));
}

/** Why not one RVE fits; undefined when some do. */
export function refusal(gpu: Gpu, plan: PcgPlan): string | undefined {
  const perRve = bytesPerRve(sizesOf(plan), plan.points, false);
  const [name, bytes] = Object.entries(perRve).reduce((a, b) => (b[1] > a[1] ? b : a));
  const most = Math.min(gpu.adapter.limits.maxStorageBufferBindingSize, gpu.adapter.limits.maxBufferSize);
  return bytes > most ? `one RVE needs a buffer of ${mebibytes(bytes)} (${name}), the device allows ${mebibytes(most)}` : undefined;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/**
 * Lays out memory on the device for at most `wanted` RVEs.
 * @param budget bytes of device memory to stay below
 * @throws BackendError E_GPU when a shader is refused
 */
export async function createChunk(gpu: Gpu, plan: PcgPlan, wanted: number, budget = 2 ** 30): Promise<Chunk> {
  const programs = await createPrograms(gpu, plan), sizes = sizesOf(plan);
  const perRve = bytesPerRve(sizes, plan.points, programs.inWorkgroup);
  const capacity = Math.max(1, capacityOf(gpu, perRve, wanted, budget));
  return layOut(gpu, plan, programs, capacity);
}

function layOut({ device }: Gpu, plan: PcgPlan, programs: Programs, capacity: number): Chunk {
  const sizes = sizesOf(plan), { size, macros, directions } = sizes, perRve = bytesPerRve(sizes, plan.points, programs.inWorkgroup);
  const counts: GpuCounts = { dispatches: 0, readbacks: 0, systems: 0, iterations: 0 };
  const buffers: GPUBuffer[] = [];
  const room = (bytes: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ size: 4 * Math.ceil(bytes / 4), usage });
    buffers.push(buffer);
    return buffer;
  };
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
  const constant = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer => {
    const buffer = room(data.byteLength, STORAGE | COPY_DST);
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const answerBytes = 4 * capacity * directions * (size + reportSize);
  const on = {
    phases: constant(Uint32Array.from(plan.phaseOfCell)), gradients: constant(cornerGradients(plan)),
    green: constant(Float32Array.from(plan.green)), cas: constant(casTable(plan.grid)),
    fluctuation: room(4 * capacity * size, STORAGE | COPY_DST), macroscopic: room(36 * capacity, STORAGE | COPY_DST),
    directions: room(4 * capacity * directions * macros, STORAGE | COPY_DST),
    tangents: room(capacity * perRve.tangents, STORAGE), stencil: room(capacity * perRve.stencil, STORAGE),
    forces: room(capacity * perRve.solution, STORAGE | COPY_DST), solution: room(capacity * perRve.solution, STORAGE | COPY_SRC),
    work: room(capacity * perRve.work, STORAGE), report: room(4 * capacity * directions * reportSize, STORAGE | COPY_SRC),
    control: room(16, UNIFORM | COPY_DST), back: room(answerBytes, MAP_READ | COPY_DST),
  };
  const fluctuation = new Float32Array(capacity * size), forces = new Float32Array(capacity * size);
  const macroscopic = new Float32Array(9 * capacity), axes = new Float32Array(capacity * directions * macros);
  const bind = (pipeline: GPUComputePipeline, list: readonly GPUBuffer[]): GPUBindGroup =>
    device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: list.map((buffer, binding) => ({ binding, resource: { buffer } })) });
  const solver = [on.stencil, on.green, on.cas, on.forces, on.solution, on.report, on.control, ...(programs.inWorkgroup ? [] : [on.work])];
  const groups = {
    points: bind(programs.points, [on.fluctuation, on.macroscopic, on.phases, on.gradients, on.tangents]),
    stencil: bind(programs.stencil, [on.tangents, on.gradients, on.stencil]),
    coupling: bind(programs.coupling, [on.tangents, on.gradients, on.directions, on.forces]),
    correction: bind(programs.correction, solver), correctors: bind(programs.correctors, solver),
  };
  const most = device.limits.maxComputeWorkgroupsPerDimension;

  /** One job: assembly, right-hand sides when they are made there, conjugate gradients, one readback. */
  const run = async (count: number, systems: number, solve: "correction" | "correctors", control: CgControl): Promise<GpuAnswer> => {
    const write = (buffer: GPUBuffer, data: Float32Array<ArrayBuffer>, length: number): void => device.queue.writeBuffer(buffer, 0, data, 0, length);
    write(on.fluctuation, fluctuation, count * size);
    write(on.macroscopic, macroscopic, 9 * count);
    if (solve === "correction") write(on.forces, forces, count * size);
    else write(on.directions, axes, count * directions * macros);
    write(on.control, Float32Array.of(control.tolerance * control.tolerance, control.iterations, count * systems, 0), 4);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const dispatch = (name: keyof typeof groups, x: number, y: number, z = 1): void => {
      pass.setPipeline(programs[name]);
      pass.setBindGroup(0, groups[name]);
      pass.dispatchWorkgroups(x, y, z);
      counts.dispatches++;
    };
    dispatch("points", Math.ceil((sizes.nodes * plan.points) / 64), count);
    dispatch("stencil", Math.ceil((sizes.nodes * sizes.slots) / 64), count);
    if (solve === "correctors") dispatch("coupling", Math.ceil(sizes.nodes / 64), count, directions);
    dispatch(solve, Math.min(count * systems, most), Math.ceil((count * systems) / most));
    pass.end();
    const solutionBytes = 4 * count * systems * size, reportBytes = 4 * count * systems * reportSize;
    encoder.copyBufferToBuffer(on.solution, 0, on.back, 0, solutionBytes);
    encoder.copyBufferToBuffer(on.report, 0, on.back, solutionBytes, reportBytes);
    device.queue.submit([encoder.finish()]);
    await on.back.mapAsync(GPUMapMode.READ, 0, solutionBytes + reportBytes);
    const solution = new Float32Array(on.back.getMappedRange(0, solutionBytes).slice(0));
    const report = new Float32Array(on.back.getMappedRange(solutionBytes, reportBytes).slice(0));
    on.back.unmap();
    counts.readbacks++;
    counts.systems += count * systems;
    for (let s = 0; s < count * systems; s++) counts.iterations += report[reportSize * s];
    return { solution, report };
  };
  return {
    sizes, capacity, counts, fluctuation, forces, macroscopic, directions: axes,
    correct: (count, control) => run(count, 1, "correction", control),
    correctors: (count, control) => run(count, directions, "correctors", control),
    dispose: () => { for (const buffer of buffers) buffer.destroy(); },
  };
}
