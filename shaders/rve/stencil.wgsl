// Stiffness as a block stencil: the coupling of every node with its 3^D neighbours, from the tangents of the voxels around it.

@group(0) @binding(0) var<storage, read> tangents: array<f32>;   // [rves][ENTRIES][points][cells]
@group(0) @binding(1) var<storage, read> gradients: array<f32>;  // [points][D][CORNERS]
@group(0) @binding(2) var<storage, read_write> stencil: array<f32>;  // [rves][SLOTS][D D][NODES]

// One invocation per node and neighbour; the cells that hold both are visited in the order of their corners.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES * SLOTS) { return; }
  let node = id.x % NODES;
  let slot = id.x / NODES;
  let rve = id.y;
  let offset = slotOffset(slot);
  let place = placeOf(node);
  var block: array<f32, 9>;
  for (var a = 0u; a < CORNERS; a++) {
    let own = cornerOf(a);
    let other = own + offset;
    if (any(other < vec3<i32>(0)) || any(other > vec3<i32>(1))) { continue; }
    let b = cornerNumber(other);
    let cell = nodeAt(place - own);
    for (var q = 0u; q < POINTS; q++) {
      for (var row = 0u; row < MACROS; row++) {
        let left = gradients[(q * D + row % D) * CORNERS + a];
        for (var column = 0u; column < MACROS; column++) {
          let entry = tangents[((rve * ENTRIES + pairPlace(min(row, column), max(row, column))) * POINTS + q) * NODES + cell];
          block[(row / D) * D + column / D] += left * entry * gradients[(q * D + column % D) * CORNERS + b];
        }
      }
    }
  }
  for (var e = 0u; e < D * D; e++) { stencil[((rve * SLOTS + slot) * D * D + e) * NODES + node] = VOLUME * block[e]; }
}
