// Stiffness of a cell: K_iakb = sum over points of dN_a,J A_iJkL dN_b,L dV.
// Node pairs outside, points inside, sums in locals; two columns b, b+1 per vector, two rows a, a+1 per load of the contracted tangent.
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

/** Writes one row (a, i) of the columns b and, when `both`, b+1. */
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

/** Component i of the blocks of the nodes a and a+1 with the columns of `work`; `work` starts at component i. */
function rows3(nodes: i32, points: i32, gradient: usize, work: usize, to: usize, both: bool, next: bool): void {
  const row = <usize>nodes << 3, step = row * 3;
  let k0 = f64x2.splat(0), k1 = k0, k2 = k0, l0 = k0, l1 = k0, l2 = k0;
  for (let q = 0; q < points; q++) {
    const a0 = v128.load64_splat(gradient), a1 = v128.load64_splat(gradient + row), a2 = v128.load64_splat(gradient + row * 2);
    const c0 = v128.load64_splat(gradient, 8), c1 = v128.load64_splat(gradient + row, 8), c2 = v128.load64_splat(gradient + row * 2, 8);
    const w00 = v128.load(work), w10 = v128.load(work, 48), w20 = v128.load(work, 96);
    k0 = f64x2.add(k0, sum3(a0, w00, a1, w10, a2, w20));
    l0 = f64x2.add(l0, sum3(c0, w00, c1, w10, c2, w20));
    const w01 = v128.load(work, 16), w11 = v128.load(work, 64), w21 = v128.load(work, 112);
    k1 = f64x2.add(k1, sum3(a0, w01, a1, w11, a2, w21));
    l1 = f64x2.add(l1, sum3(c0, w01, c1, w11, c2, w21));
    const w02 = v128.load(work, 32), w12 = v128.load(work, 80), w22 = v128.load(work, 128);
    k2 = f64x2.add(k2, sum3(a0, w02, a1, w12, a2, w22));
    l2 = f64x2.add(l2, sum3(c0, w02, c1, w12, c2, w22));
    gradient += step;
    work += 432;
  }
  put3(to, k0, k1, k2, both);
  if (next) put3(to + step * 3, l0, l1, l2, both);
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

function stiffness3(nodes: i32, points: i32, dNdX: usize, dV: usize, A: usize, out: usize, work: usize): void {
  const row = <usize>nodes << 3;
  for (let b = 0; b < nodes; b += 2) {
    contract3(nodes, points, b, dNdX, dV, A, work);
    for (let a = 0; a < nodes; a += 2) {
      for (let i = 0; i < 3; i++) {
        const to = out + <usize>(3 * a + i) * row * 3 + <usize>(24 * b);
        rows3(nodes, points, dNdX + (<usize>a << 3), work + <usize>(144 * i), to, b + 1 < nodes, a + 1 < nodes);
      }
    }
  }
}

function stiffness2(nodes: i32, points: i32, dNdX: usize, dV: usize, A: usize, out: usize, work: usize): void {
  const row = <usize>nodes << 3;
  for (let b = 0; b < nodes; b += 2) {
    contract2(nodes, points, b, dNdX, dV, A, work);
    for (let a = 0; a < nodes; a++) {
      block2(nodes, points, dNdX + (<usize>a << 3), work, out + <usize>(4 * a) * row + <usize>(16 * b), b + 1 < nodes);
    }
  }
}

/** Stiffness of one cell, row-major [nodes * dimension]^2. `work` holds points * 27 vectors. */
export function cellStiffness(dimension: i32, nodes: i32, points: i32, dNdX: usize, dV: usize, A: usize, out: usize, work: usize): void {
  if (dimension === 3) stiffness3(nodes, points, dNdX, dV, A, out, work);
  else stiffness2(nodes, points, dNdX, dV, A, out, work);
}
