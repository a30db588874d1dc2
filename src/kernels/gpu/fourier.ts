/** Prints the transform of the lines of a grid along one axis: passes of the FFT, and what shaders/rve/lines.wgsl wants to know. */
import { planFftAxis } from "../fft-plan.js";
import type { PcgPlan } from "../rve-plan.js";
import { shaders } from "./shaders.gen.js";
import { periodsOf, sizesOf } from "./sizes.js";

/** Complex points of all lines of a workgroup, at most, unless one pair has more: 16 KiB with their copies, the least that a device has. */
const mostPoints = 1024;

/** How the lines along an axis are shared out. */
export interface LinePlan {
  readonly length: number;
  readonly stride: number;
  readonly period: number;
  /** Points from one pair to the next in the workgroup's memory: odd, so that invocations that work across lines meet different banks. */
  readonly pitch: number;
  /** Pairs of lines per workgroup, and workgroups per system. */
  readonly pairs: number;
  readonly groups: number;
  readonly lines: number;
}

/** Sizes of the transform along an axis. */
export function linePlan(plan: PcgPlan, axis: 0 | 1 | 2): LinePlan {
  const { grid } = plan, { size } = sizesOf(plan), length = grid[axis], period = periodsOf(plan) * length, lines = size / length;
  const pitch = period + 1 - (period % 2), all = Math.ceil(lines / 2), groups = Math.ceil(all / Math.max(1, Math.floor(mostPoints / pitch)));
  return { length, period, pitch, pairs: Math.ceil(all / groups), lines, stride: [1, grid[0], grid[0] * grid[1]][axis], groups };
}

/**
 * Text of the transform along an axis.
 * @param from where the lines come from: the vector they go to, or another one at binding 3
 */
export function lineShader(plan: PcgPlan, axis: 0 | 1 | 2, from: "goal" | "source"): string {
  const { length, stride, period, pitch, pairs, lines } = linePlan(plan, axis), { grid } = plan;
  const table = grid.slice(0, axis).reduce((sum, n) => sum + periodsOf(plan) * n, 0);
  const passes = passCalls(period, pairs * pitch);
  const whole = { LENGTH: length, STRIDE: stride, PERIOD: period, PITCH: pitch, PAIRS: pairs, LINES: lines, TABLE: table, RESULT: passes.length % 2 === 0 ? 0 : pairs * pitch };
  return [
    ...Object.entries(whole).map(([name, value]) => `const ${name} = ${value}u;`),
    // The odd continuation counts every term twice.
    `const HALF = ${0.5 / periodsOf(plan)}f;`,
    ...(from === "source" ? ["@group(0) @binding(3) var<storage, read> source: array<f32>;"] : []),
    `fn given(index: u32) -> f32 { return ${from}[index]; }`,
    `fn fourier(local: u32) {\n${passes.map((call) => `  ${call}\n`).join("")}}\n`,
    shaders.lines,
  ].join("\n");
}

/** One call per factor of the length, from one half of the workgroup's memory to the other and back. */
function passCalls(period: number, half: number): string[] {
  const { passes } = planFftAxis(period);
  return Array.from({ length: passes.length / 3 }, (_, n) => {
    const [radix, m] = [passes[3 * n], passes[3 * n + 1]], places = n % 2 === 0 ? `0u, ${half}u` : `${half}u, 0u`;
    return radix === 2 || radix === 4 ? `pass${radix}(${places}, ${m}u, local);` : `passOdd(${places}, ${m}u, local, ${radix}u);`;
  });
}
