/** From a finished run to the microscale of one of its points. */
import { type FieldSpec, stride } from "../constitutive/model.js";
import { CaseError } from "../core/errors.js";
import { localize, type MicroFields } from "../homogenize/localize.js";
import { readPvd, readVtu, type VtuField, writeVtu } from "../io/index.js";
import { cellCount } from "../mesh/index.js";
import type { FileStore } from "../platform/files.js";
import { defineRve, type Rve } from "../rve/rve.js";
import { createSystem, type RegionPoints, type System } from "../solve/system.js";
import { keptField } from "../surrogate/guarded.js";
import { decodeCheckpoint } from "./checkpoint.js";
import { excisionOf } from "./excision.js";
import { prepare } from "./prepare.js";
import { readied } from "./prestress.js";
import { isRve, type RveMaterial, type Study } from "./study.js";
import { wrappersOf } from "./wrappers.js";

/** A Gauss point of a run. */
export interface MacroPoint {
  readonly cell: number;
  /** Gauss point within the cell, from 0. */
  readonly point: number;
  /** A time that was written; default the last accepted one. */
  readonly time?: number;
}

/** The microscale of a point of a run. */
export interface Localization {
  readonly time: number;
  /** What the RVE saw `[3, 3]`: the elastic part where the material grows. */
  readonly F: Float64Array;
  /** `checkpoint`: its fluctuation as the run left it; `recomputed`: solved again at F from the undeformed cell. */
  readonly source: "checkpoint" | "recomputed";
  readonly fields: MicroFields;
  /** The cell of the point. */
  readonly rve: Rve;
}

/**
 * Micro fields at a Gauss point of a finished run. At the last time they come from the checkpoint, bit for bit those of the run; at an earlier one that was
 * written, F is formed from the displacements of that step and the RVE is solved again.
 * @param store folder of results
 * @throws CaseError E_POINT for a point without RVE or a time that was not written, E_FILE for missing results; FormatError; ConvergenceError E_RVE_FAILED
 */
export async function localizeRun(study: Study, store: FileStore, at: MacroPoint): Promise<Localization> {
  // States have the form of the backend that wrote them.
  const { point: { solver }, backends } = decodeCheckpoint(await read(store, "checkpoint.bin"), "checkpoint.bin");
  const prepared = await prepare((await readied(study, { threads: 1 })).study, { threads: 1, ...(backends ? { recorded: backends } : {}) });
  const system = await createSystem(prepared.problem);
  try {
    const place = placeOf(system, study, at);
    const rve = defineRve(place.material.rve);
    if (excisionOf(study) && (at.time === undefined || at.time === solver.time)) throw pointError("a piece has been cut out since, and points are counted in the whole body", "name an earlier time.");
    if (at.time === undefined || at.time === solver.time) {
      const state = stateOf(place, solver.states[place.index]);
      if (!state) {
        const F = gradientAt(solver.u, place);
        return { time: solver.time, F, source: "recomputed", rve, fields: await localize(rve, F) };
      }
      return { time: solver.time, F: state.F, source: "checkpoint", rve, fields: await localize(rve, state.F, { state: state.own }) };
    }
    const F = await pastGradient(system, store, place, at.time);
    return { time: at.time, F, source: "recomputed", rve, fields: await localize(rve, F) };
  } finally {
    system.solver.dispose();
    prepared.dispose();
  }
}

interface Place {
  readonly points: RegionPoints;
  /** Number of the region, and of the point in it. */
  readonly index: number;
  readonly point: number;
  readonly material: RveMaterial;
}

function placeOf({ regions }: System, study: Study, { cell, point }: MacroPoint): Place {
  const cells = cellCount(study.mesh);
  if (!(cell >= 0 && cell < cells)) throw pointError(`cell ${cell} does not exist`, `cells are 0 to ${cells - 1}.`);
  for (const [index, points] of regions.entries()) {
    const patch = points.patches.find((one) => one.cells.includes(cell));
    if (!patch) continue;
    if (!(point >= 0 && point < patch.points)) throw pointError(`cell ${cell} has no point ${point}`, `its points are 0 to ${patch.points - 1}.`);
    const material = study.materials[points.region.name];
    if (!isRve(material)) throw pointError(`cell ${cell} has the material "${points.region.name}", which is no RVE`, "take a cell of an RVE material.");
    return { points, index, point: patch.firstPoint + patch.cells.indexOf(cell) * patch.points + point, material };
  }
  throw pointError(`cell ${cell} has no material`, "take another cell.");
}

function pointError(text: string, hint: string): CaseError {
  return new CaseError("E_POINT", `${text}.`, { hint });
}

async function read(store: FileStore, name: string): Promise<Uint8Array> {
  const bytes = await store.read(name);
  if (bytes === undefined) throw new CaseError("E_FILE", `${name} does not exist in this folder.`, { hint: "name the folder that twoscale run --out wrote." });
  return bytes;
}

/** F that the RVE saw, and its own part of the state where that holds a fluctuation; undefined where a surrogate answered in its stead. */
function stateOf({ points, point }: Place, states: Float64Array): { readonly F: Float64Array; readonly own: Float64Array } | undefined {
  const { state } = points.region.model;
  const offset = (name: string): number => stride(state.slice(0, state.findIndex((field: FieldSpec) => field.name === name)));
  const row = states.slice(point * stride(state), (point + 1) * stride(state));
  const unknowns = state.find(({ name }) => name === "fluctuation");
  const first = offset("acceptedF");
  if (state.some(({ name }) => name === keptField.name) && row[offset(keptField.name)] === 0) return undefined;
  if (!unknowns) throw pointError("the run was made with the backend reference, whose states are those of its own mesh", "name an earlier time, or run with backend: wasm.");
  return { F: row.slice(first, first + 9), own: row.slice(first, first + 9 + unknowns.size) };
}

/** F of the point at a step that was written. */
async function pastGradient(system: System, store: FileStore, place: Place, time: number): Promise<Float64Array> {
  const steps = readPvd(await read(store, "result.pvd"), "result.pvd");
  const step = steps.find((one) => one.time === time);
  if (!step) throw pointError(`time ${time} was not written`, `take one of ${steps.map((one) => one.time).join(", ")}.`);
  const { u } = readVtu(await read(store, step.file), step.file).pointData;
  if (!u) throw pointError(`${step.file} has no field u`, "run with u among output.fields.");
  const d = system.dimension;
  const nodal = Float64Array.from({ length: system.dofs }, (_, dof) => u.values[3 * Math.floor(dof / d) + (dof % d)]);
  return gradientAt(nodal, place);
}

/** F of the point at some displacements of the nodes `[dofs]`. */
function gradientAt(nodal: Float64Array, { points, point, material }: Place): Float64Array {
  if (wrappersOf(material).length > 0) throw pointError("the RVE of a material with growth or another wrapper sees a deformation of its own, which is kept for the last time only, and where no surrogate answered", "leave out the time, or take another point.");
  for (const integration of points.integrations) integration.deform(nodal, points.arena.F);
  return points.arena.F.slice(9 * point, 9 * point + 9);
}

/** A .vtu file of micro fields. */
export function microVtu({ mesh, displacement, fluctuation, phase, F, P, cauchy, J, W }: MicroFields, time?: number): Uint8Array {
  const field = (components: number, values: VtuField["values"]): VtuField => ({ components, values });
  return writeVtu(mesh, {
    ...(time === undefined ? {} : { time }),
    points: { u: field(3, displacement), fluctuation: field(3, fluctuation) },
    cells: { phase: field(1, phase), F: field(9, F), P: field(9, P), cauchy: field(9, cauchy), J: field(1, J), W: field(1, W) },
  });
}
