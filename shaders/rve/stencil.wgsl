// Stiffness as a block stencil: the coupling of every node with its 3^D neighbours, gathered from the voxels around it.

@group(0) @binding(0) var<storage, read> elements: array<f32>;       // [slice][(i, k), i <= k][CORNERS][CORNERS][cells]
@group(0) @binding(1) var<storage, read_write> stencil: array<f32>;  // [rves][SLOTS][D D][NODES]
@group(0) @binding(2) var<uniform> first: u32;                       // RVE with which the slice begins

// Entry (i, a), (k, b) of a voxel.
fn entryOf(rve: u32, cell: u32, i: u32, a: u32, k: u32, b: u32) -> f32 {
  let swapped = i > k;
  let place = select(a * CORNERS + b, b * CORNERS + a, swapped);
  return elements[((rve * GREEN + componentNumber(min(i, k), max(i, k))) * CORNERS * CORNERS + place) * NODES + cell];
}

// One invocation per node and neighbour; the cells that hold both are visited in the order of their corners.
@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES * SLOTS) { return; }
  let node = id.x % NODES;
  let slot = id.x / NODES;
  let offset = slotOffset(slot);
  let place = placeOf(node);
  var coupling = array<f32, 9>();
  for (var a = 0u; a < CORNERS; a++) {
    let own = cornerOf(a);
    let other = own + offset;
    if (any(other < vec3<i32>(0)) || any(other > vec3<i32>(1))) { continue; }
    let b = cornerNumber(other);
    let cell = nodeAt(place - own);
    for (var i = 0u; i < D; i++) {
      for (var k = 0u; k < D; k++) { coupling[i * D + k] += entryOf(id.y, cell, i, a, k, b); }
    }
  }
  for (var e = 0u; e < D * D; e++) { stencil[(((first + id.y) * SLOTS + slot) * D * D + e) * NODES + node] = coupling[e]; }
}
