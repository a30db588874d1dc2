/** What the RVEs of a study are solved by, and what they take: for `twoscale check` and `summary.json`. */
import { stateSize } from "../kernels/rve-plan.js";
import { compileRve } from "../rve/compile.js";
import { defineRve } from "../rve/rve.js";
import { stateMemory } from "./budget.js";
import { isRve, type Study } from "./study.js";

/** The RVE of one material. */
export interface RveSummary {
  /**
   * Who solves it in WASM: a factorisation, conjugate gradients, or both. Chosen by a cost model with constants that were measured once, not by timing:
   * solvers agree to their tolerance only, and the same case must give the same bits on every machine.
   */
  readonly solver: "direct" | "pcg" | "hybrid";
  readonly voxels: number;
  readonly unknowns: number;
  /** Phases whose voxels take a mean dilatation. */
  readonly mixed: readonly string[];
  /** Whether the state keeps correctors, from which iterations are predicted (`solver.memory`). */
  readonly correctors: boolean;
  /** Bytes of state per Gauss point of the macroscale: the accepted one and the next. */
  readonly bytesPerPoint: number;
  /** Bytes of the solver in each worker. */
  readonly bytesPerWorker: number;
}

/** The RVEs of a study by the name of their material. */
export function rveSummaries(study: Study): Record<string, RveSummary> {
  const { materials } = study, { keep } = stateMemory(study);
  return Object.fromEntries(Object.entries(materials).flatMap(([name, material]) => {
    if (!isRve(material)) return [];
    const rve = defineRve(material.rve), plan = compileRve(rve, { keep });
    return [[name, {
      solver: plan.solver, voxels: plan.cells, unknowns: plan.unknowns, mixed: rve.phaseNames.filter((_, phase) => rve.formulations[phase] === "mixed"),
      correctors: keep, bytesPerPoint: 16 * stateSize(plan), bytesPerWorker: plan.bytes,
    }] as const];
  }));
}

/** One line per RVE, for people. */
export function rveText(name: string, { solver, voxels, unknowns, mixed, correctors, bytesPerPoint, bytesPerWorker }: RveSummary): string {
  const kibi = (bytes: number): string => `${(bytes / 1024).toPrecision(3)} KiB`;
  const dilatation = mixed.length > 0 ? `; mean dilatation in ${mixed.join(", ")}` : "";
  return `RVE ${name}: ${voxels} voxels, ${unknowns} unknowns, solver ${solver}, ${kibi(bytesPerPoint)} per Gauss point${correctors ? "" : " (no correctors: solver.memory)"}, ${kibi(bytesPerWorker)} per worker${dilatation}`;
}
