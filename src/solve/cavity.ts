/** Surfaces under pressure in a solve: follower forces with their tangent, and volumes as bordering equations. */
import type { TimeFunction } from "../core/time.js";
import type { Transformation } from "../constraint/eliminate.js";
import { addAreaDerivatives, addAreas, type Closure, createSurface, deformedArea, enclosedVolume, rimNodes, type Surface, surfaceMaps, volumeGradient } from "../fe/surface.js";
import type { Mesh } from "../mesh/mesh.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { VolumeControl } from "../load/pressure.js";
import type { Problem } from "./problem.js";

/** A surface under pressure. Vectors are `[dofs]`. */
export interface Pressurised {
  readonly surface: Surface;
  readonly maps: readonly Int32Array[];
  readonly closure: Closure;
  /** ∫ N n da, out of the body: -areas are the forces of a unit pressure. */
  readonly areas: Float64Array;
  /** Current pressure, unit of stress. */
  pressure: number;
  /** Current enclosed volume, unit of volume (2D: area). */
  volume: number;
}

/** A surface whose pressure is given. */
export interface Blown extends Pressurised {
  readonly given: TimeFunction;
}

/** A surface whose pressure is unknown: one more equation, volume = target. */
export interface Cavity extends Pressurised {
  readonly target: (time: number, initial: number) => number;
  readonly release: VolumeControl["release"];
  /** Whether the pressure is given at the time at hand, and the volume free. */
  released: boolean;
  readonly initial: number;
  /** A small volume for a surface of this size: a cavity that is flat has none to compare with. */
  readonly least: number;
  /** Volume that is still missing. */
  gap: number;
  /** Pressure at the last accepted step, at the start of a line search, and its Newton step. */
  accepted: number;
  start: number;
  step: number;
  /** dV/du, and the displacement per unit pressure: over all dofs and over free ones. */
  readonly gradient: Float64Array;
  readonly response: Float64Array;
  readonly freeResponse: Float64Array;
  readonly freeForce: Float64Array;
}

/** All surfaces under pressure of a problem. */
export interface Surfaces {
  readonly blown: readonly Blown[];
  readonly cavities: readonly Cavity[];
  /** Both, in the order of the problem: given pressures first. */
  readonly all: readonly Pressurised[];
}

/** Lays out the surfaces of a problem; volumes and areas are those of the undeformed body. */
export function createSurfaces({ mesh, pressures = [], volumes = [] }: Problem, pattern: SparsityPattern, T: Transformation): Surfaces {
  const blown = pressures.map((load): Blown => ({ ...pressurised(mesh, load.faces, pattern, T), given: load.pressure }));
  const cavities = volumes.map((control): Cavity => {
    const base = pressurised(mesh, control.faces, pattern, T, control.base);
    return {
      ...base, target: control.volume, release: control.release, released: false, initial: base.volume, least: smallVolume(base.surface), gap: 0, accepted: 0, start: 0, step: 0,
      gradient: new Float64Array(T.dofs), response: new Float64Array(T.dofs),
      freeResponse: new Float64Array(T.free), freeForce: new Float64Array(T.free),
    };
  });
  return { blown, cavities, all: [...blown, ...cavities] };
}

function pressurised(mesh: Mesh, faces: ArrayLike<number>, pattern: SparsityPattern, T: Transformation, base?: VolumeControl["base"]): Pressurised {
  const surface = createSurface(mesh, faces);
  const out: Pressurised = {
    surface, maps: surfaceMaps(surface, pattern), closure: base ? planeBelow(base) : findClosure(surface, T), areas: new Float64Array(T.dofs), pressure: 0, volume: 0,
  };
  measure(out, new Float64Array(T.dofs));
  return out;
}

/** A thousandth of the cube over the surface (2D: of the square over the line). */
function smallVolume(surface: Surface): number {
  const area = deformedArea(surface, new Float64Array(surface.X.length));
  return 1e-3 * area * (surface.dimension === 2 ? area : Math.sqrt(area));
}

function planeBelow({ axis, at }: NonNullable<VolumeControl["base"]>): Closure {
  const closure: Closure = { at: new Float64Array(3), shares: new Float64Array(3) };
  closure.at[axis] = at;
  closure.shares[axis] = 1;
  return closure;
}

/**
 * Rim nodes that are held in a direction lie in planes across which nothing flows: planes of symmetry, ends of a slice, a clamped rim.
 * A direction serves where they share one such plane, or else where none is held; else the rim is closed by straight lines to its middle.
 */
function findClosure(surface: Surface, T: Transformation): Closure {
  const d = surface.dimension, rim = [...rimNodes(surface)], held = new Set(T.eliminated);
  const directions = Array.from({ length: d }, (_, i) => {
    const own = rim.filter((node) => held.has(node * d + i));
    const places = (own.length > 0 ? own : rim).map((node) => surface.X[3 * node + i]);
    const low = Math.min(...places), high = Math.max(...places);
    return { i, held: own.length > 0, spread: high - low, middle: places.length > 0 ? places.reduce((sum, x) => sum + x, 0) / places.length : 0 };
  });
  // Places of the nodes of one plane differ by rounding.
  const size = Math.max(...directions.map(({ spread }) => spread));
  const inPlane = directions.filter((direction) => direction.held && direction.spread <= 1e-9 * size), free = directions.filter((direction) => !direction.held);
  const used = [inPlane, free, directions].find((list) => list.length > 0) ?? directions;
  const closure: Closure = { at: new Float64Array(3), shares: new Float64Array(3) };
  for (const { i, middle } of used) {
    closure.at[i] = middle;
    closure.shares[i] = 1 / used.length;
  }
  return closure;
}

/** Areas and volume at a displacement. */
function measure(it: Pressurised, u: Float64Array): void {
  it.areas.fill(0);
  addAreas(it.surface, u, 1, it.areas);
  it.volume = enclosedVolume(it.surface, u, it.closure, it.areas);
}

/** Sets the given pressures of a time, those of cavities that are being released included; `dt` back from it lies the last accepted step. */
export function setPressures({ blown, cavities }: Surfaces, time: number, dt: number): void {
  for (const it of blown) it.pressure = it.given(time);
  for (const it of cavities) {
    const { release, accepted } = it;
    it.released = release !== undefined && time > release.from;
    if (release && it.released) it.pressure = time >= release.to ? 0 : (accepted * (release.to - time)) / (release.to - (time - dt));
  }
}

/** Adds the forces of all pressures at a displacement, and measures volumes. */
export function addPressures({ all, cavities }: Surfaces, u: Float64Array, time: number, external: Float64Array): void {
  for (const it of all) {
    measure(it, u);
    for (let dof = 0; dof < external.length; dof++) external[dof] -= it.pressure * it.areas[dof];
  }
  for (const it of cavities) it.gap = it.released ? 0 : it.target(time, it.initial) - it.volume;
}

/** Adds the tangent of all pressures, and fills the gradients of the volumes. */
export function addPressureStiffness({ all, cavities }: Surfaces, u: Float64Array, pattern: SparsityPattern, K: Float64Array): void {
  for (const it of all) addAreaDerivatives(it.surface, it.maps, u, it.pressure, pattern, K);
  for (const it of cavities) volumeGradient(it.surface, u, it.closure, it.areas, it.gradient);
}

/** Whether all volumes are reached, relative to their size, or where they are nothing to that of their surface. */
export function volumesReached({ cavities }: Surfaces, tolerance: number): boolean {
  return cavities.every((it) => Math.abs(it.gap) <= tolerance * Math.max(Math.abs(it.volume), Math.abs(it.initial), it.least));
}

/**
 * The border of the system: steps of the pressures such that the step of the displacements, `direction` + Σ response · step, closes the gaps.
 * @param direction step at constant pressures `[dofs]`
 * @returns whether the small system has a solution
 */
export function solveBorder({ cavities }: Surfaces, direction: Float64Array): boolean {
  const n = cavities.length;
  const matrix = cavities.map((row, k) => (row.released ? Float64Array.from({ length: n + 1 }, (_, j) => (j === k ? 1 : 0)) : Float64Array.from([...cavities.map((column) => product(row.gradient, column.response)), row.gap - product(row.gradient, direction)])));
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k])) pivot = i;
    [matrix[k], matrix[pivot]] = [matrix[pivot], matrix[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i][k] / matrix[k][k];
      for (let j = k; j <= n; j++) matrix[i][j] -= factor * matrix[k][j];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    let sum = matrix[k][n];
    for (let j = k + 1; j < n; j++) sum -= matrix[k][j] * cavities[j].step;
    cavities[k].step = sum / matrix[k][k];
  }
  return cavities.every(({ step }) => Number.isFinite(step));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
