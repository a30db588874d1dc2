// Stiffness of a cell from the derivatives of its F, given in full: K = sum over points of D^T A D dV with D = dF/du [dimension², size].
// The order of operations is that of src/fe/kernel.ts, so that both give the same bits. `size` is even.

/** work [points, dimension², size]: A D dV. */
function contractOperator(dimension: i32, size: i32, points: i32, D: usize, dV: usize, A: usize, work: usize): void {
  const rows = dimension * dimension, row = <usize>size << 3;
  for (let q = 0; q < points; q++) {
    const volume = v128.load64_splat(dV + (<usize>q << 3));
    for (let k = 0; k < rows; k++) {
      const tangent = A + <usize>(72 * (3 * (k / dimension) + k % dimension));
      for (let b: usize = 0; b < row; b += 16) {
        let sum = f64x2.splat(0);
        let from = D + b;
        for (let i = 0; i < dimension; i++) {
          for (let J = 0; J < dimension; J++) {
            sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(tangent + <usize>(8 * (3 * i + J))), v128.load(from)));
            from += row;
          }
        }
        v128.store(work + b, f64x2.mul(sum, volume));
      }
      work += row;
    }
    D += row * <usize>rows;
    A += 648;
  }
}

/** Rows a, a+1 and columns b .. b+3 of D^T work. */
function block(rows: i32, row: usize, D: usize, work: usize, to: usize): void {
  let k00 = f64x2.splat(0), k01 = k00, k10 = k00, k11 = k00;
  for (let r = 0; r < rows; r++) {
    const x = v128.load64_splat(D), y = v128.load64_splat(D, 8), w0 = v128.load(work), w1 = v128.load(work, 16);
    k00 = f64x2.add(k00, f64x2.mul(x, w0));
    k01 = f64x2.add(k01, f64x2.mul(x, w1));
    k10 = f64x2.add(k10, f64x2.mul(y, w0));
    k11 = f64x2.add(k11, f64x2.mul(y, w1));
    D += row;
    work += row;
  }
  v128.store(to, k00); v128.store(to, k01, 16);
  v128.store(to + row, k10); v128.store(to + row, k11, 16);
}

/**
 * Stiffness [size, size] of one cell whose size is a multiple of four.
 * D [points, dimension², size], dV [points], A [points, 3, 3, 3, 3], work as large as D.
 */
export function operatorStiffness(dimension: i32, size: i32, points: i32, D: usize, dV: usize, A: usize, stiffness: usize, work: usize): void {
  contractOperator(dimension, size, points, D, dV, A, work);
  const row = <usize>size << 3, rows = points * dimension * dimension;
  for (let a: usize = 0; a < row; a += 16) {
    for (let b: usize = 0; b < row; b += 32) block(rows, row, D + a, work + b, stiffness + (a >> 3) * row + b);
  }
}
