// Stiffness of a cell: K_iakb = sum over points of dN_a,J A_iJkL dN_b,L dV.
// Node pair outside, points inside, the block of the pair in locals; two columns b, b+1 per vector.
// The order of operations is that of src/fe/kernel.ts, so that both give the same bits.

// @ts-ignore: decorator
@inline
function sum2(a0: v128, w0: v128, a1: v128, w1: v128): v128 {
  return f64x2.add(f64x2.mul(a0, w0), f64x2.mul(a1, w1));
}

// @ts-ignore: decorator
@inline
function sum3(a0: v128, w0: v128, a1: v128, w1: v128, a2: v128, w2: v128): v128 {
  return f64x2.add(sum2(a0, w0, a1, w1), f64x2.mul(a2, w2));
}

/** work[point][iJk] = sum over L of A_iJkL dN_b,L dV for the columns b, b+1. */
function contract3(nodes: i32, points: i32, b: i32, dNdX: usize, dV: usize, A: usize, work: usize): void {
  const row = <usize>nodes << 3;
  let gradient = dNdX + (<usize>b << 3);
  for (let q = 0; q < points; q++) {
    const volume = v128.load64_splat(dV + (<usize>q << 3));
    const b0 = f64x2.mul(v128.load(gradient), volume);
    const b1 = f64x2.mul(v128.load(gradient + row), volume);
    const b2 = f64x2.mul(v128.load(gradient + row * 2), volume);
    for (let m = 0; m < 27; m++) {
      v128.store(work, sum3(v128.load64_splat(A), b0, v128.load64_splat(A, 8), b1, v128.load64_splat(A, 16), b2));
      A += 24;
      work += 16;
    }
    gradient += row * 3;
  }
}

/** Writes one row (a, i) of the columns b and, when it exists, b+1. */
// @ts-ignore: decorator
@inline
function put3(to: usize, x: v128, y: v128, z: v128, both: bool): void {
  store<f64>(to, f64x2.extract_lane(x, 0));
  store<f64>(to, f64x2.extract_lane(y, 0), 8);
  store<f64>(to, f64x2.extract_lane(z, 0), 16);
  if (!both) return;
  store<f64>(to, f64x2.extract_lane(x, 1), 24);
  store<f64>(to, f64x2.extract_lane(y, 1), 32);
  store<f64>(to, f64x2.extract_lane(z, 1), 40);
}

/** Blocks of node a with the columns of `work`. */
function block3(nodes: i32, points: i32, gradient: usize, work: usize, to: usize, both: bool): void {
  const row = <usize>nodes << 3, next = row * 3;
  let k00 = f64x2.splat(0), k01 = k00, k02 = k00, k10 = k00, k11 = k00, k12 = k00, k20 = k00, k21 = k00, k22 = k00;
  for (let q = 0; q < points; q++) {
    const a0 = v128.load64_splat(gradient), a1 = v128.load64_splat(gradient + row), a2 = v128.load64_splat(gradient + row * 2);
    k00 = f64x2.add(k00, sum3(a0, v128.load(work), a1, v128.load(work, 48), a2, v128.load(work, 96)));
    k01 = f64x2.add(k01, sum3(a0, v128.load(work, 16), a1, v128.load(work, 64), a2, v128.load(work, 112)));
    k02 = f64x2.add(k02, sum3(a0, v128.load(work, 32), a1, v128.load(work, 80), a2, v128.load(work, 128)));
    k10 = f64x2.add(k10, sum3(a0, v128.load(work, 144), a1, v128.load(work, 192), a2, v128.load(work, 240)));
    k11 = f64x2.add(k11, sum3(a0, v128.load(work, 160), a1, v128.load(work, 208), a2, v128.load(work, 256)));
    k12 = f64x2.add(k12, sum3(a0, v128.load(work, 176), a1, v128.load(work, 224), a2, v128.load(work, 272)));
    k20 = f64x2.add(k20, sum3(a0, v128.load(work, 288), a1, v128.load(work, 336), a2, v128.load(work, 384)));
    k21 = f64x2.add(k21, sum3(a0, v128.load(work, 304), a1, v128.load(work, 352), a2, v128.load(work, 400)));
    k22 = f64x2.add(k22, sum3(a0, v128.load(work, 320), a1, v128.load(work, 368), a2, v128.load(work, 416)));
    gradient += next;
    work += 432;
  }
  put3(to, k00, k01, k02, both);
  put3(to + next, k10, k11, k12, both);
  put3(to + next * 2, k20, k21, k22, both);
}

function contract2(nodes: i32, points: i32, b: i32, dNdX: usize, dV: usize, A: usize, work: usize): void {
  const row = <usize>nodes << 3;
  let gradient = dNdX + (<usize>b << 3);
  for (let q = 0; q < points; q++) {
    const volume = v128.load64_splat(dV + (<usize>q << 3));
    const b0 = f64x2.mul(v128.load(gradient), volume), b1 = f64x2.mul(v128.load(gradient + row), volume);
    for (let iJ = 0; iJ < 4; iJ++) {
      // A_iJkL starts at 27 i + 9 J; k = 1 lies three further.
      const at = A + <usize>(216 * (iJ >> 1) + 72 * (iJ & 1));
      v128.store(work, sum2(v128.load64_splat(at), b0, v128.load64_splat(at, 8), b1));
      v128.store(work, sum2(v128.load64_splat(at, 24), b0, v128.load64_splat(at, 32), b1), 16);
      work += 32;
    }
    A += 648;
    gradient += row * 2;
  }
}

// @ts-ignore: decorator
@inline
function put2(to: usize, x: v128, y: v128, both: bool): void {
  store<f64>(to, f64x2.extract_lane(x, 0));
  store<f64>(to, f64x2.extract_lane(y, 0), 8);
  if (!both) return;
  store<f64>(to, f64x2.extract_lane(x, 1), 16);
  store<f64>(to, f64x2.extract_lane(y, 1), 24);
}

function block2(nodes: i32, points: i32, gradient: usize, work: usize, to: usize, both: bool): void {
  const row = <usize>nodes << 3, next = row * 2;
  let k00 = f64x2.splat(0), k01 = k00, k10 = k00, k11 = k00;
  for (let q = 0; q < points; q++) {
    const a0 = v128.load64_splat(gradient), a1 = v128.load64_splat(gradient + row);
    k00 = f64x2.add(k00, sum2(a0, v128.load(work), a1, v128.load(work, 32)));
    k01 = f64x2.add(k01, sum2(a0, v128.load(work, 16), a1, v128.load(work, 48)));
    k10 = f64x2.add(k10, sum2(a0, v128.load(work, 64), a1, v128.load(work, 96)));
    k11 = f64x2.add(k11, sum2(a0, v128.load(work, 80), a1, v128.load(work, 112)));
    gradient += next;
    work += 128;
  }
  put2(to, k00, k01, both);
  put2(to + next, k10, k11, both);
}

/** Stiffness of one cell, row-major [nodes * dimension]^2. `work` holds points * 27 vectors. */
export function cellStiffness(dimension: i32, nodes: i32, points: i32, dNdX: usize, dV: usize, A: usize, out: usize, work: usize): void {
  const row = <usize>nodes << 3;
  for (let b = 0; b < nodes; b += 2) {
    const both = b + 1 < nodes;
    if (dimension === 3) contract3(nodes, points, b, dNdX, dV, A, work);
    else contract2(nodes, points, b, dNdX, dV, A, work);
    for (let a = 0; a < nodes; a++) {
      const gradient = dNdX + (<usize>a << 3), to = out + <usize>(a * dimension) * <usize>dimension * row + (<usize>(b * dimension) << 3);
      if (dimension === 3) block3(nodes, points, gradient, work, to, both);
      else block2(nodes, points, gradient, work, to, both);
    }
  }
}
