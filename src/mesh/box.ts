/** Box meshes: structured grids of any element type, with their sides as sets. */
import { MeshError } from "../core/errors.js";
import { faceNodes, nodeCount } from "./cells.js";
import { createMesh } from "./create.js";
import { boundaryFaces } from "./faces.js";
import type { CellBlock, Mesh, MeshSets } from "./mesh.js";
import { withMidNodes } from "./quadratic.js";
import { topology, type ElementType, type LinearType } from "./topology.js";

/** A box `origin` .. `origin + size` cut into `cells` grid cells per direction; two entries per list in 2D, three in 3D. */
export interface BoxSpec {
  readonly size: readonly number[];
  readonly cells: readonly number[];
  readonly element: ElementType;
  /** Lowest corner, unit of length; default 0. */
  readonly origin?: readonly number[];
}

const largestGrid = 20_000_000;

/** Local corners of the simplices that a grid cell is cut into: 2 triangles, or the 6 tetrahedra around the diagonal 0-6 (kuhn1960). */
const cuts: Readonly<Record<LinearType, readonly (readonly number[])[]>> = {
  quad4: [[0, 1, 2, 3]],
  tri3: [[0, 1, 2], [0, 2, 3]],
  hex8: [[0, 1, 2, 3, 4, 5, 6, 7]],
  tet4: [[0, 1, 2, 6], [0, 5, 1, 6], [0, 2, 3, 6], [0, 3, 7, 6], [0, 4, 5, 6], [0, 7, 4, 6]],
};

/**
 * Box mesh: node and cell numbers run fastest along x; nodes on edges (quadratic types) come after all corners. Simplices come from the same cut of
 * every grid cell, so opposite sides of the box carry matching faces.
 * Sets: `x-`, `x+`, `y-`, `y+` (and `z-`, `z+`) as node and face sets, `all` as cell set.
 *
 * Throws MeshError E_BOX when sizes or counts are not positive or their number does not fit the element's dimension; limit 20 million grid cells.
 */
export function box(spec: BoxSpec): Mesh {
  checkSpec(spec);
  const { dimension, linear } = topology[spec.element];
  const grid = { points: gridPoints(spec), blocks: [gridBlock(spec, linear)] };
  const { points, blocks } = spec.element === linear ? grid : withMidNodes(grid);
  return createMesh({ dimension, points, blocks, sets: sideSets(spec, points, blocks), source: "box" });
}

function checkSpec({ size, cells, element, origin = size }: BoxSpec): void {
  const fail = (text: string, hint: string) => {
    throw new MeshError("E_BOX", `box: ${text}`, { hint, details: { size, cells, element } });
  };
  if (!Object.hasOwn(topology, element)) fail(`element "${element}" is not known.`, `use one of ${Object.keys(topology).join(", ")}.`);
  const { dimension } = topology[element];
  if (size.length !== dimension || cells.length !== dimension || origin.length !== dimension) {
    fail(`${element} needs ${dimension} entries in size, cells and origin, got ${size.length}, ${cells.length} and ${origin.length}.`,
      dimension === 2 ? "choose a solid element (tet4, hex8, …) for a 3D box." : "give size and cells along x, y and z.");
  }
  if (!size.every((s) => s > 0 && Number.isFinite(s))) fail(`size is [${size.join(", ")}].`, "every size must be a positive number.");
  if (!origin.every(Number.isFinite)) fail(`origin is [${origin.join(", ")}].`, "every coordinate must be a finite number.");
  const count = cells.reduce((product, n) => product * n, 1);
  if (!cells.every((n) => Number.isInteger(n) && n > 0) || count > largestGrid) {
    fail(`cells is [${cells.join(", ")}].`, `counts are whole numbers from 1, at most ${largestGrid} grid cells together.`);
  }
}

/** Coordinates of grid lines along `axis`; the last one is exactly `origin + size`. */
function gridLine({ size, cells, origin }: BoxSpec, axis: number): Float64Array {
  const count = cells[axis] ?? 0;
  const start = origin?.[axis] ?? 0;
  return Float64Array.from({ length: count + 1 }, (_, i) => start + (count === 0 ? 0 : i === count ? size[axis] : (size[axis] * i) / count));
}

function gridPoints(spec: BoxSpec): Float64Array {
  const [xs, ys, zs] = [0, 1, 2].map((axis) => gridLine(spec, axis));
  const points = new Float64Array(3 * xs.length * ys.length * zs.length);
  let i = 0;
  for (const z of zs) {
    for (const y of ys) {
      for (const x of xs) {
        points[i++] = x;
        points[i++] = y;
        points[i++] = z;
      }
    }
  }
  return points;
}

function gridBlock({ cells }: BoxSpec, type: LinearType): CellBlock {
  const [nx, ny, nz = 0] = cells;
  const row = nx + 1;
  const layer = row * (ny + 1);
  const quad = [0, 1, row + 1, row];
  const corners = nz === 0 ? quad : [...quad, ...quad.map((a) => a + layer)];
  const steps = cuts[type].flat().map((a) => corners[a]);
  const connectivity = new Int32Array(nx * ny * Math.max(nz, 1) * steps.length);
  let at = 0;
  for (let k = 0; k < Math.max(nz, 1); k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const first = i + j * row + k * layer;
        for (const step of steps) connectivity[at++] = first + step;
      }
    }
  }
  return { type, connectivity };
}

/** Sides found by coordinates: grid lines at the ends are exact, and the middle of two equal numbers is that number. */
function sideSets(spec: BoxSpec, points: Float64Array, blocks: readonly CellBlock[]): Partial<MeshSets> {
  const sides = spec.size.flatMap((_, axis) => {
    const line = gridLine(spec, axis);
    return [["-", line[0]], ["+", line[line.length - 1]]].map(([sign, value]) => ({ name: `${"xyz"[axis]}${sign}`, axis, value, nodes: [] as number[], faces: [] as number[] }));
  });
  for (let node = 0; node < nodeCount({ points }); node++) for (const { axis, value, nodes } of sides) if (points[3 * node + axis] === value) nodes.push(node);
  const boundary = boundaryFaces({ points, blocks });
  for (let i = 0; i < boundary.length; i += 2) {
    const nodes = faceNodes({ blocks }, boundary[i], boundary[i + 1]);
    for (const { axis, value, faces } of sides) if (nodes.every((node) => points[3 * node + axis] === value)) faces.push(boundary[i], boundary[i + 1]);
  }
  const named = (key: "nodes" | "faces"): Record<string, Int32Array> => Object.fromEntries(sides.map((side) => [side.name, Int32Array.from(side[key])]));
  return { nodes: named("nodes"), faces: named("faces") };
}
