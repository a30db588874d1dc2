/** Pressures and volumes of a study for the macro solver, in the order in which it reports them. */
import type { TimeFunction } from "../core/time.js";
import { formulations } from "../fe/formulations.js";
import type { PressureLoad, VolumeControl } from "../load/pressure.js";
import { facesOf } from "../mesh/index.js";
import { overTime } from "./conditions.js";
import type { Condition, Study, TimeValue } from "./study.js";
import { wrappersOf } from "./wrappers.js";

/** All follower pressures. */
export function pressuresOf({ mesh, boundary, steps }: Study): PressureLoad[] {
  return boundary.flatMap(({ on, pressure }) => (pressure === undefined ? [] : [{ faces: facesOf(mesh, on), pressure: overTime(pressure, steps.end) }]));
}

/** All cavities of given volume: a number is reached linearly from the volume of the undeformed body, a table is taken as it is. */
export function volumesOf({ mesh, boundary, steps }: Study): VolumeControl[] {
  return boundary.flatMap(({ on, volume, above, release }) => (volume === undefined ? [] : [{
    faces: facesOf(mesh, on), volume: courseOf(volume, steps.end), ...(above ? { base: baseOf(above) } : {}), ...(release ? { release: { from: release[0], to: release[1] } } : {}),
  }]));
}

/** The plane of a condition that names exactly one. */
function baseOf(above: NonNullable<Condition["above"]>): NonNullable<VolumeControl["base"]> {
  const [[name, at]] = Object.entries(above);
  return { axis: ["x", "y", "z"].indexOf(name), at };
}

function courseOf(volume: TimeValue, end: number): VolumeControl["volume"] {
  const given: TimeFunction = overTime(volume, end);
  return typeof volume === "number" ? (time, initial) => initial + (volume - initial) * (time / end) : given;
}

/** Sets under pressure, in the order of the solver's surfaces: pressures first, then volumes. */
export function inflatedSets({ boundary }: Study): string[] {
  const withKey = (key: "pressure" | "volume"): string[] => boundary.filter((condition) => condition[key] !== undefined).map(({ on }) => on);
  return [...withKey("pressure"), ...withKey("volume")];
}

/** What makes the stiffness of a study unsymmetric, in the user's words; undefined when nothing does. */
export function asymmetryOf({ formulation, boundary, materials, regions }: Study): string | undefined {
  if (formulation !== "auto" && formulations[formulation].kind === "unsymmetric") return `formulation ${formulation}`;
  for (const name of new Set(Object.values(regions))) {
    const spoiler = wrappersOf(materials[name]).find(({ wrapper, spec }) => wrapper.tangent(spec) === "lost");
    if (spoiler) return `${spoiler.wrapper.key} of material "${name}"`;
  }
  if (boundary.some(({ pressure }) => pressure !== undefined)) return "a pressure that follows its surface";
  return boundary.some(({ volume }) => volume !== undefined) ? "the pressure of an enclosed volume" : undefined;
}
