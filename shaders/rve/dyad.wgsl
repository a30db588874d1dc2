// What the shared volume ratio of a voxel adds to its stiffness: (z c + c z + bulk c c) / volume, the same for all of its points.

@group(0) @binding(3) var<storage, read> rates: array<f32>;  // [slice][2 D CORNERS + 1][cells]: nodal vectors c and z, bulk (dilatation.wgsl)

fn dyad(slice: u32, cell: u32, i: u32, a: u32, k: u32, b: u32) -> f32 {
  let base = slice * (2u * D * CORNERS + 1u) * NODES + cell;
  let row = base + (i * CORNERS + a) * NODES;
  let column = base + (k * CORNERS + b) * NODES;
  let z = D * CORNERS * NODES;
  let bulk = rates[base + 2u * z];
  return (rates[row + z] * rates[column] + rates[row] * rates[column + z] + bulk * rates[row] * rates[column]) / (f32(POINTS) * VOLUME);
}
