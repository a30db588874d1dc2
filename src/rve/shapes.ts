/** Geometry of microstructures: which voxel centres lie strictly inside a shape. */
import { CaseError } from "../core/errors.js";
import type { Axis, RveSpec, ShapeSpec } from "./spec.js";

/** Whether a place (d coordinates) lies strictly inside. */
type Inside = (place: readonly number[]) => boolean;

const axes: readonly Axis[] = ["x", "y", "z"];
const kinds = ["circle", "sphere", "box", "laminate", "cylinder"] as const;

/** Phase number of every voxel, x fastest; phases are numbered in the order of `names`. */
export function rasterise(spec: RveSpec, names: readonly string[]): Int32Array {
  const phases = new Int32Array(spec.grid.reduce((product, n) => product * n, 1)).fill(names.indexOf(spec.background));
  for (const [index, shape] of (spec.shapes ?? []).entries()) {
    const inside = insideOf(shape, spec, `rve.shapes[${index}]`);
    const phase = names.indexOf(shape.phase);
    eachCentre(spec, (voxel, centre) => { if (inside(centre)) phases[voxel] = phase; });
  }
  return phases;
}

function eachCentre(spec: RveSpec, visit: (voxel: number, centre: readonly number[]) => void): void {
  const [nx = 1, ny = 1, nz = 1] = spec.grid;
  const step = spec.size.map((length, axis) => length / spec.grid[axis]);
  let voxel = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        visit(voxel++, [i, j, k].slice(0, spec.dimension).map((n, axis) => (n + 0.5) * step[axis]));
      }
    }
  }
}

function insideOf(shape: ShapeSpec, spec: RveSpec, where: string): Inside {
  const given = kinds.filter((kind) => shape[kind] !== undefined);
  if (given.length !== 1) {
    throw new CaseError("E_SHAPE", `${where} names ${given.length === 0 ? "no geometry" : given.join(" and ")}.`, {
      hint: `give exactly one of ${kinds.join(", ")}.`,
    });
  }
  const inside = geometry(shape, spec, where);
  return shape.wrap ? wrapped(inside, spec.size) : inside;
}

function geometry(shape: ShapeSpec, spec: RveSpec, where: string): Inside {
  const d = spec.dimension;
  if (shape.laminate) return laminate(shape.laminate, d, where);
  if (shape.box) return box(checked(shape.box.min, d, `${where}.box.min`), checked(shape.box.max, d, `${where}.box.max`));
  if (shape.cylinder) return cylinder(shape.cylinder, d, where);
  const ball = shape.circle ?? shape.sphere!;
  const kind = shape.circle ? "circle" : "sphere";
  if ((kind === "circle") !== (d === 2)) {
    throw new CaseError("E_SHAPE", `${where} is a ${kind} in a cell of dimension ${d}.`, {
      hint: d === 2 ? "use circle in 2D." : "use sphere in 3D (or cylinder for a fibre).",
    });
  }
  return sphere(checked(ball.center, d, `${where}.${kind}.center`), positive(ball.radius, `${where}.${kind}.radius`));
}

function sphere(center: readonly number[], radius: number): Inside {
  return (place) => squaredDistance(place, center) < radius * radius;
}

function box(min: readonly number[], max: readonly number[]): Inside {
  return (place) => place.every((x, axis) => x > min[axis] && x < max[axis]);
}

function laminate(layer: NonNullable<ShapeSpec["laminate"]>, dimension: number, where: string): Inside {
  const axis = axes.indexOf(layer.axis);
  if (axis < 0 || axis >= dimension) {
    throw new CaseError("E_SHAPE", `${where}.laminate.axis is "${layer.axis}" in a cell of dimension ${dimension}.`, {
      hint: `use ${axes.slice(0, dimension).join(" or ")}.`,
    });
  }
  return (place) => place[axis] > layer.from && place[axis] < layer.to;
}

function cylinder(fibre: NonNullable<ShapeSpec["cylinder"]>, dimension: number, where: string): Inside {
  const point = checked(fibre.point, dimension, `${where}.cylinder.point`);
  const direction = checked(fibre.direction, dimension, `${where}.cylinder.direction`);
  const radius = positive(fibre.radius, `${where}.cylinder.radius`);
  const length = Math.sqrt(squaredDistance(direction, direction.map(() => 0)));
  if (!(length > 0)) {
    throw new CaseError("E_SHAPE", `${where}.cylinder.direction has no length.`, { hint: "give a vector that is not zero." });
  }
  return (place) => {
    const along = place.reduce((sum, x, axis) => sum + (x - point[axis]) * direction[axis], 0) / (length * length);
    return squaredDistance(place, point.map((p, axis) => p + along * direction[axis])) < radius * radius;
  };
}

/** The union of a shape and its images in the neighbouring cells. */
function wrapped(inside: Inside, size: readonly number[]): Inside {
  const shifts = size.reduce<number[][]>((list, length) => list.flatMap((s) => [-length, 0, length].map((x) => [...s, x])), [[]]);
  return (place) => shifts.some((shift) => inside(place.map((x, axis) => x + shift[axis])));
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, axis) => sum + (x - b[axis]) * (x - b[axis]), 0);
}

function checked(values: readonly number[], dimension: number, where: string): readonly number[] {
  if (values.length === dimension) return values;
  throw new CaseError("E_SHAPE", `${where} has ${values.length} numbers; a cell of dimension ${dimension} needs ${dimension}.`, {
    hint: "give one number per direction.",
  });
}

function positive(value: number, where: string): number {
  if (value > 0) return value;
  throw new CaseError("E_SHAPE", `${where} is ${value}; it must be greater than 0.`, { hint: "give a positive length." });
}
