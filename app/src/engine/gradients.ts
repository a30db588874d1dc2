/** Deformation gradients of cells from displacements of their nodes: result files need not hold F. */
import type { Mesh } from "twoscale";

const nodesPerCell = { tri3: 3, tri6: 6, quad4: 4, quad8: 8, tet4: 4, tet10: 10, hex8: 8, hex20: 20 } as const;

/**
 * F = I + G of every cell `[cells, 3, 3]`, where the affine motion with the gradient G fits the displacements of the cell's nodes best (least squares): exact where
 * the motion is affine, and in a parallelepiped the gradient at its middle. Across a plane mesh F is 1.
 * @param u displacements `[nodes, 3]`
 */
export function fittedGradients(mesh: Mesh, u: ArrayLike<number>): Float64Array {
  return Float64Array.from(mesh.blocks.flatMap(({ type, connectivity }) => {
    const count = nodesPerCell[type];
    return Array.from({ length: connectivity.length / count }, (_, cell) => fitted(mesh, connectivity.subarray(cell * count, (cell + 1) * count), u)).flat();
  }));
}

function fitted({ points, dimension }: Mesh, nodes: ArrayLike<number> & Iterable<number>, u: ArrayLike<number>): number[] {
  const X = centred(points, nodes), U = centred(u, nodes);
  // M = Σ X ⊗ X and B = Σ U ⊗ X; the plane gets a 1 across.
  const product = (a: readonly number[][], b: readonly number[][]): number[] => Array.from({ length: 9 }, (_, k) => a.reduce((sum, row, n) => sum + row[Math.floor(k / 3)] * b[n][k % 3], 0));
  const M = product(X, X), B = product(U, X);
  if (dimension === 2) M[8] = 1;
  const inverse = inverted(M);
  return Array.from({ length: 9 }, (_, k) => {
    const [i, j] = [Math.floor(k / 3), k % 3];
    return Number(i === j) + [0, 1, 2].reduce((sum, m) => sum + B[3 * i + m] * inverse[3 * m + j], 0);
  });
}

/** Vectors of nodes about their mean. */
function centred(values: ArrayLike<number>, nodes: Iterable<number>): number[][] {
  const rows = Array.from(nodes, (node) => [0, 1, 2].map((axis) => values[3 * node + axis]));
  const mean = [0, 1, 2].map((axis) => rows.reduce((sum, row) => sum + row[axis], 0) / rows.length);
  return rows.map((row) => row.map((x, axis) => x - mean[axis]));
}

/** Inverse of a symmetric 3 × 3 matrix. */
function inverted(M: readonly number[]): number[] {
  const at = (i: number, j: number): number => M[3 * (i % 3) + (j % 3)];
  const cofactor = (i: number, j: number): number => at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant = [0, 1, 2].reduce((sum, j) => sum + at(0, j) * cofactor(0, j), 0);
  return Array.from({ length: 9 }, (_, k) => cofactor(k % 3, Math.floor(k / 3)) / determinant);
}
