// Tangent at every Gauss point of the voxels of a batch of RVEs: one invocation per point.

@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES * POINTS) { return; }
  let cell = id.x % NODES;
  let q = id.x / NODES;
  let H = displacementGradient(first + id.y, cell, q);
  var answer = respond(phases[cell], greenLagrange(H));
  var F = H;
  F[0] += 1.0f;
  F[4] += 1.0f;
  F[8] += 1.0f;
  for (var a = 0u; a < MACROS; a++) {
    for (var b = a; b < MACROS; b++) {
      let entry = mixedEntry(&answer, &F, a / D, a % D, b / D, b % D);
      tangents[((id.y * ENTRIES + pairPlace(a, b)) * POINTS + q) * NODES + cell] = entry;
    }
  }
}
