/** Shaders of one RVE: constants and laws printed in front of the common text, compiled once. */
import { BackendError } from "../../core/errors.js";
import type { BoundLaw } from "../../law/bind.js";
import { wgslFunction } from "../../lawc/emit-source.js";
import type { PcgPlan } from "../rve-plan.js";
import { type Gpu, whileWatched } from "./device.js";
import { lineShader } from "./fourier.js";
import { lawShaders, shaders } from "./shaders.gen.js";
import { isMixed, lanes, nodeWidth, periodsOf, reportSize, sizesOf, vectors, width } from "./sizes.js";

/** A text with its entry point `main`. */
export interface ShaderText {
  readonly name: string;
  readonly code: string;
}

/** Compiled texts by name. */
export type Pipelines = ReadonlyMap<string, GPUComputePipeline>;

/** Whether the vectors of a system fit into the memory of a workgroup, so that one dispatch solves it. */
export function fitsWorkgroup({ adapter: { limits } }: Pick<Gpu, "adapter">, plan: PcgPlan): boolean {
  return 4 * (vectors * sizesOf(plan).size + width + lanes) <= limits.maxComputeWorkgroupStorageSize && width <= limits.maxComputeInvocationsPerWorkgroup;
}

/** Texts that make the linear systems of an RVE. */
export function assemblyTexts(plan: PcgPlan): readonly ShaderText[] {
  const common = commonText(plan, nodeWidth), mixed = isMixed(plan), laws = common + shaders.math + lawText(plan.laws) + shaders.gauss;
  return [
    { name: "points", code: mixed ? laws + mixedPhases(plan) + shaders.dilatation : laws + shaders.points },
    { name: "element", code: common + (mixed ? shaders.dyad : noDyad) + shaders.element }, { name: "stencil", code: common + shaders.stencil },
    { name: "coupling", code: common + shaders.coupling },
  ];
}

/** Where the points of a voxel have nothing in common. */
const noDyad = "fn dyad(slice: u32, cell: u32, i: u32, a: u32, k: u32, b: u32) -> f32 { return 0.0f; }\n";

function mixedPhases(plan: PcgPlan): string {
  return `const MIXED = array<u32, ${plan.mixedPhases.length}>(${plan.mixedPhases.map((mixed) => (mixed ? "1u" : "0u")).join(", ")});\n`;
}

/** The text that solves a system in one dispatch. */
export function workgroupTexts(plan: PcgPlan): readonly ShaderText[] {
  return [{ name: "cg", code: commonText(plan, width) + shaders.sums + shaders.row + shaders.symbol + shaders.cg }];
}

/** Texts of conjugate gradients over several dispatches; transforms are named by axis: `lines-x` from another vector, `back-x`, `lines-y`, … in place. */
export function steppedTexts(plan: PcgPlan): readonly ShaderText[] {
  const nodes = commonText(plan, nodeWidth) + shaders.sums;
  const axes = plan.dimension === 3 ? [0, 1, 2] as const : [0, 1] as const;
  return [
    { name: "begin", code: nodes + shaders.begin }, { name: "filter", code: nodes + shaders.symbol + shaders.filter + shaders.image },
    { name: "judge", code: nodes + shaders.judge }, { name: "direction", code: nodes + shaders.direction },
    { name: "product", code: nodes + shaders.row + shaders.product + shaders.image }, { name: "step", code: nodes + shaders.step },
    { name: "lines-first", code: nodes + lineShader(plan, 0, "source") },
    ...axes.map((axis) => ({ name: `lines-${"xyz"[axis]}`, code: nodes + lineShader(plan, axis, "goal") })),
  ];
}

/**
 * Compiles texts.
 * @throws BackendError E_GPU with the compiler's message when the device refuses one
 */
export function compileAll(gpu: Gpu, texts: readonly ShaderText[]): Promise<Pipelines> {
  // Watched together: scopes of errors are a stack, which would mix up texts that are compiled side by side.
  return whileWatched(gpu, "its shaders", async () => new Map(await Promise.all(texts.map(async (text) => [text.name, await compile(gpu.device, text)] as const))));
}

async function compile(device: GPUDevice, { name, code }: ShaderText): Promise<GPUComputePipeline> {
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

/** Constants of an RVE, and places on its grid. */
function commonText(plan: PcgPlan, invocations: number): string {
  const { grid: [nx, ny, nz], nodes: corners, points, volumes } = plan, { dimension, nodes, size, macros, entries, slots, directions, groups } = sizesOf(plan);
  const whole = {
    D: dimension, NX: nx, NY: ny, NZ: nz, NODES: nodes, SIZE: size, CORNERS: corners, POINTS: points, MACROS: macros, ENTRIES: entries, SLOTS: slots,
    GREEN: directions, SYSTEMS: directions, WIDTH: invocations, REPORT: reportSize, GROUPS: groups, PERIODS: periodsOf(plan),
  };
  const lines = Object.entries(whole).map(([name, value]) => `const ${name} = ${value}u;`);
  return `${[...lines, `const RIM = ${plan.boundary === "linear"};`, `const VOLUME = ${number(volumes[0])};`, `const EDGES = vec3<f32>(${edges(plan).map(number).join(", ")});`].join("\n")}\n${shaders.grid}`;
}

/** Lengths of a voxel: an edge along an axis is one over the difference of its shape functions. */
function edges({ dimension, nodes: corners, slopes }: PcgPlan): number[] {
  return [0, 1, 2].map((axis) => (axis < dimension ? -2 / (corners * slopes[axis * corners]) : 1));
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
