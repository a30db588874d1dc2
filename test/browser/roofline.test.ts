/** The shaders do what the roofline's count of them does: SwiftShader and the counting machine leave the same numbers in all buffers. */
import { describe, expect, it } from "vitest";
import { assemblyTexts, compileAll, type ShaderText, steppedTexts, workgroupTexts } from "../../src/kernels/gpu/programs.js";
import { nodeWidth, width } from "../../src/kernels/gpu/sizes.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { contents, groupsOf } from "../../tools/roofline/kernels.js";
import { runWorkgroup } from "../../tools/roofline/machine.js";
import { translate } from "../../tools/roofline/wgsl-program.js";
import { inclusionCell, unitCell } from "../support/cells.js";
import { softwareDevice } from "../support/gpu.js";
import { relativeDifference } from "../support/points.js";

const device = softwareDevice();
const plan = compileForGpu(inclusionCell(2, 8, 0.3, "periodic")), space = compileForGpu(inclusionCell(3, 4, 0.4, "periodic"));

/** Buffers after a dispatch on the device. */
async function dispatched({ name, code }: ShaderText, given: ReturnType<typeof contents>, groups: number): Promise<Record<string, Float32Array>> {
  const { device: gpu } = device(), pipeline = (await compileAll(device(), [{ name, code }])).get(name)!;
  const bindings = [...code.matchAll(/@binding\((\d+)\) var<(\w+)[^>]*> (\w+)/g)].map(([, binding, storage, own]) => ({ binding: Number(binding), storage, own }));
  const buffers = bindings.map(({ binding, storage, own }) => {
    const data = given[own] as Float32Array<ArrayBuffer>, usage = storage === "uniform" ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE;
    const buffer = gpu.createBuffer({ size: Math.max(16, data.byteLength), usage: usage | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
    gpu.queue.writeBuffer(buffer, 0, data);
    return { own, binding, buffer, back: gpu.createBuffer({ size: data.byteLength, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }) };
  });
  const encoder = gpu.createCommandEncoder(), pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, gpu.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: buffers.map(({ binding, buffer }) => ({ binding, resource: { buffer } })) }));
  pass.dispatchWorkgroups(groups);
  pass.end();
  for (const { buffer, back } of buffers) encoder.copyBufferToBuffer(buffer, 0, back, 0, back.size);
  gpu.queue.submit([encoder.finish()]);
  const out: Record<string, Float32Array> = {};
  for (const { own, back } of buffers) {
    await back.mapAsync(GPUMapMode.READ);
    out[own] = new Float32Array(back.getMappedRange().slice(0));
  }
  return out;
}

const mixed = compileForGpu(unitCell(2, 8, "periodic", { formulation: "mixed", shapes: [{ circle: { center: [0.5, 0.5], radius: 0.3 }, phase: "inclusion" }] }));

describe.each([["plane", plan], ["space", space], ["mean dilatation", mixed]] as const)("%s", (_name, cell) => {
  const texts = [...assemblyTexts(cell), ...steppedTexts(cell).filter(({ name }) => !["lines-x", "begin"].includes(name)), ...workgroupTexts(cell)];
  it.each(texts.map((text) => [text.name, text] as const))("%s", async (name, text) => {
    const program = translate(text.code), groups = groupsOf(cell, name), control = Float32Array.of(1e-30, 3, 1, 1);
    const ours: Record<string, Float32Array | Uint32Array> = { ...contents(cell, program), ...(name === "cg" ? { control } : {}) };
    const theirs = await dispatched(text, structuredClone(ours), groups);
    for (let group = 0; group < groups; group++) runWorkgroup(program, ours, [group, 0, 0], name === "cg" ? width : nodeWidth, [groups, 1, 1]);
    // Single precision, in another order where a compiler fuses products.
    for (const [own, values] of Object.entries(theirs)) if (ours[own] instanceof Float32Array) expect(relativeDifference(ours[own], values), own).toBeLessThan(1e-5);
  });
});
