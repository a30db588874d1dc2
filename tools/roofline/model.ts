/** The roofline model [williams2009]: what a kernel takes at best on a device, from its counts. */
import type { PcgPlan } from "../../src/kernels/rve-plan.js";
import { sizesOf } from "../../src/kernels/gpu/sizes.js";
import type { MeasuredCell } from "./cells.js";
import type { KernelCounts } from "./kernels.js";
import type { Roofs } from "./roofs.js";

/** Peak numbers of a GPU, from its maker. */
export interface Device extends Roofs {
  readonly name: string;
  readonly kind: string;
  /** f32 units: instructions per clock. */
  readonly lanes: number;
  readonly clock: number;
  /** Multiprocessors, workgroup memory of one, and invocations that one holds. */
  readonly processors: number;
  readonly shared: number;
  readonly invocations: number;
  readonly source: string;
}

function device(given: Omit<Device, "flopsPerSecond">): Device {
  return { ...given, flopsPerSecond: 2 * given.lanes * given.clock };
}

/** One of each kind. */
export const devices: readonly Device[] = [
  device({ name: "Intel Iris Xe, 96 EU", kind: "integrated", lanes: 768, clock: 1.4e9, bytesPerSecond: 68.3e9, processors: 6, shared: 131072, invocations: 1792, source: "intel2022" }),
  device({ name: "NVIDIA RTX 4060 Laptop", kind: "laptop", lanes: 3072, clock: 2.37e9, bytesPerSecond: 256e9, processors: 24, shared: 102400, invocations: 1536, source: "nvidia2023" }),
  device({ name: "NVIDIA A100 SXM4 40 GB", kind: "data centre", lanes: 6912, clock: 1.41e9, bytesPerSecond: 1555e9, processors: 108, shared: 167936, invocations: 2048, source: "nvidia2020" }),
];

/** Seconds of a kernel at best: its bytes moved once or its f32 operations, whichever takes longer. */
export function roofSeconds({ bytes, float }: Pick<KernelCounts, "bytes" | "float">, { bytesPerSecond, flopsPerSecond }: Roofs): number {
  return Math.max(bytes / bytesPerSecond, float / flopsPerSecond);
}

/** Seconds when every operation of the text is an instruction of its own, whole numbers included, and every sector that a warp touches comes from memory. */
export function writtenSeconds({ sectors, float, integer }: KernelCounts, { bytesPerSecond, lanes, clock }: Device): number {
  return Math.max(sectors / bytesPerSecond, (float + integer) / (lanes * clock));
}

/** How often a kernel is called for one RVE: once per assembly, per system, or per iteration of conjugate gradients. */
export function callsPerRve(name: string, plan: PcgPlan, { corrections, correctionIterations, tangentIterations }: MeasuredCell): number {
  const { directions } = sizesOf(plan);
  if (["points", "element", "stencil"].includes(name)) return corrections + 1;
  if (name === "coupling") return directions;
  if (name === "begin") return corrections + directions;
  const iterations = corrections * correctionIterations + directions * tangentIterations;
  // Transforms go forth and back; the first of them comes from the residual.
  return ["lines-y", "lines-z"].includes(name) ? 2 * iterations : iterations;
}

/** Seconds of one RVE, step with tangent, on the device. */
export function rveSeconds(plan: PcgPlan, kernels: readonly KernelCounts[], cell: MeasuredCell, seconds: (kernel: KernelCounts) => number): number {
  return kernels.reduce((sum, kernel) => sum + callsPerRve(kernel.name, plan, cell) * seconds(kernel), 0);
}

/** CPU seconds of double precision for one RVE: a residual before every correction and after the last, and the answer. */
export function exactSeconds({ corrections, cpu }: MeasuredCell): number {
  return (corrections + 1) * cpu.forces + cpu.answer;
}

/** Workgroups of a kernel side by side on a multiprocessor, and the share of its invocations that they fill. */
export function occupancy({ reserved }: Pick<KernelCounts, "reserved">, width: number, { shared, invocations }: Device): { readonly groups: number; readonly share: number } {
  const groups = Math.min(Math.floor(invocations / width), reserved > 0 ? Math.floor(shared / reserved) : Infinity);
  return { groups, share: (groups * width) / invocations };
}
