/**
 * Runs workgroups of a translated shader, invocation after invocation from barrier to barrier, and takes down what it does: operations, bytes asked of
 * buffers, sectors that a warp touches together, conflicts of a warp in workgroup memory.
 */
import type { Machine, Program } from "./wgsl-program.js";
import { componentsOf, elementOf, lengthOf } from "./wgsl-types.js";

/** Invocations that run in step, bytes that memory moves together, banks of workgroup memory of four bytes each: those of current GPUs [nvidia2020]. */
export const warp = 32, sector = 32, banks = 32;

/** What one workgroup does. */
export interface Counts {
  /** Operations on f32 and on whole numbers, as the text has them: no unrolling, no fused products. */
  readonly float: number;
  readonly integer: number;
  /** Bytes that invocations ask of buffers and write to them. */
  readonly asked: number;
  /** The same, each number once: what a workgroup with a perfect cache moves. */
  readonly unique: number;
  /** Bytes of the sectors that warps touch, access by access. */
  readonly sectors: number;
  /** Bytes asked of workgroup memory; turns that its banks need for them, over those they would need without conflicts. */
  readonly shared: number;
  readonly conflict: number;
  readonly barriers: number;
  /** Bytes of the variables of the workgroup that are used. */
  readonly reserved: number;
  /** Buffers that were read (`r` before the name) and written (`w`). */
  readonly touched: readonly string[];
}

/** Contents of the buffers of a program. */
export type Buffers = Readonly<Record<string, Float32Array | Uint32Array>>;

/** Accesses of one phase between barriers: by place in the program and invocation, the words. */
type Trace = Map<number, { readonly words: number; readonly lanes: number[][] }>;

/**
 * Runs one workgroup.
 * @param buffers changed as the shader does
 * @param group number of the workgroup
 * @param width invocations in it
 */
export function runWorkgroup(program: Program, buffers: Buffers, group: readonly [number, number, number], width: number, groups: readonly [number, number, number] = [1, 1, 1]): Counts {
  const shared = new Map([...program.shared].map(([name, type]) => [name, new Float32Array(lengthOf(type))] as const)), bases = placesOf(program.shared);
  const sums = { asked: 0, sectors: 0, shared: 0, turns: 0, ideal: 0 }, touched = new Map<string, Set<number>>(), used = new Set<string>();
  let lane = 0, local: Trace = new Map(), global: Trace = new Map();
  const take = (trace: Trace, site: number, words: number, word: number): void => {
    const own = trace.get(site) ?? { words, lanes: Array.from({ length: width }, (): number[] => []) };
    trace.set(site, own);
    own.lanes[lane].push(word);
  };
  const touch = (memory: string, place: number, site: number, words: number, kind: "r" | "w"): number => {
    const word = place * words;
    if (shared.has(memory)) {
      sums.shared += 4 * words;
      used.add(memory);
      take(local, site, words, bases.get(memory)! + word);
      return word;
    }
    sums.asked += 4 * words;
    const key = `${kind}${memory}`, set = touched.get(key) ?? new Set();
    touched.set(key, set.add(word));
    if (words === 2) set.add(word + 1);
    take(global, site, words, word);
    return word;
  };
  const machine: Machine = {
    float: 0, integer: 0,
    get(memory, place, site) {
      const words = wordsOf(program, memory), word = touch(memory, place, site, words, "r"), data = shared.get(memory) ?? buffers[memory];
      return words === 1 ? data[word] : Array.from({ length: words }, (_, n) => data[word + n]);
    },
    set(memory, place, value, site) {
      const words = wordsOf(program, memory), word = touch(memory, place, site, words, "w"), data = shared.get(memory) ?? buffers[memory];
      if (words === 1) data[word] = value as number;
      else (value as readonly number[]).forEach((each, n) => { data[word + n] = each; });
    },
  };
  const lanes = Array.from({ length: width }, (_, n) => program.start(machine, {
    local_invocation_index: n, workgroup_id: group, num_workgroups: groups, global_invocation_id: [group[0] * width + n, group[1], group[2]],
  }));
  let barriers = -1, running = true;
  while (running) {
    running = false;
    for (lane = 0; lane < width; lane++) running = !lanes[lane].next().done || running;
    barriers++;
    const { turns, ideal } = bankTurns(local);
    sums.turns += turns;
    sums.ideal += ideal;
    sums.sectors += sectorBytes(global);
    local = new Map();
    global = new Map();
  }
  const unique = 4 * [...touched.values()].reduce((sum, { size }) => sum + size, 0);
  return { float: machine.float, integer: machine.integer, asked: sums.asked, unique, sectors: sums.sectors, shared: sums.shared, conflict: sums.ideal > 0 ? sums.turns / sums.ideal : 1, barriers, reserved: [...used].reduce((sum, name) => sum + 4 * shared.get(name)!.length, 0), touched: [...touched.keys()] };
}

function wordsOf({ buffers, shared }: Program, memory: string): number {
  const type = (buffers.get(memory) ?? shared.get(memory))!;
  return componentsOf(type.startsWith("array") ? elementOf(type) : type);
}

/** First word of every variable of the workgroup. */
function placesOf(shared: Program["shared"]): ReadonlyMap<string, number> {
  let next = 0;
  return new Map([...shared].map(([name, type]) => {
    const place = next;
    next += lengthOf(type);
    return [name, place] as const;
  }));
}

/** Visits the words of every access that a warp makes together. */
function eachAccess(trace: Trace, visit: (words: readonly number[]) => void): void {
  for (const { words, lanes } of trace.values()) {
    for (let first = 0; first < lanes.length; first += warp) {
      const own = lanes.slice(first, first + warp), times = Math.max(...own.map((list) => list.length));
      for (let k = 0; k < times; k++) visit(own.flatMap((list) => (k < list.length ? Array.from({ length: words }, (_, n) => list[k] + n) : [])));
    }
  }
}

function bankTurns(trace: Trace): { readonly turns: number; readonly ideal: number } {
  let turns = 0, ideal = 0;
  eachAccess(trace, (words) => {
    const different = new Set(words), load = new Array<number>(banks).fill(0);
    for (const word of different) load[word % banks]++;
    turns += Math.max(...load);
    ideal += Math.ceil(different.size / banks);
  });
  return { turns, ideal };
}

function sectorBytes(trace: Trace): number {
  let bytes = 0;
  eachAccess(trace, (words) => { bytes += sector * new Set(words.map((word) => Math.floor((4 * word) / sector))).size; });
  return bytes;
}
