// Adds the stiffness of a cell to rows of a matrix, in the order of src/kernels/sweep.ts: the same bits.

/** Three entries of a row. */
// @ts-ignore: decorator
@inline
function addThree(to: usize, from: usize, stride: usize): void {
  store<f64>(to, load<f64>(to) + load<f64>(from));
  store<f64>(to, load<f64>(to, 8) + load<f64>(from + stride), 8);
  store<f64>(to, load<f64>(to, 16) + load<f64>(from + 2 * stride), 16);
}

/**
 * connectivity: nodes of the cell; map: see scatterMap [nodes, nodes]; rowStart: start of each row in `matrix`;
 * stiffness: blocks (a, b), a <= b, in pairs (pair.ts), of which the lane at that address is added.
 */
export function scatterTriangle(nodes: i32, connectivity: usize, map: usize, rowStart: usize, stiffness: usize, matrix: usize): void {
  for (let a = 0; a < nodes; a++, connectivity += 4, map += <usize>nodes << 2) {
    const first = rowStart + 12 * <usize>load<u32>(connectivity), start = load<u32>(first);
    const step = <usize>(load<u32>(first, 4) - start) << 3, own = stiffness + <usize>(72 * a * (a + 1));
    let row = matrix + (<usize>start << 3);
    for (let i: usize = 0; i < 3; i++, row += step) {
      let at = map, from = own + 16 * i;
      for (let b = 0; b < a; b++, at += 4, from += 144) addThree(row + (<usize>load<u32>(at) << 3), from, 48);
      from += 32 * i;
      for (let b = a; b < nodes; b++, at += 4, from += <usize>(144 * b)) addThree(row + (<usize>load<u32>(at) << 3), from, 16);
    }
  }
}

/** As `scatterTriangle`, from all entries [3 nodes, 3 nodes] in pairs (relief.ts). */
export function scatterSquare(nodes: i32, connectivity: usize, map: usize, rowStart: usize, stiffness: usize, matrix: usize): void {
  for (let a = 0; a < nodes; a++, connectivity += 4, map += <usize>nodes << 2) {
    const first = rowStart + 12 * <usize>load<u32>(connectivity), start = load<u32>(first);
    const step = <usize>(load<u32>(first, 4) - start) << 3;
    let row = matrix + (<usize>start << 3);
    for (let i = 0; i < 3; i++, row += step) {
      for (let at = map, end = map + (<usize>nodes << 2); at < end; at += 4, stiffness += 48) addThree(row + (<usize>load<u32>(at) << 3), stiffness, 16);
    }
  }
}

/** Adds three entries of a row, of three places. */
// @ts-ignore: decorator
@inline
function addFrom(to: usize, x: usize, y: usize, z: usize): void {
  store<f64>(to, load<f64>(to) + load<f64>(x));
  store<f64>(to, load<f64>(to, 8) + load<f64>(y), 8);
  store<f64>(to, load<f64>(to, 16) + load<f64>(z), 16);
}

/** As `scatterTriangle`, from the lower component pairs of all blocks in pairs (brick.ts), three rows at a time. */
export function scatterLower(nodes: i32, connectivity: usize, map: usize, rowStart: usize, stiffness: usize, matrix: usize): void {
  for (let a = 0; a < nodes; a++, connectivity += 4) {
    const first = rowStart + 12 * <usize>load<u32>(connectivity), start = load<u32>(first), step = <usize>(load<u32>(first, 4) - start) << 3, row = matrix + (<usize>start << 3);
    let mirror = stiffness + <usize>(96 * a), own = stiffness + <usize>(96 * nodes * a);
    for (const end = map + (<usize>nodes << 2); map < end; map += 4, own += 96, mirror += <usize>(96 * nodes)) {
      const to = row + (<usize>load<u32>(map) << 3);
      addFrom(to, own, mirror + 16, mirror + 48);
      addFrom(to + step, own + 16, own + 32, mirror + 64);
      addFrom(to + 2 * step, own + 48, own + 64, own + 80);
    }
  }
}
