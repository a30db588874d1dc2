/** Memory on the device: how many RVEs fit, and their buffers. */
import type { PcgPlan } from "../rve-plan.js";
import type { Gpu } from "./device.js";
import { type GridSizes, reportSize, sizesOf, vectors } from "./programs.js";
import { casTable, cornerGradients } from "./tables.js";

/** Bytes of device memory that one model takes at most. */
const budget = 2 ** 30;

/** Buffers of some RVEs; what is in them is said in shaders/rve. */
export interface DeviceMemory {
  readonly phases: GPUBuffer;
  readonly gradients: GPUBuffer;
  readonly green: GPUBuffer;
  readonly cas: GPUBuffer;
  readonly fluctuation: GPUBuffer;
  readonly macroscopic: GPUBuffer;
  readonly directions: GPUBuffer;
  readonly tangents: GPUBuffer;
  readonly stencil: GPUBuffer;
  readonly forces: GPUBuffer;
  readonly solution: GPUBuffer;
  readonly work: GPUBuffer;
  readonly report: GPUBuffer;
  readonly control: GPUBuffer;
  /** Where answers are read back. */
  readonly back: GPUBuffer;
  destroy(): void;
}

/** Bytes of one RVE in each kind of large buffer. */
function bytesPerRve({ size, entries, slots, dimension, nodes, directions }: GridSizes, points: number, inWorkgroup: boolean): Record<"tangents" | "stencil" | "solution" | "work", number> {
  return {
    tangents: 4 * entries * points * nodes, stencil: 4 * slots * dimension * dimension * nodes,
    solution: 4 * size * directions, work: inWorkgroup ? 4 : 4 * vectors * size * directions,
  };
}

/** RVEs that fit, at least one: no buffer beyond what a binding may hold, and not more in all than the budget. */
export function roomFor({ adapter: { limits } }: Gpu, plan: PcgPlan, wanted: number, inWorkgroup: boolean): number {
  const perRve = Object.values(bytesPerRve(sizesOf(plan), plan.points, inWorkgroup));
  const largest = Math.max(...perRve), sum = perRve.reduce((a, b) => a + b, 0);
  const binding = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return Math.max(1, Math.min(wanted, limits.maxComputeWorkgroupsPerDimension, Math.floor(binding / largest), Math.floor(budget / sum)));
}

/** Why not one RVE fits on the device; undefined when some do. */
export function refusal({ adapter: { limits } }: Gpu, plan: PcgPlan): string | undefined {
  const [name, bytes] = Object.entries(bytesPerRve(sizesOf(plan), plan.points, false)).reduce((a, b) => (b[1] > a[1] ? b : a));
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  return bytes > most ? `one RVE needs a buffer of ${mebibytes(bytes)} (${name}), the device allows ${mebibytes(most)}` : undefined;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** Makes the buffers for `capacity` RVEs and fills the constant ones. */
export function allocate(device: GPUDevice, plan: PcgPlan, capacity: number, inWorkgroup: boolean): DeviceMemory {
  const sizes = sizesOf(plan), { size, macros, directions } = sizes, perRve = bytesPerRve(sizes, plan.points, inWorkgroup);
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
  const room = (bytes: number, usage: number): GPUBuffer => device.createBuffer({ size: 4 * Math.ceil(bytes / 4), usage });
  const constant = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer => {
    const buffer = room(data.byteLength, STORAGE | COPY_DST);
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const buffers = {
    phases: constant(Uint32Array.from(plan.phaseOfCell)), gradients: constant(cornerGradients(plan)),
    green: constant(Float32Array.from(plan.green)), cas: constant(casTable(plan.grid)),
    fluctuation: room(4 * capacity * size, STORAGE | COPY_DST), macroscopic: room(36 * capacity, STORAGE | COPY_DST),
    directions: room(4 * capacity * directions * macros, STORAGE | COPY_DST),
    tangents: room(capacity * perRve.tangents, STORAGE), stencil: room(capacity * perRve.stencil, STORAGE),
    forces: room(capacity * perRve.solution, STORAGE | COPY_DST), solution: room(capacity * perRve.solution, STORAGE | COPY_SRC),
    work: room(capacity * perRve.work, STORAGE), report: room(4 * capacity * directions * reportSize, STORAGE | COPY_SRC),
    control: room(16, UNIFORM | COPY_DST), back: room(4 * capacity * directions * (size + reportSize), MAP_READ | COPY_DST),
  };
  return { ...buffers, destroy: () => { for (const buffer of Object.values(buffers)) buffer.destroy(); } };
}
