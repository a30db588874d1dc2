// Stiffness of every voxel from the tangents at its Gauss points. Corners and points of a voxel differ by signs only, so both are summed in Walsh
// modes: a fast transform over the points, products of slopes, and one over the corners on either side. `dyad` is printed in front: what the
// points of a voxel have in common.

@group(0) @binding(0) var<storage, read> tangents: array<f32>;       // [slice][ENTRIES][points][cells]
@group(0) @binding(1) var<storage, read> slopes: array<f32>;         // [D][CORNERS]: slope of a mode along an axis, none where the mode has that axis
@group(0) @binding(2) var<storage, read_write> elements: array<f32>; // [slice][(i, k), i <= k][CORNERS][CORNERS][cells]

// Fast Walsh-Hadamard transform of CORNERS numbers.
fn walsh(values: ptr<function, array<f32, 64>>, start: u32, stride: u32) {
  for (var reach = 1u; reach < CORNERS; reach *= 2u) {
    for (var n = 0u; n < CORNERS / 2u; n++) {
      let low = start + stride * (2u * n - (n & (reach - 1u)));
      let high = low + stride * reach;
      let a = (*values)[low];
      let b = (*values)[high];
      (*values)[low] = a + b;
      (*values)[high] = a - b;
    }
  }
}

// Adds what tangent entries iJkL do: `modes` are theirs over the points, `pairs` those over two corners.
fn addPairs(pairs: ptr<function, array<f32, 64>>, modes: ptr<function, array<f32, 64>>, J: u32, L: u32) {
  for (var R = 0u; R < CORNERS; R++) {
    if ((R & (1u << J)) != 0u) { continue; }
    let left = slopes[J * CORNERS + R];
    for (var Q = 0u; Q < CORNERS; Q++) {
      if ((Q & (1u << L)) != 0u) { continue; }
      (*pairs)[(R | (1u << J)) * CORNERS + (Q | (1u << L))] += left * slopes[L * CORNERS + Q] * (*modes)[R ^ Q];
    }
  }
}

// One invocation per voxel and pair of components.
@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES * GREEN) { return; }
  let cell = id.x % NODES;
  let number = id.x / NODES;
  let i = componentRow(number);
  let k = componentColumn(number);
  var pairs = array<f32, 64>();
  var modes = array<f32, 64>();
  for (var J = 0u; J < D; J++) {
    for (var L = 0u; L < D; L++) {
      let row = i * D + J;
      let column = k * D + L;
      let entry = (id.y * ENTRIES + pairPlace(min(row, column), max(row, column))) * POINTS;
      for (var q = 0u; q < POINTS; q++) { modes[q] = VOLUME * tangents[(entry + q) * NODES + cell]; }
      walsh(&modes, 0u, 1u);
      addPairs(&pairs, &modes, J, L);
    }
  }
  for (var mode = 0u; mode < CORNERS; mode++) { walsh(&pairs, mode * CORNERS, 1u); }
  for (var b = 0u; b < CORNERS; b++) { walsh(&pairs, b, CORNERS); }
  let first = (id.y * GREEN + number) * CORNERS * CORNERS;
  for (var ab = 0u; ab < CORNERS * CORNERS; ab++) { elements[(first + ab) * NODES + cell] = pairs[ab] + dyad(id.y, cell, i, ab / CORNERS, k, ab % CORNERS); }
}
