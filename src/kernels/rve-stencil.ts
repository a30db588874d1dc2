/** Which entry of a block stencil is where: of a symmetric matrix on a grid, the half towards the neighbours that follow a node in (z, y, x). */

/** First entry of the block towards a neighbour, or none for those before. The node's own block comes first, its upper half. */
export function blockPlace(dimension: 2 | 3, [dx, dy, dz]: readonly number[]): number | undefined {
  const own = (dimension * (dimension + 1)) / 2;
  const block = dimension * dimension;
  if (dx === 0 && dy === 0 && (dz ?? 0) === 0) return 0;
  if (dy === 0 && (dz ?? 0) === 0) return dx > 0 ? own : undefined;
  const line = dz > 0 ? dy + 2 : (dz ?? 0) === 0 && dy > 0 ? 0 : undefined;
  return line === undefined ? undefined : own + block + (3 * line + dx + 1) * block;
}
