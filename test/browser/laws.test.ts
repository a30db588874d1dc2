/** The WGSL of every law that is compiled with the package, run by Chromium's software adapter (SwiftShader). */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kernelId, prebuiltVariants, sourceOf, type LawVariant } from "../../src/law/catalogue.js";
import { lawFunctions } from "../../src/law/functions.gen.js";
import { bindLaw } from "../../src/law/bind.js";
import { lawSpecs } from "../support/laws.js";
import { relativeDifference } from "../support/points.js";
import { ensureChromium } from "../../tools/chromium.js";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
/** Moderate strain, all components different. */
const strain = [0.11, -0.04, 0.07, 0.03, -0.05, 0.06];

/** Runs one compute shader on 40 floats in and 40 out; text of the page, since WebGPU has no types here. */
const runShader = `async (code, given) => {
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter.requestDevice();
  const module = device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter(({ type }) => type === "error").map(({ lineNum, message }) => lineNum + ": " + message);
  if (errors.length > 0) throw new Error(errors.join("; "));
  const buffer = (usage) => device.createBuffer({ size: 160, usage });
  const [input, output, copy] = [GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST].map(buffer);
  device.queue.writeBuffer(input, 0, new Float32Array(given));
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module, entryPoint: "main" } });
  const entries = [input, output].map((each, binding) => ({ binding, resource: { buffer: each } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(output, 0, copy, 0, 160);
  device.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  return [...new Float32Array(copy.getMappedRange())];
}`;

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = createServer((_, response) => { response.setHeader("content-type", "text/html"); response.end("<html></html>"); }).listen(0);
  browser = await chromium.launch({ executablePath: ensureChromium(), args: ["--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser.close();
  server.close();
});

/** Entry point around a law's two functions. */
function shader(variant: LawVariant): string {
  const name = kernelId(variant).replaceAll("-", "_");
  const { parameters, directions } = sourceOf(variant);
  const array = (letter: string, size: number, from: number): string => `var ${letter}: array<f32, ${size}>; for (var i = 0u; i < ${size}u; i++) { ${letter}[i] = given[${from}u + i]; }`;
  return `${read("shaders/law/math.wgsl")}\n${read(`shaders/law/${kernelId(variant)}.gen.wgsl`)}
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(1) fn main() {
  ${array("p", parameters.length, 0)} ${array("d", Math.max(1, 3 * directions), 16)} ${array("E", 6, 32)}
  let all = ${name}_tangent(p, d, E);
  for (var i = 0u; i < 28u; i++) { result[i] = all[i]; }
  let part = ${name}_stress(p, d, E);
  for (var i = 0u; i < 7u; i++) { result[28u + i] = part[i]; }
}`;
}

describe("WGSL laws agree with f64", () => {
  const bound = lawSpecs.map((spec) => bindLaw(spec));
  it.each(prebuiltVariants().map((variant) => [kernelId(variant), variant] as const))("%s", async (id, variant) => {
    const law = bound.find(({ kernel }) => kernel === id);
    expect(law, "a law of test/support/laws.ts uses this kernel").toBeDefined();
    const { parameters, directions } = law as NonNullable<typeof law>;
    const given = new Float32Array(40);
    given.set(parameters, 0);
    given.set(directions, 16);
    given.set(strain, 32);
    const exact = new Float64Array(28);
    lawFunctions[id].tangent(Float64Array.from(given.subarray(0, 16)), Float64Array.from(given.subarray(16, 32)), Float64Array.from(given.subarray(32, 38)), exact);
    const result = await page.evaluate(`(${runShader})(${JSON.stringify(shader(variant))}, ${JSON.stringify([...given])})`) as number[];
    // f32 has 6e-8; some ten roundings, of terms up to ten times the result.
    for (const [from, to] of [[0, 1], [1, 7], [7, 28]]) expect(relativeDifference(result.slice(from, to), exact.subarray(from, to))).toBeLessThan(2e-6);
    expect(relativeDifference(result.slice(28, 35), exact.subarray(0, 7))).toBeLessThan(2e-6);
  });
});
