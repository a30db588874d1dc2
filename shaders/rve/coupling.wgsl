// Nodal forces of directions of the macroscopic F: the right-hand sides of the homogenized tangent.

@group(0) @binding(0) var<storage, read> tangents: array<f32>;    // [rves][ENTRIES][points][cells]
@group(0) @binding(1) var<storage, read> gradients: array<f32>;   // [points][D][CORNERS]
@group(0) @binding(2) var<storage, read> directions: array<f32>;  // [rves][SYSTEMS][MACROS]
@group(0) @binding(3) var<storage, read_write> forces: array<f32>;  // [rves][SYSTEMS][D][NODES]

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES) { return; }
  let node = id.x;
  let rve = id.y;
  let system = rve * SYSTEMS + id.z;
  let place = placeOf(node);
  var force: array<f32, 3>;
  for (var a = 0u; a < CORNERS; a++) {
    let cell = nodeAt(place - cornerOf(a));
    for (var q = 0u; q < POINTS; q++) {
      for (var row = 0u; row < MACROS; row++) {
        var stress = 0.0f;
        for (var column = 0u; column < MACROS; column++) {
          let entry = tangents[((rve * ENTRIES + pairPlace(min(row, column), max(row, column))) * POINTS + q) * NODES + cell];
          stress += entry * directions[system * MACROS + column];
        }
        force[row / D] += stress * gradients[(q * D + row % D) * CORNERS + a];
      }
    }
  }
  for (var i = 0u; i < D; i++) { forces[(system * D + i) * NODES + node] = VOLUME * force[i]; }
}
