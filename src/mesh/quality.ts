/** Size, place and shape of cells. */
import { elements } from "../element/index.js";
import { MeshError } from "../core/errors.js";
import { cellCount } from "./cells.js";
import type { CellBlock, Mesh } from "./mesh.js";
import { topology, type ElementType } from "./topology.js";

/** Shape of the cells of a mesh. */
export interface MeshQuality {
  /** Smallest scaled Jacobian over the corners of each cell: 1 = ideal shape (square, equilateral, …), 0 = flat, below = turned inside out. */
  readonly scaledMin: Float64Array;
  /** Largest scaled Jacobian over the corners of each cell. */
  readonly scaledMax: Float64Array;
  /** Volume of each cell; area in 2D. */
  readonly volumes: Float64Array;
  /** Cells whose Jacobian determinant is not positive at some corner or quadrature point. */
  readonly inverted: Int32Array;
  /** Cell with the smallest scaled Jacobian, and its value. */
  readonly worst: { readonly cell: number; readonly value: number };
}

/** Gradients of all shape functions at sample points, `[points, nodes, dimension]`. */
interface Samples {
  readonly count: number;
  readonly gradients: Float64Array;
}

type Cells = Pick<Mesh, "points" | "blocks">;

/**
 * Scaled Jacobians, volumes and inverted cells. The scaled Jacobian at a corner is the determinant of the unit tangents of the edges that meet there,
 * divided by that of the ideal cell (knupp2000); 2D meshes are judged in x, y.
 */
export function meshQuality(mesh: Cells): MeshQuality {
  const count = cellCount(mesh);
  const result = { scaledMin: new Float64Array(count), scaledMax: new Float64Array(count), volumes: new Float64Array(count) };
  const inverted: number[] = [];
  let worst = 0;
  forEachCell(mesh, (block, row, cell) => {
    const [low, high] = scaledRange(mesh.points, block, row);
    const dets = determinants(mesh.points, block, row, quadratureSamples(block.type));
    result.scaledMin[cell] = low;
    result.scaledMax[cell] = high;
    result.volumes[cell] = weightedSum(block.type, dets);
    if (!(low > 0) || !dets.every((det) => det > 0)) inverted.push(cell);
    if (low < result.scaledMin[worst]) worst = cell;
  });
  return { ...result, inverted: Int32Array.from(inverted), worst: { cell: worst, value: result.scaledMin[worst] } };
}

/** Volume of each cell (area in 2D), by the quadrature of its element; negative for a cell whose nodes run the wrong way round. */
export function cellVolumes(mesh: Cells): Float64Array {
  const volumes = new Float64Array(cellCount(mesh));
  forEachCell(mesh, (block, row, cell) => {
    volumes[cell] = weightedSum(block.type, determinants(mesh.points, block, row, quadratureSamples(block.type)));
  });
  return volumes;
}

/** Centre of mass of each cell `[cells, 3]`, by the quadrature of its element. Without meaning for cells of zero volume. */
export function cellCentroids(mesh: Cells): Float64Array {
  const centroids = new Float64Array(3 * cellCount(mesh));
  forEachCell(mesh, (block, row, cell) => {
    const { nodes, quadrature, dimension, shape } = elements[block.type];
    const dets = determinants(mesh.points, block, row, quadratureSamples(block.type));
    const volume = weightedSum(block.type, dets);
    const N = new Float64Array(nodes);
    dets.forEach((det, q) => {
      shape(quadrature.points.subarray(q * dimension, (q + 1) * dimension), N);
      const share = (quadrature.weights[q] * det) / volume;
      for (let i = 0; i < 3; i++) centroids[3 * cell + i] += share * interpolate(mesh.points, block, row, N, i);
    });
  });
  return centroids;
}

/** Throws MeshError E_INVERTED, naming the first cell and its place, when a cell is inverted (see `MeshQuality.inverted`). */
export function assertNotInverted(mesh: Cells): void {
  if (!hasInverted(mesh)) return;
  const { inverted, scaledMin } = meshQuality(mesh);
  const cell = inverted[0];
  const centre = cornerMean(mesh, cell);
  const place = centre.map((x) => String(Number(x.toPrecision(6)))).join(", ");
  const more = inverted.length > 1 ? `; ${inverted.length} cells are inverted` : "";
  throw new MeshError("E_INVERTED", `cell ${cell} near (${place}) is inverted: its scaled Jacobian is ${scaledMin[cell].toPrecision(3)}, which must be positive${more}.`, {
    hint: "mesh that place again; when every cell is inverted, the nodes run the wrong way round (node order is VTK's).",
    details: { cell, centre, scaledJacobian: scaledMin[cell], inverted: inverted.length },
  });
}

/** Whether `MeshQuality.inverted` lists any cell, without the rest of it: tangents of edges have the sign of the determinant. */
function hasInverted(mesh: Cells): boolean {
  return mesh.blocks.some((block) => {
    const { nodes, dimension } = topology[block.type], rows = block.connectivity.length / nodes;
    const least = dimension === 3 ? leastDeterminant3 : leastDeterminant2, sets = [cornerSamples(block.type), quadratureSamples(block.type)];
    for (let row = 0; row < rows; row++) for (const samples of sets) if (!(least(mesh.points, block.connectivity, row * nodes, nodes, samples) > 0)) return true;
    return false;
  });
}

/** Smallest det dx/dxi of a cell at some points; not a number where one of them is not. */
function leastDeterminant3(x: Float64Array, connectivity: Int32Array, first: number, nodes: number, { count, gradients }: Samples): number {
  let least = Infinity;
  for (let q = 0, g = 0; q < count; q++) {
    let m0 = 0, m1 = 0, m2 = 0, m3 = 0, m4 = 0, m5 = 0, m6 = 0, m7 = 0, m8 = 0;
    for (let a = 0; a < nodes; a++, g += 3) {
      const node = 3 * connectivity[first + a], u = gradients[g], v = gradients[g + 1], w = gradients[g + 2];
      m0 += x[node] * u; m1 += x[node] * v; m2 += x[node] * w;
      m3 += x[node + 1] * u; m4 += x[node + 1] * v; m5 += x[node + 1] * w;
      m6 += x[node + 2] * u; m7 += x[node + 2] * v; m8 += x[node + 2] * w;
    }
    least = Math.min(least, m0 * (m4 * m8 - m5 * m7) - m1 * (m3 * m8 - m5 * m6) + m2 * (m3 * m7 - m4 * m6));
  }
  return least;
}

/** The same in the plane. */
function leastDeterminant2(x: Float64Array, connectivity: Int32Array, first: number, nodes: number, { count, gradients }: Samples): number {
  let least = Infinity;
  for (let q = 0, g = 0; q < count; q++) {
    let m0 = 0, m1 = 0, m2 = 0, m3 = 0;
    for (let a = 0; a < nodes; a++, g += 2) {
      const node = 3 * connectivity[first + a], u = gradients[g], v = gradients[g + 1];
      m0 += x[node] * u; m1 += x[node] * v;
      m2 += x[node + 1] * u; m3 += x[node + 1] * v;
    }
    least = Math.min(least, m0 * m3 - m1 * m2);
  }
  return least;
}

function forEachCell(mesh: Cells, visit: (block: CellBlock, row: number, cell: number) => void): void {
  let cell = 0;
  for (const block of mesh.blocks) {
    const rows = block.connectivity.length / topology[block.type].nodes;
    for (let row = 0; row < rows; row++) visit(block, row, cell++);
  }
}

function cornerMean(mesh: Cells, wanted: number): number[] {
  let mean = [0, 0, 0];
  forEachCell(mesh, (block, row, cell) => {
    if (cell !== wanted) return;
    const { corners, nodes } = topology[block.type];
    const weights = Float64Array.from({ length: nodes }, (_, a) => (a < corners ? 1 / corners : 0));
    mean = [0, 1, 2].map((i) => interpolate(mesh.points, block, row, weights, i));
  });
  return mean;
}

function interpolate(points: Float64Array, { connectivity }: CellBlock, row: number, weights: Float64Array, axis: number): number {
  const start = row * weights.length;
  return weights.reduce((sum, weight, a) => sum + weight * points[3 * connectivity[start + a] + axis], 0);
}

function weightedSum(type: ElementType, dets: readonly number[]): number {
  const { weights } = elements[type].quadrature;
  return dets.reduce((sum, det, q) => sum + weights[q] * det, 0);
}

const byType = <T>(make: (type: ElementType) => T): ((type: ElementType) => T) => {
  const made = new Map<ElementType, T>();
  return (type) => {
    const known = made.get(type) ?? make(type);
    made.set(type, known);
    return known;
  };
};

const quadratureSamples = byType((type) => samplesAt(type, elements[type].quadrature.points));
const cornerSamples = byType((type) => {
  const { dimension, corners } = topology[type];
  return samplesAt(type, elements[type].referenceNodes.subarray(0, corners * dimension));
});

function samplesAt(type: ElementType, points: Float64Array): Samples {
  const { nodes, dimension, gradient } = elements[type];
  const count = points.length / dimension;
  const gradients = new Float64Array(count * nodes * dimension);
  for (let q = 0; q < count; q++) {
    gradient(points.subarray(q * dimension, (q + 1) * dimension), gradients.subarray(q * nodes * dimension, (q + 1) * nodes * dimension));
  }
  return { count, gradients };
}

/** Jacobian at hand and unit tangents of the edges of a corner: meshes have very many points. */
const J = new Float64Array(9), tangents = new Float64Array(9);

/** Writes the Jacobian dx_i/dxi_j at sample point `q` to J, row-major `[dimension, dimension]`. */
function fillJacobian(points: Float64Array, { type, connectivity }: CellBlock, row: number, samples: Samples, q: number): void {
  const { nodes, dimension } = topology[type];
  J.fill(0);
  for (let a = 0; a < nodes; a++) {
    const node = connectivity[row * nodes + a];
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) J[i * dimension + j] += points[3 * node + i] * samples.gradients[(q * nodes + a) * dimension + j];
    }
  }
}

function determinant(M: ArrayLike<number>, dimension: number): number {
  if (dimension === 2) return M[0] * M[3] - M[1] * M[2];
  return M[0] * (M[4] * M[8] - M[5] * M[7]) - M[1] * (M[3] * M[8] - M[5] * M[6]) + M[2] * (M[3] * M[7] - M[4] * M[6]);
}

function determinants(points: Float64Array, block: CellBlock, row: number, samples: Samples): number[] {
  const { dimension } = topology[block.type], dets: number[] = [];
  for (let q = 0; q < samples.count; q++) {
    fillJacobian(points, block, row, samples, q);
    dets.push(determinant(J, dimension));
  }
  return dets;
}

/** Directions in reference coordinates from each corner along its edges `[corners][edge, dimension]`, right-handed, and the ideal determinant. */
const cornerEdges = byType((type) => {
  const { corners, dimension, edges } = topology[type];
  const { referenceNodes } = elements[type];
  const at = (corner: number) => Array.from(referenceNodes.subarray(corner * dimension, (corner + 1) * dimension));
  const directions = Array.from({ length: corners }, (_, corner) => {
    const ends = edges.filter((edge) => edge.includes(corner)).map(([a, b]) => (a === corner ? b : a));
    const vectors = ends.map((end) => at(end).map((x, i) => x - at(corner)[i]));
    return determinant(vectors.flat(), dimension) > 0 ? vectors : [vectors[1], vectors[0], ...vectors.slice(2)];
  });
  return { directions: directions.map((vectors) => vectors.flat()), ideal: idealDeterminant[topology[type].linear] };
});

/** Determinant of the unit edge vectors at a corner of the ideal cell. */
const idealDeterminant = { tri3: Math.sqrt(3) / 2, quad4: 1, tet4: Math.SQRT1_2, hex8: 1 } as const;

function scaledRange(points: Float64Array, block: CellBlock, row: number): [number, number] {
  const { directions, ideal } = cornerEdges(block.type);
  const { dimension } = topology[block.type], samples = cornerSamples(block.type);
  let low = Infinity, high = -Infinity;
  for (let corner = 0; corner < directions.length; corner++) {
    fillJacobian(points, block, row, samples, corner);
    for (let edge = 0; edge < dimension; edge++) fillTangent(directions[corner], edge * dimension, dimension);
    const value = determinant(tangents, dimension) / ideal;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Unit vector along J · direction, or zero. */
function fillTangent(direction: readonly number[], at: number, dimension: number): void {
  let square = 0;
  for (let i = 0; i < dimension; i++) {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += J[i * dimension + j] * direction[at + j];
    tangents[at + i] = sum;
    square += sum * sum;
  }
  const length = Math.sqrt(square);
  for (let i = 0; i < dimension; i++) tangents[at + i] = length > 0 ? tangents[at + i] / length : 0;
}
