// Nodal forces of directions of the macroscopic F: the right-hand sides of the homogenized tangent. A direction is the field H X, whose gradient the
// elements have exactly, and a rigid translation has no forces: the forces at a node are its stencil on H (X - X of the node).

@group(0) @binding(1) var<storage, read> directions: array<f32>;      // [rves][SYSTEMS][MACROS]
@group(0) @binding(2) var<storage, read_write> forces: array<f32>;    // [rves][SYSTEMS][D][NODES]
@group(0) @binding(0) var<storage, read> stencil: array<f32>;         // [rves][SLOTS][D D][NODES]

@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES) { return; }
  let node = id.x;
  let system = id.y * SYSTEMS + id.z;
  let held = isHeld(placeOf(node));
  var force = array<f32, 3>();
  for (var slot = 0u; slot < SLOTS && !held; slot++) {
    let reach = vec3<f32>(slotOffset(slot)) * EDGES;
    for (var k = 0u; k < D; k++) {
      var shift = 0.0f;
      for (var L = 0u; L < D; L++) { shift += directions[system * MACROS + k * D + L] * reach[L]; }
      for (var i = 0u; i < D; i++) { force[i] += stencil[((id.y * SLOTS + slot) * D * D + i * D + k) * NODES + node] * shift; }
    }
  }
  for (var i = 0u; i < D; i++) { forces[(system * D + i) * NODES + node] = force[i]; }
}
