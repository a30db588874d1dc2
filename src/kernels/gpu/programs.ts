/** Shaders of one RVE: constants and laws printed in front of the common text, compiled once. */
import { BackendError } from "../../core/errors.js";
import type { BoundLaw } from "../../law/bind.js";
import { wgslFunction } from "../../lawc/emit-source.js";
import type { PcgPlan } from "../rve-plan.js";
import type { Gpu } from "./device.js";
import { lawShaders, shaders } from "./shaders.gen.js";

/** Invocations that share a system of conjugate gradients. */
const width = 128;
/** Numbers of a system in the report: iterations, outcome, relative residual, spare. */
export const reportSize = 4;
/** Vectors of a system: solution, residual, direction, its product, two of the preconditioner. */
export const vectors = 6;

/** Sizes of an RVE as the shaders see it. */
export interface GridSizes {
  readonly dimension: 2 | 3;
  readonly grid: readonly [number, number, number];
  readonly nodes: number;
  /** Numbers of one field: components of all nodes. */
  readonly size: number;
  /** Components of the macroscopic F, entries of the upper triangle of the tangent, neighbours of a node. */
  readonly macros: number;
  readonly entries: number;
  readonly slots: number;
  /** Symmetric directions of the macroscopic F: solves for a tangent. */
  readonly directions: number;
}

/** Pipelines of one RVE. */
export interface Programs {
  readonly points: GPUComputePipeline;
  readonly stencil: GPUComputePipeline;
  readonly coupling: GPUComputePipeline;
  /** Conjugate gradients for one right-hand side per RVE, and for all of a tangent. */
  readonly correction: GPUComputePipeline;
  readonly correctors: GPUComputePipeline;
  /** Whether the vectors of a system live in workgroup memory. */
  readonly inWorkgroup: boolean;
}

/** Sizes of a compiled RVE. */
export function sizesOf({ dimension, grid }: PcgPlan): GridSizes {
  const nodes = grid[0] * grid[1] * grid[2], macros = dimension * dimension;
  return {
    dimension, grid, nodes, size: dimension * nodes, macros, entries: (macros * (macros + 1)) / 2,
    slots: dimension === 3 ? 27 : 9, directions: (macros + dimension) / 2,
  };
}

/**
 * Compiles the shaders of an RVE.
 * @throws BackendError E_GPU with the compiler's message when the device refuses one
 */
export async function createPrograms(gpu: Gpu, plan: PcgPlan): Promise<Programs> {
  const sizes = sizesOf(plan);
  const common = constants(plan, sizes) + shaders.math + shaders.grid;
  const inWorkgroup = 4 * (vectors * sizes.size + width) <= gpu.adapter.limits.maxComputeWorkgroupStorageSize && width <= gpu.adapter.limits.maxComputeInvocationsPerWorkgroup;
  const solver = (systems: number): string => systemsConstant(systems) + vectorMemory(sizes, inWorkgroup) + shaders.cg;
  const build = (name: string, text: string): Promise<GPUComputePipeline> => compile(gpu, name, common + text);
  const [points, stencil, coupling, correction, correctors] = await Promise.all([
    build("points", lawText(plan.laws) + shaders.points), build("stencil", shaders.stencil),
    build("coupling", systemsConstant(sizes.directions) + shaders.coupling),
    build("correction", solver(1)), build("correctors", solver(sizes.directions)),
  ]);
  return { points, stencil, coupling, correction, correctors, inWorkgroup };
}

async function compile({ device }: Gpu, name: string, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label: name, code });
  const { messages } = await module.getCompilationInfo();
  const wrong = messages.find(({ type }) => type === "error");
  if (wrong) throw refused(name, `${wrong.message} (line ${wrong.lineNum}: ${code.split("\n")[wrong.lineNum - 1]?.trim() ?? ""})`);
  try {
    return await device.createComputePipelineAsync({ label: name, layout: "auto", compute: { module, entryPoint: "main" } });
  } catch (cause) {
    throw refused(name, cause instanceof Error ? cause.message : String(cause));
  }
}

function refused(name: string, message: string): BackendError {
  return new BackendError("E_GPU", `the GPU refuses the shader "${name}": ${message}.`, { hint: "use backend: wasm (or auto), and report this with the output of `twoscale info`." });
}

function constants({ grid: [nx, ny, nz], nodes: corners, points, volumes }: PcgPlan, { dimension, nodes, size, macros, entries, slots, directions }: GridSizes): string {
  const whole = { D: dimension, NX: nx, NY: ny, NZ: nz, NODES: nodes, SIZE: size, CORNERS: corners, POINTS: points, MACROS: macros, ENTRIES: entries, SLOTS: slots, GREEN: directions, WIDTH: width, REPORT: reportSize };
  return `${Object.entries(whole).map(([name, value]) => `const ${name} = ${value}u;`).join("\n")}\nconst VOLUME = ${number(volumes[0])};\n`;
}

function systemsConstant(systems: number): string {
  return `const SYSTEMS = ${systems}u;\n`;
}

/** Declares `v`, and where in it a system begins, for the vectors of a system. */
function vectorMemory({ size }: GridSizes, inWorkgroup: boolean): string {
  return inWorkgroup
    ? `var<workgroup> v: array<f32, ${vectors * size}>;\nfn baseOf(system: u32) -> u32 { return 0u; }\n`
    : `@group(0) @binding(7) var<storage, read_write> v: array<f32>;\nfn baseOf(system: u32) -> u32 { return system * ${vectors * size}u; }\n`;
}

/** The laws of all phases and a function that chooses by phase. */
function lawText(laws: readonly BoundLaw[]): string {
  const names = laws.map((law) => lawName(law, laws.findIndex(({ kernel }) => kernel === law.kernel)));
  const texts = new Map(laws.map((law, phase) => [names[phase], lawShader(law, names[phase])]));
  const cases = laws.map((law, phase) => {
    const call = `${names[phase]}_tangent(${list(law.parameters)}, ${list(law.directions)}, E)`;
    return `${phase + 1 === laws.length ? "default" : `case ${phase}u`}: { return ${call}; }`;
  });
  return `${[...texts.values()].join("\n")}\nfn respond(phase: u32, E: array<f32, 6>) -> array<f32, 28> {\n  switch phase {\n    ${cases.join("\n    ")}\n  }\n}\n`;
}

/** Name of a law in the shader: names of user formulas are no identifiers. */
function lawName({ kernel, program }: BoundLaw, first: number): string {
  return program === undefined ? kernel.replaceAll("-", "_") : `formula_${first}`;
}

function lawShader({ kernel, program, parameters, directions }: BoundLaw, name: string): string {
  if (program === undefined) return lawShaders[kernel];
  return wgslFunction(`${name}_tangent`, program.tangent, { p: parameters.length, d: directions.length, E: 6 });
}

function list(values: Float64Array): string {
  const padded = values.length === 0 ? [0] : Array.from(values);
  return `array<f32, ${padded.length}>(${padded.map(number).join(", ")})`;
}

/** A number as WGSL writes it. */
function number(value: number): string {
  return `f32(${Math.fround(value)})`;
}
