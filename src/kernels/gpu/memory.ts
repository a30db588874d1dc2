/** Memory on the device: how many RVEs fit, and their buffers. */
import type { PcgPlan } from "../rve-plan.js";
import type { Gpu } from "./device.js";
import { linePlan } from "./fourier.js";
import { fitsWorkgroup } from "./programs.js";
import { type GridSizes, isMixed, reportSize, sizesOf } from "./sizes.js";
import { cornerGradients, symbolTable, twiddleTable, waveTable } from "./tables.js";

/** Bytes of device memory that one model takes at most, and of what assembly needs on its way, which is done slice by slice. */
const budget = 2 ** 30;
const sliceBudget = 2 ** 26;

/** Buffers of some RVEs; what is in them is said in shaders/rve. */
export interface DeviceMemory {
  readonly buffers: Readonly<Record<BufferName, GPUBuffer>>;
  /** RVEs whose tangents and voxel stiffnesses are there at a time, and where each of the slices begins, as uniforms. */
  readonly slice: number;
  readonly starts: readonly GPUBuffer[];
  /** Bytes of all buffers. */
  readonly bytes: number;
  destroy(): void;
}

export type BufferName = "phases" | "gradients" | "slopes" | "symbol" | "waves" | "fluctuation" | "macroscopic" | "directions" | "tangents" | "rates" | "elements" | "stencil" | "residual"
  | "solution" | "direction" | "image" | "transformed" | "partials" | "report" | "control" | "back";

/** Bytes of one RVE in each large buffer, with room for the systems of a tangent. */
function bytesPerRve({ size, slots, dimension, nodes, directions, groups }: GridSizes, inWorkgroup: boolean): Partial<Record<BufferName, number>> {
  const vector = 4 * size * directions;
  const own = { stencil: 4 * slots * dimension * dimension * nodes, residual: vector, solution: vector, back: vector + 4 * directions * reportSize };
  return inWorkgroup ? own : { ...own, direction: vector, image: vector, transformed: vector, partials: 12 * groups * directions };
}

/** Bytes of an RVE on the way to its stencil. */
function assemblyBytes({ entries, nodes, directions }: GridSizes, points: number): { readonly tangents: number; readonly elements: number } {
  return { tangents: 4 * entries * points * nodes, elements: 4 * directions * points * points * nodes };
}

/** Bytes that an RVE takes on the device, of what assembly needs on its way apart. */
function deviceBytes(gpu: Pick<Gpu, "adapter">, plan: PcgPlan): number {
  return Object.values(bytesPerRve(sizesOf(plan), fitsWorkgroup(gpu, plan))).reduce((a, b) => a + b, 0);
}

/** RVEs that fit, at least one: no buffer beyond what a binding may hold, no more dispatches side by side than allowed, and not more in all than the budget. */
export function roomFor(gpu: Pick<Gpu, "adapter">, plan: PcgPlan, wanted: number): number {
  const { limits } = gpu.adapter, sizes = sizesOf(plan);
  const largest = Math.max(...Object.values(bytesPerRve(sizes, fitsWorkgroup(gpu, plan))));
  const binding = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const fitting = [Math.floor(limits.maxComputeWorkgroupsPerDimension / sizes.directions), Math.floor(binding / largest), Math.floor(budget / deviceBytes(gpu, plan))];
  return Math.max(1, Math.min(wanted, ...fitting));
}

/** Why not one RVE fits on the device; undefined when some do. */
export function refusal(gpu: Pick<Gpu, "adapter">, plan: PcgPlan): string | undefined {
  const { limits } = gpu.adapter, sizes = sizesOf(plan), inWorkgroup = fitsWorkgroup(gpu, plan);
  const all = Object.entries({ ...bytesPerRve(sizes, inWorkgroup), ...assemblyBytes(sizes, plan.points) });
  const [name, bytes] = all.reduce((a, b) => (b[1] > a[1] ? b : a));
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (bytes > most) return `one RVE needs a buffer of ${mebibytes(bytes)} (${name}), the device allows ${mebibytes(most)}`;
  const line = Math.max(...([0, 1, 2] as const).map((axis) => 16 * linePlan(plan, axis).pitch));
  const shared = limits.maxComputeWorkgroupStorageSize;
  return !inWorkgroup && line > shared ? `a line of voxels needs ${line} bytes of workgroup memory, the device has ${shared}` : undefined;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** RVEs of a slice. */
function sliceOf(sizes: GridSizes, plan: PcgPlan, capacity: number, most: number): number {
  return Math.max(1, Math.min(capacity, Math.floor(Math.min(sliceBudget, most) / assemblyBytes(sizes, plan.points).elements)));
}

/** Makes the buffers for `capacity` RVEs and fills the constant ones. */
export function allocate({ device, adapter: { limits } }: Gpu, plan: PcgPlan, capacity: number, inWorkgroup: boolean): DeviceMemory {
  const sizes = sizesOf(plan), { size, macros, directions } = sizes, perRve = bytesPerRve(sizes, inWorkgroup);
  const slice = sliceOf(sizes, plan, capacity, Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize));
  const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
  const room = (bytes: number, usage: number): GPUBuffer => device.createBuffer({ size: Math.max(16, 4 * Math.ceil(bytes / 4)), usage });
  const constant = (data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>, usage = STORAGE): GPUBuffer => {
    const buffer = room(data.byteLength, usage | COPY_DST);
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const { tangents, elements } = assemblyBytes(sizes, plan.points);
  const many = (name: BufferName, usage: number): GPUBuffer => room(capacity * (perRve[name] ?? 0), usage);
  const buffers = {
    phases: constant(Uint32Array.from(plan.phaseOfCell)), gradients: constant(cornerGradients(plan)), slopes: constant(Float32Array.from(plan.slopes)), symbol: constant(symbolTable(plan)),
    waves: constant(inWorkgroup ? waveTable(plan) : twiddleTable(plan)),
    fluctuation: room(4 * capacity * size, STORAGE | COPY_DST), macroscopic: room(36 * capacity, STORAGE | COPY_DST),
    directions: room(4 * capacity * directions * macros, STORAGE | COPY_DST), tangents: room(slice * tangents, STORAGE), elements: room(slice * elements, STORAGE),
    // Two vectors of the corners of a voxel, and a number.
    rates: room(isMixed(plan) ? 4 * slice * (2 * plan.dimension * plan.nodes + 1) * sizes.nodes : 0, STORAGE),
    stencil: many("stencil", STORAGE), residual: many("residual", STORAGE | COPY_DST), solution: many("solution", STORAGE | COPY_SRC),
    direction: many("direction", STORAGE), image: many("image", STORAGE), transformed: many("transformed", STORAGE), partials: many("partials", STORAGE),
    report: room(4 * capacity * directions * reportSize, STORAGE | COPY_SRC), control: room(16, UNIFORM | COPY_DST), back: many("back", MAP_READ | COPY_DST),
  };
  const starts = Array.from({ length: Math.ceil(capacity / slice) }, (_, n) => constant(Uint32Array.of(n * slice), UNIFORM));
  const all = [...Object.values(buffers), ...starts];
  return { buffers, slice, starts, bytes: all.reduce((sum, buffer) => sum + buffer.size, 0), destroy: () => { for (const buffer of all) buffer.destroy(); } };
}

