// Internal forces of a cell: f_ia = sum over points of P_iJ dN_a,J dV. Two nodes per vector; sums in the order of src/fe/kernel.ts.

/** Forces of one cell. dNdX [points, dimension, nodes], P [points, 3, 3], out [nodes, dimension]. */
export function cellForces(dimension: i32, nodes: i32, points: i32, dNdX: usize, dV: usize, P: usize, out: usize): void {
  const row = <usize>nodes << 3;
  for (let a = 0; a < nodes; a += 2) {
    for (let i = 0; i < dimension; i++) {
      let sum = f64x2.splat(0);
      let gradient = dNdX + (<usize>a << 3);
      let stress = P + <usize>(24 * i);
      for (let q = 0; q < points; q++) {
        const volume = load<f64>(dV + (<usize>q << 3));
        for (let J = 0; J < dimension; J++) {
          const p = load<f64>(stress + (<usize>J << 3)) * volume;
          sum = f64x2.add(sum, f64x2.mul(f64x2.splat(p), v128.load(gradient)));
          gradient += row;
        }
        stress += 72;
      }
      const to = out + (<usize>(a * dimension + i) << 3);
      store<f64>(to, f64x2.extract_lane(sum, 0));
      if (a + 1 < nodes) store<f64>(to + (<usize>dimension << 3), f64x2.extract_lane(sum, 1));
    }
  }
}
