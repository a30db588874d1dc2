/** Operations and bytes counted by running a shader: on small ones whose numbers are known. */
import { describe, expect, it } from "vitest";
import { compileForGpu } from "../../../src/rve/compile.js";
import { steppedTexts } from "../../../src/kernels/gpu/programs.js";
import { runWorkgroup } from "../../../tools/roofline/machine.js";
import { contents, countKernels, groupsOf } from "../../../tools/roofline/kernels.js";
import { translate } from "../../../tools/roofline/wgsl-program.js";
import { inclusionCell } from "../../support/cells.js";

const triad = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<f32>;
const SCALE = 3.0f;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  for (var k = 0u; k < 2u; k++) { b[STRIDE * id.x] = a[id.x] + SCALE * b[STRIDE * id.x]; }
}`;
const shared = (stride: number): string => `
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
var<workgroup> table: array<f32, ${64 * stride}>;
@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) local: u32) {
  table[local * ${stride}u] = f32(local);
  workgroupBarrier();
  out[local] = table[(63u - local) * ${stride}u];
}`;

describe("a triad", () => {
  const run = (stride: number) => {
    const buffers = { a: new Float32Array(64).fill(2), b: new Float32Array(64 * stride).fill(1) };
    return { counts: runWorkgroup(translate(triad.replaceAll("STRIDE", `${stride}u`)), buffers, [0, 0, 0], 64), b: buffers.b };
  };
  it("has two operations per pass and moves three numbers, each of them once per workgroup", () => {
    const { counts, b } = run(1);
    expect(counts.float).toBe(64 * 2 * 2);
    expect(counts.asked).toBe(64 * 2 * 12);
    expect(counts.unique).toBe(64 * 12);
    // Two warps, three accesses and two passes, four sectors of 32 bytes each.
    expect(counts.sectors).toBe(2 * 3 * 2 * 128);
    expect([...b]).toEqual(Array(64).fill(2 + 3 * (2 + 3)));
  });
  it("touches a sector per number where they are far apart", () => {
    expect(run(8).counts.sectors).toBe(2 * 2 * (128 + 2 * 32 * 32));
  });
});

describe("banks of workgroup memory", () => {
  it.each([[1, 1], [2, 2], [32, 32], [33, 1]])("a stride of %d words takes %d times as long", (stride, conflict) => {
    const out = new Float32Array(64), counts = runWorkgroup(translate(shared(stride)), { out }, [0, 0, 0], 64);
    expect(counts.conflict).toBe(conflict);
    expect(counts.barriers).toBe(1);
    expect(out[0]).toBe(63);
  });
});

describe("the kernels of a cell", () => {
  const plan = compileForGpu(inclusionCell(2, 16, 0.3, "periodic"));
  it("the number of one workgroup stands for all: within 5 % of what all of them do, and all buffers are touched as a whole", () => {
    const counted = countKernels(plan, "stepped");
    for (const { name, code } of steppedTexts(plan).filter(({ name }) => ["product", "step", "filter"].includes(name))) {
      const program = translate(code), groups = groupsOf(plan, name), buffers = contents(plan, program), width = 64;
      const all = Array.from({ length: groups }, (_, g) => runWorkgroup(program, buffers, [g, 0, 0], width, [groups, 1, 1]));
      const float = all.reduce((sum, each) => sum + each.float, 0), own = counted.find((each) => each.name === name)!;
      expect(Math.abs(own.float / float - 1), name).toBeLessThan(0.05);
      // A workgroup cannot move less than its part, and with a perfect cache moves little more.
      expect(all.reduce((sum, { unique }) => sum + unique, 0), name).toBeGreaterThan(0.95 * own.bytes);
    }
  });
  it("the product costs two operations per entry of the stencil, and two per component for the curvature", () => {
    const product = countKernels(plan, "stepped").find(({ name }) => name === "product")!, entries = 9 * 4 * 256;
    // One comparison per invocation, of the outcome; sums in each of four workgroups: eight lanes with eight terms, then seven additions by everybody.
    expect(product.float).toBe(2 * entries + 2 * 2 * 256 + 256 + 4 * (64 + 7 * 64));
  });
  it("across the lines as along them, transforms meet no more than pairs of conflicts", () => {
    for (const name of ["lines-x", "lines-y"]) expect(countKernels(plan, "stepped").find((each) => each.name === name)!.conflict, name).toBeLessThan(2);
  });
});
