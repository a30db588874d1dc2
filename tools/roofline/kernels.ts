/** What the kernels of an RVE do per call, counted by running their shaders on the buffers of one RVE or system. */
import { linePlan } from "../../src/kernels/gpu/fourier.js";
import { assemblyTexts, type ShaderText, steppedTexts, workgroupTexts } from "../../src/kernels/gpu/programs.js";
import { type GridSizes, isMixed, nodeWidth, outcome, sizesOf, width } from "../../src/kernels/gpu/sizes.js";
import { cornerGradients, symbolTable, twiddleTable, waveTable } from "../../src/kernels/gpu/tables.js";
import type { PcgPlan } from "../../src/kernels/rve-plan.js";
import { type Buffers, type Counts, runWorkgroup } from "./machine.js";
import { type Program, translate } from "./wgsl-program.js";

/** A kernel with what it does for one RVE (assembly) or one system (the rest); `cg` for one iteration. */
export interface KernelCounts {
  readonly name: string;
  readonly per: "RVE" | "system";
  readonly groups: number;
  readonly float: number;
  readonly integer: number;
  /** Bytes of its buffers that it reads, and that it writes, each number once: what must be moved between memory and chip. */
  readonly bytes: number;
  /** Bytes that the workgroups move, each with a perfect cache of its own; bytes of the sectors that warps touch, without any cache. */
  readonly unique: number;
  readonly sectors: number;
  /** Bytes asked of workgroup memory, turns of its banks over the turns without conflicts, bytes that a workgroup reserves. */
  readonly shared: number;
  readonly conflict: number;
  readonly reserved: number;
  /** Barriers that an invocation waits at. */
  readonly barriers: number;
}

/** How the linear systems are solved: `workgroup` one per workgroup, `stepped` over several dispatches. */
export type Way = "workgroup" | "stepped";

/** Counts of all kernels of a cell. */
export function countKernels(plan: PcgPlan, way: Way): readonly KernelCounts[] {
  const assembly = assemblyTexts(plan).map((text) => countKernel(plan, text, text.name === "coupling" ? "system" : "RVE"));
  return [...assembly, ...(way === "stepped" ? steppedTexts(plan).map((text) => countKernel(plan, text, "system")) : workgroupTexts(plan).map((text) => countIteration(plan, text)))];
}

/** Workgroups of a kernel for one RVE or system. */
export function groupsOf(plan: PcgPlan, name: string): number {
  const { nodes, directions, slots, groups } = sizesOf(plan), of = (invocations: number): number => Math.ceil(invocations / nodeWidth);
  const assembly: Readonly<Record<string, number>> = { points: of(isMixed(plan) ? nodes : nodes * plan.points), element: of(nodes * directions), stencil: of(nodes * slots), judge: 1, cg: 1 };
  const axis = ({ "lines-first": 0, "lines-x": 0, "lines-y": 1, "lines-z": 2 } as const)[name];
  return axis === undefined ? assembly[name] ?? groups : linePlan(plan, axis).groups;
}

/** Numbers between -1 and 1 that repeat late. */
function waves(length: number, scale = 1): Float32Array {
  const out = new Float32Array(length);
  for (let n = 0; n < length; n++) out[n] = scale * (((n * 37) % 101) / 50 - 1);
  return out;
}

/** Every node coupled with itself, and a little with its neighbours: positive definite. */
function stencilOf({ slots, dimension, nodes }: GridSizes): Float32Array {
  const out = new Float32Array(slots * dimension * dimension * nodes), middle = (slots - 1) / 2;
  for (let slot = 0; slot < slots; slot++) {
    for (let i = 0; i < dimension; i++) out.fill(slot === middle ? 4 : -1 / slots, ((slot * dimension + i) * dimension + i) * nodes, ((slot * dimension + i) * dimension + i + 1) * nodes);
  }
  return out;
}

const makers: Readonly<Record<string, (plan: PcgPlan, sizes: GridSizes) => Float32Array | Uint32Array>> = {
  fluctuation: ({ grid }, { size }) => waves(size, 0.01 / grid[0]), macroscopic: () => Float32Array.of(0.1, 0.05, 0, 0.02, -0.05, 0, 0, 0, 0.01),
  phases: ({ phaseOfCell }) => Uint32Array.from(phaseOfCell), gradients: cornerGradients, slopes: ({ slopes }) => Float32Array.from(slopes),
  tangents: ({ points }, { entries, nodes }) => waves(entries * points * nodes), rates: ({ points }, { dimension, nodes }) => waves((2 * dimension * points + 1) * nodes), elements: ({ points }, { directions, nodes }) => waves(directions * points * points * nodes),
  stencil: (_, sizes) => stencilOf(sizes), directions: (_, { directions, macros }) => waves(directions * macros), green: symbolTable, waves: waveTable, twiddles: twiddleTable,
  partials: (_, { groups }) => waves(3 * groups).map(Math.abs), report: () => Float32Array.of(0, outcome.running, 1, 1, 0.5, 1, 0, 0), control: () => Float32Array.of(1e-30, 1e6, 1, 1), first: () => Uint32Array.of(0),
};

/** Buffers of one RVE and one system by the names of a shader, with numbers on which conjugate gradients run as they should; others are vectors of a system. */
export function contents(plan: PcgPlan, program: Pick<Program, "buffers">): Buffers {
  const sizes = sizesOf(plan);
  return Object.fromEntries([...program.buffers.keys()].map((name) => [name, (makers[name] ?? (() => waves(sizes.size)))(plan, sizes)]));
}

function countKernel(plan: PcgPlan, { name, code }: ShaderText, per: KernelCounts["per"]): KernelCounts {
  const program = translate(code), groups = groupsOf(plan, name), buffers = contents(plan, program);
  const one = runWorkgroup(program, buffers, [Math.floor(groups / 2), 0, 0], nodeWidth, [groups, 1, 1]);
  return { name, per, groups, ...summed(one, groups), bytes: moved(one, buffers), conflict: one.conflict, reserved: one.reserved, barriers: one.barriers };
}

/** One iteration of conjugate gradients in a workgroup: what three of them do more than two; the stencil, which stays outside, is read in each. */
function countIteration(plan: PcgPlan, { name, code }: ShaderText): KernelCounts {
  const program = translate(code), run = (iterations: number): Counts => runWorkgroup(program, { ...contents(plan, program), control: Float32Array.of(1e-30, iterations, 1, 1) }, [0, 0, 0], width);
  const two = run(2), three = run(3), buffers = contents(plan, program), more = (key: "float" | "integer" | "sectors" | "shared" | "barriers"): number => three[key] - two[key];
  const bytes = buffers.stencil.byteLength + buffers.green.byteLength + buffers.waves.byteLength;
  return {
    name, per: "system", groups: 1, float: more("float"), integer: more("integer"), sectors: more("sectors"), shared: more("shared"), barriers: more("barriers"), bytes, unique: bytes,
    conflict: three.conflict, reserved: three.reserved,
  };
}

function summed({ float, integer, unique, sectors, shared }: Counts, groups: number): Pick<KernelCounts, "float" | "integer" | "unique" | "sectors" | "shared"> {
  return { float: float * groups, integer: integer * groups, unique: unique * groups, sectors: sectors * groups, shared: shared * groups };
}

/** Bytes of the buffers that a kernel touches, once for reading and once for writing. Of shares of sums each kernel touches one of three kinds. */
function moved({ touched }: Counts, buffers: Buffers): number {
  return touched.reduce((sum, access) => sum + buffers[access.slice(1)].byteLength / (access.endsWith("partials") ? 3 : 1), 0);
}

/** Bank conflicts of the transform along an axis if pairs of lines followed each other without a gap. */
export function conflictWithoutPadding(plan: PcgPlan, axis: 1 | 2): number {
  const { code, name } = steppedTexts(plan).find((text) => text.name === `lines-${"xyz"[axis]}`)!, { period, pitch, pairs } = linePlan(plan, axis);
  const program = translate(code.replace(`const PITCH = ${pitch}u;`, `const PITCH = ${period}u;`).replaceAll(`${pairs * pitch}u`, `${pairs * period}u`));
  return runWorkgroup(program, contents(plan, program), [0, 0, 0], nodeWidth, [groupsOf(plan, name), 1, 1]).conflict;
}
