/** Probes over sets of cells and faces. */
import { createSurface, deformedArea } from "../fe/surface.js";
import { cellsOf, cellVolumes, facesOf, type Mesh } from "../mesh/index.js";
import type { AcceptedStep } from "../solve/accept.js";
import { cellField } from "./fields.js";

type Accepted = Pick<AcceptedStep, "u" | "reactions" | "regions">;
type Read = (step: Accepted) => number[];

/** Mean of a cell field over a cell set, weighted by reference volume. */
export function meanProbe(mesh: Mesh, set: string, field: string): Read {
  const cells = cellsOf(mesh, set), volumes = cellVolumes(mesh);
  const whole = cells.reduce((sum, cell) => sum + volumes[cell], 0);
  return (step) => {
    const { components, values } = cellField(mesh, step, field);
    return Array.from({ length: components }, (_, i) => cells.reduce((sum, cell) => sum + volumes[cell] * values[cell * components + i], 0) / whole);
  };
}

/** Largest value of each component of a cell field over a cell set. */
export function peakProbe(mesh: Mesh, set: string, field: string): Read {
  const cells = cellsOf(mesh, set);
  return (step) => {
    const { components, values } = cellField(mesh, step, field);
    return Array.from({ length: components }, (_, i) => cells.reduce((largest, cell) => Math.max(largest, values[cell * components + i]), -Infinity));
  };
}

/** Integral of a cell field over the undeformed faces of a set: of a state such as `theta`, the area that it stands for. */
export function integralProbe(mesh: Mesh, set: string, field: string): Read {
  const faces = facesOf(mesh, set), rest = new Float64Array(mesh.points.length);
  const areas = Array.from({ length: faces.length / 2 }, (_, f) => ({ cell: faces[2 * f], area: deformedArea(createSurface(mesh, faces.subarray(2 * f, 2 * f + 2)), rest) }));
  return (step) => {
    const { components, values } = cellField(mesh, step, field);
    return Array.from({ length: components }, (_, i) => areas.reduce((sum, { cell, area }) => sum + area * values[cell * components + i], 0));
  };
}

/** Area of the deformed faces of a set. */
export function areaProbe(mesh: Mesh, set: string): Read {
  const surface = createSurface(mesh, facesOf(mesh, set));
  return ({ u }) => [deformedArea(surface, u)];
}
