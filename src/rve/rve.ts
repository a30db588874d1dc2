/** A checked RVE: voxels with phases, bound laws, boundary. */
import { CaseError } from "../core/errors.js";
import { nearestName } from "../core/nearest.js";
import { bindLaw, type BoundLaw } from "../law/bind.js";
import type { RveOutput } from "../kernels/rve-plan.js";
import { formulationOf, type PhaseFormulation } from "./formulation.js";
import { bindOutputs } from "./outputs.js";
import { rasterise } from "./shapes.js";
import type { RveBoundary, RveSolver, RveSpec } from "./spec.js";
import { emptyLaw, isVoid } from "./void.js";

/** Immutable RVE on a voxel grid. */
export interface Rve {
  readonly dimension: 2 | 3;
  /** Edge lengths `[d]`. */
  readonly size: readonly number[];
  /** Voxels per direction `[d]`. */
  readonly grid: readonly number[];
  readonly boundary: RveBoundary;
  readonly phaseNames: readonly string[];
  /** One law per phase. */
  readonly laws: readonly BoundLaw[];
  /** Phase number of each voxel, x fastest. */
  readonly phaseOfCell: Int32Array;
  /** Which phases are voids. */
  readonly voids: readonly boolean[];
  /** How the voxels of each phase turn displacements into F. */
  readonly formulations: readonly PhaseFormulation[];
  readonly outputs: readonly RveOutput[];
  /** Who solves it in WASM; absent = by the rule of `compileRve`. */
  readonly solver?: RveSolver;
}

/**
 * Checks an RVE as written by a user and rasterises its shapes.
 * @throws CaseError E_RVE, E_SHAPE for geometry and names, E_OUTPUT for outputs; LawError for a phase's law
 */
export function defineRve(spec: RveSpec): Rve {
  checkBox(spec);
  const phaseNames = Object.keys(spec.phases);
  checkPhase(spec.background, phaseNames, "rve.background");
  for (const [index, shape] of (spec.shapes ?? []).entries()) checkPhase(shape.phase, phaseNames, `rve.shapes[${index}].phase`);
  const phases = {
    dimension: spec.dimension, phaseNames, voids: phaseNames.map((name) => isVoid(spec.phases[name])),
    laws: phaseNames.map((name) => (isVoid(spec.phases[name]) ? emptyLaw() : bindLaw(spec.phases[name], `rve.phases.${name}`))),
    phaseOfCell: rasterise(spec, phaseNames),
  };
  checkVoids(spec, phases);
  return {
    ...phases, size: spec.size, grid: spec.grid, boundary: spec.boundary,
    formulations: phases.laws.map((law) => formulationOf(law, spec.formulation)), outputs: bindOutputs(spec.outputs ?? {}, phases), ...(spec.solver ? { solver: spec.solver } : {}),
  };
}

/** Share of the cell's volume that each phase takes, in the order of `phaseNames`. */
export function volumeFractions(rve: Rve): number[] {
  const counts = rve.phaseNames.map(() => 0);
  for (const phase of rve.phaseOfCell) counts[phase] += 1;
  return counts.map((count) => count / rve.phaseOfCell.length);
}

function checkBox(spec: RveSpec): void {
  const d = spec.dimension;
  if (spec.size.length !== d || spec.size.some((length) => !(length > 0))) {
    throw new CaseError("E_RVE", `rve.size is [${spec.size.join(", ")}]; it needs ${d} positive lengths.`, { hint: "give one edge length per direction." });
  }
  if (spec.grid.length !== d || spec.grid.some((n) => !Number.isInteger(n) || n < 1)) {
    throw new CaseError("E_RVE", `rve.grid is [${spec.grid.join(", ")}]; it needs ${d} whole numbers of at least 1.`, { hint: "give the number of voxels per direction." });
  }
}

/** Something must be there, and a uniform traction needs a boundary to act on. */
function checkVoids({ grid, boundary }: RveSpec, { phaseOfCell, voids }: Pick<Rve, "phaseOfCell" | "voids">): void {
  if (phaseOfCell.every((phase) => voids[phase])) {
    throw new CaseError("E_RVE", "the RVE is all void: no voxel has a material.", { hint: "make the voids smaller, or the background a material." });
  }
  if (boundary !== "minimal") return;
  const [nx, ny, nz = 1] = grid;
  const outside = (cell: number): boolean => [[cell % nx, nx], [Math.floor(cell / nx) % ny, ny], [Math.floor(cell / (nx * ny)), nz]]
    .some(([place, count], axis) => axis < grid.length && (place === 0 || place === count - 1));
  if (!phaseOfCell.some((phase, cell) => voids[phase] && outside(cell))) return;
  throw new CaseError("E_RVE", 'a void reaches the boundary of the RVE, on which "minimal" puts a uniform traction.', { hint: "use boundary: periodic or linear, or move the voids inside." });
}

function checkPhase(name: string, known: readonly string[], where: string): void {
  if (known.includes(name)) return;
  const near = nearestName(name, known);
  throw new CaseError("E_RVE", `${where} is "${name}", which is no phase of this RVE (phases: ${known.join(", ")}).`, {
    hint: near ? `did you mean "${near}"?` : "name a phase of rve.phases.",
  });
}
