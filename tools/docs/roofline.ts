/** docs/roofline.md and its picture: counts by tools/roofline/kernels.ts, measured numbers from tools/roofline/measured.json, the rest by the model. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fitsWorkgroup } from "../../src/kernels/gpu/programs.js";
import { lanes, nodeWidth, sizesOf, width } from "../../src/kernels/gpu/sizes.js";
import type { PcgPlan } from "../../src/kernels/rve-plan.js";
import { compileForGpu } from "../../src/rve/compile.js";
import { cellNames, type Measured, type MeasuredCell, referenceCell } from "../roofline/cells.js";
import { conflictWithoutPadding, countKernels, type KernelCounts } from "../roofline/kernels.js";
import { banks, sector, warp } from "../roofline/machine.js";
import { callsPerRve, type Device, devices, exactSeconds, occupancy, roofSeconds, rveSeconds, writtenSeconds } from "../roofline/model.js";
import { rooflineSvg } from "../roofline/plot.js";
import { pageHead, table } from "./markdown.js";

/** A cell with its plan, counts and measurements. */
interface Counted {
  readonly name: string;
  readonly plan: PcgPlan;
  readonly kernels: readonly KernelCounts[];
  readonly measured: MeasuredCell;
}

const measured = JSON.parse(readFileSync(fileURLToPath(new URL("../roofline/measured.json", import.meta.url)), "utf8")) as Measured;
/** What browsers grant on most GPUs. */
const limits = { maxComputeWorkgroupStorageSize: 32768, maxComputeInvocationsPerWorkgroup: 256 };

let counted: readonly Counted[] | undefined;
function countAll(): readonly Counted[] {
  return counted ??= cellNames.map((name) => {
    const plan = compileForGpu(referenceCell(name).rve), way = fitsWorkgroup({ adapter: { limits } } as unknown as Parameters<typeof fitsWorkgroup>[0], plan) ? "workgroup" : "stepped";
    return { name, plan, kernels: countKernels(plan, way), measured: measured.cells[name] };
  });
}

const title = (name: string): string => name.replace(/^(\d)d-(\d+)$/, (_, dimension: string, n: string) => `${dimension}D ${n}${dimension === "2" ? "²" : "³"}`);
const short = (value: number): string => (value >= 1e9 ? `${(value / 1e9).toPrecision(3)} G` : value >= 1e6 ? `${(value / 1e6).toPrecision(3)} M` : value >= 1e4 ? `${(value / 1e3).toPrecision(3)} k` : String(Math.round(value)));
const digits = (value: number, count = 2): string => (value >= 10 ** count ? String(Math.round(value)) : value.toPrecision(count));
const time = (seconds: number): string => (seconds >= 1 ? `${digits(seconds)} s` : seconds >= 1e-3 ? `${digits(1e3 * seconds)} ms` : `${digits(1e6 * seconds)} µs`);

/** The page. */
export function rooflinePage(): string {
  const cells = countAll();
  return [
    pageHead("Roofline of the GPU kernels", "tools/docs/roofline.ts"), introduction(), "## Counts\n", countsText(), ...cells.map(countsTable), "## Checked on SwiftShader\n", checkedText(cells), ...cells.map(checkedTable),
    "## Predicted on hardware\n", predictedText(), predictedTable(cells), exactText(cells), exactTable(cells), "## Occupancy\n", occupancyText(), occupancyTable(cells),
    "## Bank conflicts and coalescing\n", conflictText(cells), "## Subgroups\n", subgroupText(cells),
  ].join("\n");
}

/** The picture: SwiftShader with measured kernels, devices with their roofs. */
export function rooflinePicture(): string {
  const cells = countAll(), chosen = cells.find(({ name }) => name === "3d-16")!;
  const points = chosen.kernels.filter(({ name }) => !["judge", "begin", "lines-x", "lines-y", "lines-z"].includes(name)).map((kernel) => ({
    label: kernel.name, intensity: kernel.float / kernel.bytes, reached: (kernel.float * callsPerRve(kernel.name, chosen.plan, chosen.measured) * chosen.measured.rves) / chosen.measured.seconds[kernel.name],
  }));
  const roofs = [{ label: `${measured.adapter}, measured`, ...measured.roofs }, ...devices.map((device) => ({ label: device.name, bytesPerSecond: device.bytesPerSecond, flopsPerSecond: device.flopsPerSecond }))].reverse();
  return rooflineSvg(`Kernels of a ${title(chosen.name)} cell under the roofs`, "Dots: measured on SwiftShader (software rendering). Roofs of GPUs: peak numbers of their makers, nothing was run there.", roofs, points);
}

function introduction(): string {
  return `
What the shaders of the [GPU backend](how-to/use-a-gpu.md) do and move, counted from their own text; checked against timestamp queries where a device is at hand; and what follows for
hardware that was **not** at hand. Everything below the section "Predicted on hardware" is a prediction. The model is the roofline of [williams2009]: a kernel takes the longer of the time for its
bytes at the peak bandwidth and the time for its operations at the peak rate.

![Roofs and kernels](images/roofline.svg)
`;
}

function countsText(): string {
  return `Counts are not made by hand: \`tools/roofline\` parses the WGSL that the backend compiles for a cell, runs a workgroup of it in JavaScript on buffers of the cell's sizes, and counts as it goes.
That run is held to SwiftShader's numbers in every buffer of every kernel (\`test/browser/roofline.test.ts\`). f32 and integer operations are those of the text: no unrolling, no fused products, no
folded index arithmetic, so a compiler does better in integers. *Bytes* are the buffers a kernel reads and writes, each number once; *sectors* are what its warps of ${warp} invocations ask for in
sectors of ${sector} bytes without any cache: what lies between is for the caches. Per RVE (\`points\`, \`element\`, \`stencil\`: once per Newton iteration) or per linear system and call (the rest; \`cg\`: per
iteration of conjugate gradients, its vectors in workgroup memory).
`;
}

function countsTable({ name, plan, kernels }: Counted): string {
  const { directions } = sizesOf(plan), laws = [...new Set(plan.laws.map(({ kernel }) => kernel))].join(", ");
  return `**${title(name)}** (${laws}; ${directions} systems per tangent):\n\n${table(
    ["kernel", "per", "f32 operations", "integer", "bytes", "f32/byte", "sectors/bytes", "workgroup memory, bytes", "bank conflicts"],
    kernels.map((k) => [k.name, k.per, short(k.float), short(k.integer), short(k.bytes), digits(k.float / k.bytes), digits(k.sectors / k.bytes), k.reserved === 0 ? "" : String(k.reserved), k.shared === 0 ? "" : `× ${k.conflict.toFixed(2)}`]),
  )}\n`;
}

function checkedText(cells: readonly Counted[]): string {
  const { adapter, processor, cores, roofs } = measured;
  return `${adapter} (software rendering on ${cores} cores of ${processor}, shared with other work while this was measured, so that the times are upper bounds) offers \`timestamp-query\`. Its own roofs, by
two small shaders: **${(roofs.bytesPerSecond / 1e9).toPrecision(2)} GB/s** streamed and **${(roofs.flopsPerSecond / 1e9).toPrecision(2)} GFLOP/s** of products with sums in registers. One step with its tangent of ${cells.map(({ name, measured: { rves } }) => `${rves} × ${title(name)}`).join(", ")}
(\`npx tsx tools/roofline/measure.ts\`; \`npm run bench -- gpu\` prints the same in turn with the WASM kernels). *Reached* is the model's time over the measured one. What is far below the roof there is bound by
what the roofline leaves out: a software device executes index arithmetic and checks of bounds one by one, and pays for every barrier.
`;
}

function checkedTable({ name, plan, kernels, measured: cell }: Counted): string {
  const rows = kernels.map((kernel) => {
    const calls = cell.rves * callsPerRve(kernel.name, plan, cell), seconds = (cell.seconds[kernel.name] ?? NaN) / calls, roof = roofSeconds(kernel, measured.roofs);
    return [kernel.name, digits(calls), time(seconds), time(roof), kernel.bytes / measured.roofs.bytesPerSecond >= kernel.float / measured.roofs.flopsPerSecond ? "memory" : "operations", `${digits((100 * roof) / seconds)} %`];
  });
  const whole = Object.values(cell.seconds).reduce((a, b) => a + b, 0) / cell.rves, best = rveSeconds(plan, kernels, cell, (kernel) => roofSeconds(kernel, measured.roofs));
  return `**${title(name)}**, ${digits(cell.corrections)} corrections, ${digits(cell.correctionIterations, 3)} iterations of conjugate gradients each and ${digits(cell.tangentIterations, 3)} per direction of the tangent, ${cell.dispatches} dispatches, ${cell.readbacks} readbacks; ${time(whole)} per RVE, ${digits((100 * best) / whole)} % of the roof:\n\n${table(
    ["kernel", "calls", "measured per call", "model", "bound by", "reached"], rows)}\n`;
}

function predictedText(): string {
  return `**Predictions, not measurements.** Peak numbers: ${devices.map((d) => `${d.name} (${d.kind}): ${d.lanes} f32 units at ${(d.clock / 1e9).toFixed(2)} GHz, ${(d.flopsPerSecond / 1e12).toPrecision(3)} TFLOP/s, ${(d.bytesPerSecond / 1e9).toPrecision(4)} GB/s [${d.source}]`).join("; ")}.
One RVE is taken from rest to a stretch of 10 % with shear, step and tangent, at the iterations that were measured; the batch is large enough to fill the device, and launches (about ten
per iteration of the larger cells, 5 to 10 µs each, shared by the batch) are left out. The upper number of a range is the roofline. The lower one takes every operation of the text as one instruction, integers
included, and every sector from memory: what a compiler and caches that do nothing would leave. Points are micro Gauss points, brought to equilibrium with their tangent.
`;
}

function predictedTable(cells: readonly Counted[]): string {
  const rate = ({ plan, kernels, measured: cell }: Counted, device: Device): string => {
    const best = 1 / rveSeconds(plan, kernels, cell, (kernel) => roofSeconds(kernel, device)), worst = 1 / rveSeconds(plan, kernels, cell, (kernel) => writtenSeconds(kernel, device)), points = plan.cells * plan.points;
    return `${short(worst)} to ${short(best)} (${short(worst * points)} to ${short(best * points)})`;
  };
  return `RVEs per second (points per second), corrections and correctors alone:\n\n${table(["device", ...cells.map(({ name }) => title(name))], devices.map((device) => [device.name, ...cells.map((cell) => rate(cell, device))]))}\n`;
}

function exactText(cells: readonly Counted[]): string {
  const ratio = cells.map(({ name, measured: cell }) => `${digits(cell.cpu.solve / exactSeconds(cell))} (${title(name)})`).join(", ");
  return `Double precision bounds what a user sees of that. Residuals, the criterion and the energy form of the tangent are computed by WASM on the processor, for every RVE; measured there, in CPU time on one core, beside a
whole solve by the WASM kernels. However fast the GPU, a core gains at most the ratio of the two: ${ratio}.
`;
}

function exactTable(cells: readonly Counted[]): string {
  return `${table(["cell", "residual", "answer with tangent", "double precision per RVE", "WASM alone", "RVEs/s that one core keeps up with", "gain at most"], cells.map(({ name, measured: cell }) => {
    const exact = exactSeconds(cell);
    return [title(name), time(cell.cpu.forces), time(cell.cpu.answer), time(exact), time(cell.cpu.solve), digits(1 / exact), `× ${digits(cell.cpu.solve / exact)}`];
  }))}\n`;
}

function occupancyText(): string {
  return `Workgroups that a multiprocessor holds side by side, by their invocations and by the workgroup memory that they reserve (registers are the compiler's and not counted), and the share of its invocations that they
fill. The kernel that solves a system in a workgroup trades occupancy for staying on chip: its five vectors take up to 31 KiB. It hides the latency of the stencil, which it streams, behind
${width / warp} warps per system; the larger cells, over several dispatches, fill the device.
`;
}

function occupancyTable(cells: readonly Counted[]): string {
  const chosen = cells.flatMap(({ name, kernels }) => kernels.filter((kernel) => kernel.name === "cg" || (name === "3d-16" && ["lines-y", "product", "points"].includes(kernel.name))).map((kernel) => ({ name, kernel })));
  return `${table(["kernel", "workgroup memory", ...devices.map((device) => device.name)], chosen.map(({ name, kernel }) => [
    `${kernel.name}, ${title(name)}`, `${kernel.reserved} bytes`,
    ...devices.map((device) => {
      const { groups, share } = occupancy(kernel, kernel.name === "cg" ? width : nodeWidth, device);
      return `${groups} workgroups, ${digits(100 * share)} %`;
    }),
  ]))}\n`;
}

function conflictText(cells: readonly Counted[]): string {
  const large = cells.find(({ name }) => name === "3d-16")!, own = (name: string): string => large.kernels.find((kernel) => kernel.name === name)!.conflict.toFixed(2);
  const { conflict } = cells.find(({ name }) => name === "3d-8")!.kernels.find(({ name }) => name === "cg")!;
  return `Counted with ${banks} banks of four bytes, in turns of the banks over the turns without conflicts.

- **FFT**: a workgroup transforms pairs of lines as complex numbers. Along y and z neighbouring invocations take neighbouring pairs, so that buffers are read in whole sectors; with a distance of 16 or 32 points between
  pairs all of them would meet in one bank (× ${conflictWithoutPadding(large.plan, 1).toFixed(1)} for 16³). The distance is odd, one more than the line, and ${own("lines-y")} is left across the lines and ${own("lines-x")} along them: the
  complex numbers of eight bytes, and the strides of the last passes.
- **Stencil**: nodes run fastest in the stencil and in all vectors, so that neighbouring invocations read neighbouring numbers; only the first and last node of a line wrap round. In workgroup memory the product has
  no conflicts but those at the ends of lines (× ${conflict.toFixed(2)} for all of \`cg\`).
- **Sums** run over ${lanes} lanes with a stride of ${lanes}, without conflicts.
`;
}

function subgroupText(cells: readonly Counted[]): string {
  const { barriers } = cells.find(({ name }) => name === "3d-8")!.kernels.find(({ name }) => name === "cg")!, sums = 3 * 3;
  return `Considered and not used. What subgroups would shorten are sums over a workgroup: \`cg\` has three per iteration, of three barriers each, ${sums} of its ${barriers} barriers; the rest is for transforms and updates.
With \`subgroupAdd\` one barrier of three would be left. Against it: \`subgroups\` is an optional feature of WebGPU, so both texts would have to be kept and tested; their size is the device's choice (4 on SwiftShader, 8 to 32 on
Intel, 32 on NVIDIA, 32 or 64 on AMD) and with it the order of the sum, so that the same cell would take other corrections and now and then another iteration on another GPU. Sums in two levels with a fixed
order took most of what there was to gain: they had ten barriers when the workgroup was halved again and again. Shuffles within the FFT would save its passes below the subgroup's size, at the price of one text per size.
`;
}
