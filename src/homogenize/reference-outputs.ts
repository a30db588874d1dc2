/** Named outputs of the oracle: values from its micro points, derivatives from the sensitivities of its displacements. */
import { assembleForces } from "../fe/assembly.js";
import type { Stress } from "../fe/formulation.js";
import { LARGEST } from "../kernels/rve-layout.js";
import type { RveOutput } from "../kernels/rve-plan.js";
import type { Rve } from "../rve/rve.js";
import type { RegionPoints, System } from "../solve/system.js";
import { type Measured, measure } from "./measure.js";

/** An output at a solution. */
export interface OutputAnswer {
  readonly value: number;
  /** Derivative by the nodal displacements `[dofs]`. */
  readonly slope: Float64Array;
}

/** What one point contributes: its region, number there, and what it measured; `share` of it counts. */
interface Sample {
  readonly region: number;
  readonly point: number;
  readonly share: number;
  readonly measured: Measured;
}

/** Values of all outputs, with their derivatives by the displacements of the nodes. */
export function evaluateOutputs(rve: Rve, system: System): OutputAnswer[] {
  return rve.outputs.map((output) => {
    const samples = chosen(output, system.regions.flatMap((points, region) => samplesOf(rve, output, points, region)));
    return { value: samples.reduce((sum, { share, measured }) => sum + share * measured.value, 0), slope: slopeOf(system, samples) };
  });
}

function samplesOf(rve: Rve, { quantity, components, directions }: RveOutput, { region, arena }: RegionPoints, index: number): Sample[] {
  const own = directions[rve.phaseNames.indexOf(region.name)];
  const families = own.length / 3;
  const { P, A, W } = arena.response;
  return Array.from({ length: arena.count * families }, (_, n) => {
    const point = Math.floor(n / families), family = n % families;
    const micro = { F: arena.F.subarray(9 * point, 9 * point + 9), W: W[point], P: P.subarray(9 * point, 9 * point + 9), A: A.subarray(81 * point, 81 * point + 81) };
    return { region: index, point, share: 1 / families, measured: measure(micro, quantity, components, own.subarray(3 * family, 3 * family + 3)) };
  });
}

/** The mean counts every point, the largest value the first point that has it. */
function chosen({ reduction }: RveOutput, samples: readonly Sample[]): Sample[] {
  if (reduction !== LARGEST) {
    const total = samples.reduce((sum, { share }) => sum + share, 0);
    return samples.map((sample) => ({ ...sample, share: sample.share / total }));
  }
  const largest = samples.reduce((best, sample) => (sample.measured.value > best.measured.value ? sample : best));
  return [{ ...largest, share: 1 }];
}

/** The internal forces of a stress that is the derivative of the output by F, per volume. */
function slopeOf({ regions, assembler, dofs }: System, samples: readonly Sample[]): Float64Array {
  const stresses: Stress[] = regions.map(({ arena }) => ({ P: new Float64Array(9 * arena.count), A: arena.response.A }));
  for (const { region, point, share, measured } of samples) {
    const dV = volumeOf(regions[region], point);
    for (let n = 0; n < 9; n++) stresses[region].P[9 * point + n] += (share * measured.gradient[n]) / dV;
  }
  const slope = new Float64Array(dofs);
  assembleForces(assembler, regions.flatMap(({ patches }, region) => patches.map(() => stresses[region])), slope);
  return slope;
}

function volumeOf({ patches }: RegionPoints, point: number): number {
  const patch = patches.find(({ firstPoint, dV }) => point < firstPoint + dV.length)!;
  return patch.dV[point - patch.firstPoint];
}
