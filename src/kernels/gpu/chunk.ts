/** Memory for some RVEs on the GPU, and the two jobs done there: corrections of a Newton step, and correctors of a tangent. */
import type { PcgPlan } from "../rve-plan.js";
import { type Gpu, GpuMemoryError, whileWatched } from "./device.js";
import { allocate, type DeviceMemory, roomFor } from "./memory.js";
import { assemblyTexts, compileAll, fitsWorkgroup, type Pipelines, steppedTexts, workgroupTexts } from "./programs.js";
import { bind, type Bound, type GpuCounts, type Recorder } from "./recorder.js";
import { type GridSizes, isMixed, nodeWidth, sizesOf } from "./sizes.js";
import { type CgControl, type GpuAnswer, steppedSolver, workgroupSolver } from "./solver.js";

/** Room for `capacity` RVEs; inputs are written to the arrays before a job. */
export interface Chunk {
  readonly sizes: GridSizes;
  readonly capacity: number;
  readonly counts: Readonly<GpuCounts>;
  /** Bytes that it takes on the device. */
  readonly bytes: number;
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
 * Lays out memory on the device for at most `wanted` RVEs, for half as many where the device has not enough, and so on.
 * @throws BackendError E_GPU when a shader is refused, there is no memory for one RVE, or the device is lost
 */
export async function createChunk(gpu: Gpu, plan: PcgPlan, wanted: number): Promise<Chunk> {
  const inWorkgroup = fitsWorkgroup(gpu, plan), sizes = sizesOf(plan);
  const pipelines = await compileAll(gpu, [...assemblyTexts(plan), ...(inWorkgroup ? workgroupTexts(plan) : steppedTexts(plan))]);
  const { memory, capacity } = await reserve(gpu, plan, roomFor(gpu, plan, wanted));
  const counts: GpuCounts = { dispatches: 0, readbacks: 0, systems: 0, iterations: 0 };
  const solve = (inWorkgroup ? workgroupSolver : steppedSolver)({ gpu, plan, pipelines, memory, counts });
  const assemble = bindAssembly(gpu, plan, pipelines, memory), { directions, size, macros } = sizes;
  const inputs = {
    fluctuation: new Float32Array(capacity * size), forces: new Float32Array(capacity * size),
    macroscopic: new Float32Array(9 * capacity), directions: new Float32Array(capacity * directions * macros),
  };
  const write = (name: "fluctuation" | "macroscopic" | "directions" | "residual" | "control", data: Float32Array<ArrayBuffer>, length: number): void =>
    gpu.device.queue.writeBuffer(memory.buffers[name], 0, data, 0, length);
  const send = (count: number, { tolerance, iterations }: CgControl, systems: number): void => {
    write("fluctuation", inputs.fluctuation, count * size);
    write("macroscopic", inputs.macroscopic, 9 * count);
    write("control", Float32Array.of(tolerance * tolerance, iterations, count * systems, systems), 4);
  };
  const job = async (count: number, systems: number, control: CgControl, coupling: Coupling): Promise<GpuAnswer> => {
    const answer = await solve((recorder) => { assemble(recorder, count, coupling); }, count * systems, control);
    counts.systems += count * systems;
    for (let system = 0; system < count * systems; system++) counts.iterations += answer.report[(system * answer.report.length) / (count * systems)];
    return answer;
  };
  return {
    ...inputs, sizes, capacity, counts, bytes: memory.bytes,
    correct(count, control) {
      send(count, control, 1);
      write("residual", inputs.forces, count * size);
      return job(count, 1, control, "uploaded");
    },
    correctors(count, control) {
      send(count, control, directions);
      write("directions", inputs.directions, count * directions * macros);
      return job(count, directions, control, "made here");
    },
    dispose: memory.destroy,
  };
}

/** Memory for as many RVEs as the device has room for. */
async function reserve(gpu: Gpu, plan: PcgPlan, wanted: number): Promise<{ readonly memory: DeviceMemory; readonly capacity: number }> {
  for (let capacity = wanted; ; capacity = Math.floor(capacity / 2)) {
    const tried: DeviceMemory[] = [];
    try {
      await whileWatched(gpu, `memory for ${capacity} RVEs`, () => tried.push(allocate(gpu, plan, capacity, fitsWorkgroup(gpu, plan))));
      return { capacity, memory: tried[0] };
    } catch (error) {
      for (const memory of tried) memory.destroy();
      if (capacity === 1 || !(error instanceof GpuMemoryError)) throw error;
      // What there was room for is given back before the next attempt.
      gpu.device.queue.submit([]);
      await gpu.device.queue.onSubmittedWorkDone();
    }
  }
}

/** Whether right-hand sides are those of directions of F, or have been uploaded. */
type Coupling = "uploaded" | "made here";

/** Records the assembly of a batch, slice by slice of what there is room for on the way. */
function bindAssembly(gpu: Gpu, plan: PcgPlan, pipelines: Pipelines, memory: DeviceMemory): (recorder: Recorder, count: number, forces: Coupling) => void {
  const { nodes, slots, directions } = sizesOf(plan), { slice } = memory, rates = isMixed(plan) ? "rates" as const : null;
  const on = (name: string, list: Parameters<typeof bind>[4]): Bound => bind(gpu, pipelines, memory, name, list);
  const slices = memory.starts.map((first) => [
    { bound: on("points", ["fluctuation", "macroscopic", "phases", "gradients", "tangents", first, rates]), invocations: rates === null ? nodes * plan.points : nodes },
    { bound: on("element", ["tangents", "slopes", "elements", rates]), invocations: nodes * directions },
    { bound: on("stencil", ["elements", "stencil", first]), invocations: nodes * slots },
  ]);
  const coupling = on("coupling", ["stencil", "directions", "residual"]);
  const groups = (invocations: number): number => Math.ceil(invocations / nodeWidth);
  return (recorder, count, forces) => {
    for (let n = 0; n * slice < count; n++) {
      for (const { bound, invocations } of slices[n]) recorder.dispatch(bound, groups(invocations), Math.min(slice, count - n * slice));
    }
    if (forces === "made here") recorder.dispatch(coupling, groups(nodes), count, directions);
  };
}
