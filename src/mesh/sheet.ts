/** A sheet with the footprint of an expander below it: a graded grid of hex8. */
import { MeshError } from "../core/errors.js";
import { box } from "./box.js";
import { faceNodes } from "./cells.js";
import { createMesh } from "./create.js";
import { footprint, type Footprint, type FootprintSpec } from "./footprint.js";
import type { Mesh } from "./mesh.js";

/** A sheet round the z axis, its underside in z = 0. */
export interface SheetSpec {
  /** Edges along x and y, thickness; unit of length. */
  readonly size: readonly [number, number, number];
  /** Cells along x, y and through the thickness. */
  readonly cells: readonly [number, number, number];
  readonly footprint: FootprintSpec;
  /** Edge of the cells at the rim over that of the cells on the footprint; default 1.5. */
  readonly grading?: number;
  /** Width of a strip along the four sides whose nodes on the underside are the set `margin`; unit of length, default 0: the lower edges. */
  readonly margin?: number;
}

/** Zones by the gauge of the footprint, below the given value and not in an earlier one. */
const zones = { apex: 0.5, middle: 1, rim: 1.5 } as const;

/**
 * Makes the sheet. Beside the sets of a box (`x-` … `z+`, `all`) it has
 * `rim` (nodes and faces of the four sides); `margin` (nodes below along them); `footprint` (faces below, nodes, and the cells of all layers over them),
 * `footprint-top` (faces above) and `around` (faces below, beside the footprint); cells of `zone-apex` (the inner half of the footprint's extent, at least the cells nearest to its middle), `zone-middle` (the rest of it) and `zone-rim`
 * (round it, up to 1.5 times its size).
 * Grid lines run along the edges of squares and rectangles that are not turned; of other shapes the footprint has the faces nearest to the middle whose areas add up to
 * its area as nearly as whole faces can, and the lines over it are drawn apart or together until they do.
 * @throws MeshError E_BOX for sizes, counts, or a footprint that does not fit
 */
export function sheet(spec: SheetSpec): Mesh {
  const shape = footprint(spec.footprint);
  checkSheet(spec, shape);
  const base = box({ size: spec.size, cells: spec.cells, element: "hex8" });
  const grid = layOut(base, spec, shape, 1), below = facesInside(grid, grid.sets.faces["z-"], shape, spec.footprint.area);
  const fitted = fit(base, grid, below, spec, shape);
  return createMesh({ dimension: 3, points: fitted.points, blocks: base.blocks, sets: sheetSets(fitted, spec, shape, below) });
}

/** The sheet with its grid lines, and the sets of a box. */
function layOut(base: Mesh, spec: SheetSpec, shape: Footprint, scale: number): Mesh {
  const lines = [0, 1].map((axis) => gridLine(spec, shape, axis, scale));
  return createMesh({ dimension: 3, points: place(base.points, spec, lines), blocks: base.blocks, sets: base.sets });
}

/** Draws the lines over the footprint until its faces have its area to rounding: at once where none of them lies beyond these lines. */
function fit(base: Mesh, grid: Mesh, below: Int32Array, spec: SheetSpec, shape: Footprint): Mesh {
  const { footprint: { area } } = spec;
  let mesh = grid, scale = 1;
  for (let round = 0; round < 50; round++) {
    const excess = areaOf(mesh, below) / area;
    if (Math.abs(excess - 1) < 1e-12) break;
    scale /= Math.sqrt(excess);
    checkExtent(spec, shape, scale);
    mesh = layOut(base, spec, shape, scale);
  }
  return mesh;
}

function areaOf(mesh: Mesh, faces: Int32Array): number {
  let sum = 0;
  for (let f = 0; f < faces.length; f += 2) {
    const [x0, x1, y0, y1] = edgesOf(mesh, faces[f], faces[f + 1]);
    sum += (x1 - x0) * (y1 - y0);
  }
  return sum;
}

const fail = (text: string, hint: string): never => { throw new MeshError("E_BOX", `sheet: ${text}`, { hint }); };

function checkSheet(spec: SheetSpec, shape: Footprint): void {
  const { cells, footprint: { area, aspect = 1.5 }, grading = 1.5, margin = 0 } = spec;
  if (!(margin >= 0)) fail(`margin is ${margin}; it must be at least 0.`, "leave it out, or give a width.");
  if (!(grading > 0 && grading <= 10)) fail(`grading is ${grading}; it must be greater than 0 and at most 10.`, "use 1.5.");
  if (!(area > 0) || !(aspect > 0)) fail(`area ${area} and aspect ${aspect} of the footprint must be positive.`, "give the area in the unit of length squared.");
  [0, 1].forEach((axis) => {
    if (cells[axis] < 4) fail(`${cells[axis]} cells along ${"xy"[axis]}; at least 4 are needed.`, "use 20.");
  });
  checkExtent(spec, shape, 1);
}

/** Whether the lines over the footprint fit into the sheet. */
function checkExtent({ size }: SheetSpec, { half, middle }: Footprint, scale: number): void {
  [0, 1].forEach((axis) => {
    const reach = scale * half[axis];
    if (!(2 * reach < size[axis])) {
      fail(`the footprint is ${(2 * reach).toPrecision(4)} wide along ${"xy"[axis]}, the sheet ${size[axis]}.`, "use a larger sheet or a smaller footprint.");
    }
    const most = size[axis] / 2 - reach;
    if (!(Math.abs(middle[axis]) < most)) fail(`the middle of the footprint is at ${"xy"[axis]} = ${middle[axis]}, so that it leaves the sheet; at most ±${most.toPrecision(4)} fits.`, "move it inwards, or use a larger sheet.");
  });
}

/**
 * Places of grid lines: equal cells over the footprint, its extent times `scale` wide, which become larger (by equal steps) towards the rim. Symmetric to the bit when the footprint is in the middle.
 * An even count puts lines along the edges of the inner half of the footprint too, so that the means over its zones converge with the mesh.
 */
function gridLine(spec: SheetSpec, { half, middle }: Footprint, axis: number, scale: number): Float64Array {
  const { grading = 1.5 } = spec, size = spec.size[axis], count = spec.cells[axis], outside = size / 2 - half[axis], reach = scale * half[axis];
  const edge = (2 * half[axis] + (4 * outside) / (1 + grading)) / count;
  const inner = innerCells(count, (2 * half[axis]) / edge);
  const room = (side: number): number => outside + side * middle[axis];
  const below = Math.min(count - inner - 1, Math.max(1, Math.round(((count - inner) * room(1)) / (2 * outside))));
  const places = (cells: number, side: number): number[] => Array.from({ length: cells }, (_, k) => reach + (room(side) - (reach - half[axis])) * share((cells - k) / cells, grading));
  const over = Array.from({ length: inner + 1 }, (_, k) => reach * ((2 * k - inner) / inner));
  const line = [...places(below, 1).map((x) => -x), ...over, ...places(count - inner - below, -1).reverse()];
  return Float64Array.from(line, (x) => middle[axis] + x);
}

/** Cells over the footprint: a multiple of 4 where the count is even and leaves room for it, else as odd or even as the count. */
function innerCells(count: number, wanted: number): number {
  const multiple = 4 * Math.max(1, Math.round(wanted / 4));
  if (count % 2 === 0 && multiple <= count - 2) return multiple;
  const near = Math.min(count - 2, Math.max(2, Math.round(wanted)));
  return near - ((count - near) % 2);
}

/** Part of the way to the rim at part t of the cells: sizes grow linearly from 1 to `grading`. */
function share(t: number, grading: number): number {
  return (t + (0.5 * (grading - 1)) * t * t) / (0.5 * (1 + grading));
}

function place(points: Float64Array, { cells: [nx, ny] }: SheetSpec, [xs, ys]: readonly Float64Array[]): Float64Array {
  const out = points.slice();
  for (let node = 0; 3 * node < out.length; node++) {
    const i = node % (nx + 1), j = ((node - i) / (nx + 1)) % (ny + 1);
    out[3 * node] = xs[i];
    out[3 * node + 1] = ys[j];
  }
  return out;
}

function sheetSets(mesh: Mesh, { size, cells: [nx, ny, nz], margin = 0 }: SheetSpec, shape: Footprint, below: Int32Array): Mesh["sets"] {
  const columns = Array.from({ length: below.length / 2 }, (_, f) => below[2 * f]), top = mesh.sets.faces["z+"][1];
  const above = Int32Array.from(columns.flatMap((cell) => [cell + (nz - 1) * nx * ny, top]));
  const all = Array.from({ length: nx * ny }, (_, cell) => cell);
  const through = (list: readonly number[]): Int32Array => Int32Array.from(list.flatMap((cell) => Array.from({ length: nz }, (_, layer) => cell + layer * nx * ny)));
  const inside = new Set(columns), gauge = all.map((cell) => gaugeOf(mesh, cell, shape));
  // On a coarse grid the apex is what lies nearest to the middle.
  const apex = Math.max(zones.apex, 1e-9 + Math.min(...columns.map((cell) => gauge[cell])));
  const inZone = { apex: (cell: number) => inside.has(cell) && gauge[cell] < apex, middle: (cell: number) => inside.has(cell) && gauge[cell] >= apex, rim: (cell: number) => !inside.has(cell) && gauge[cell] < zones.rim };
  const zoneSets = Object.entries(inZone).flatMap(([name, fits]): [string, Int32Array][] => {
    const list = all.filter(fits);
    return list.length > 0 ? [[`zone-${name}`, through(list)]] : [];
  });
  const sides = ["x-", "x+", "y-", "y+"], { nodes, faces, cells } = mesh.sets;
  const underside = new Set(Array.from({ length: below.length / 2 }, (_, f) => Array.from(faceNodes(mesh, below[2 * f], below[2 * f + 1]))).flat());
  return {
    nodes: { ...nodes, rim: Int32Array.from(sides.flatMap((side) => Array.from(nodes[side]))), footprint: Int32Array.from(underside), margin: nodes["z-"].filter((node) => inMargin(mesh, node, size, margin)) },
    faces: { ...faces, ...around(faces["z-"], inside), rim: Int32Array.from(sides.flatMap((side) => Array.from(faces[side]))), footprint: below, "footprint-top": above },
    cells: { ...cells, footprint: through(columns), ...Object.fromEntries(zoneSets) },
  };
}

/** Whether a node is within the margin of a side; a grid line that differs from it by rounding counts. */
function inMargin({ points }: Mesh, node: number, size: SheetSpec["size"], margin: number): boolean {
  return [0, 1].some((axis) => Math.abs(points[3 * node + axis]) >= size[axis] / 2 - margin - 1e-9 * size[axis]);
}

/** Faces of the underside beside the footprint. */
function around(side: Int32Array, inside: ReadonlySet<number>): Record<string, Int32Array> {
  return { around: Int32Array.from(Array.from({ length: side.length / 2 }, (_, f) => f).flatMap((f) => (inside.has(side[2 * f]) ? [] : [side[2 * f], side[2 * f + 1]]))) };
}

/** Faces of one side, nearest to the middle of the shape first, as many as come closest to its area; faces at the same distance go together. */
function facesInside(mesh: Mesh, side: Int32Array, shape: Footprint, area: number): Int32Array {
  const faces = Array.from({ length: side.length / 2 }, (_, f) => ({ pair: [side[2 * f], side[2 * f + 1]], ...faceFacts(mesh, side[2 * f], side[2 * f + 1], shape) }));
  faces.sort((a, b) => a.gauge - b.gauge || a.pair[0] - b.pair[0]);
  let sum = 0, best = 0, missing = area;
  faces.forEach((face, k) => {
    sum += face.area;
    const next = faces[k + 1];
    const together = next !== undefined && next.gauge - face.gauge < 1e-9;
    if (together || !(Math.abs(area - sum) <= missing)) return;
    missing = Math.abs(area - sum);
    best = k + 1;
  });
  return Int32Array.from(faces.slice(0, best).flatMap(({ pair }) => pair));
}

function faceFacts(mesh: Mesh, cell: number, face: number, shape: Footprint): { readonly gauge: number; readonly area: number } {
  const [x0, x1, y0, y1] = edgesOf(mesh, cell, face);
  return { gauge: shape.gauge((x0 + x1) / 2, (y0 + y1) / 2), area: (x1 - x0) * (y1 - y0) };
}

/** Least and largest x and y of a face of the grid. */
function edgesOf(mesh: Mesh, cell: number, face: number): readonly [number, number, number, number] {
  const nodes = Array.from(faceNodes(mesh, cell, face)), at = (axis: number): number[] => nodes.map((node) => mesh.points[3 * node + axis]);
  const [xs, ys] = [at(0), at(1)];
  return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
}

/** Gauge at the middle of a cell of the lowest layer, which has its face of `z-` as its first. */
function gaugeOf(mesh: Mesh, cell: number, shape: Footprint): number {
  const { connectivity } = mesh.blocks[0];
  let x = 0, y = 0;
  for (let a = 0; a < 4; a++) {
    x += mesh.points[3 * connectivity[8 * cell + a]] / 4;
    y += mesh.points[3 * connectivity[8 * cell + a] + 1] / 4;
  }
  return shape.gauge(x, y);
}
