// Beginning of conjugate gradients over several dispatches: no solution, no direction; shares of the squared right-hand side, which is the first residual.

@group(0) @binding(0) var<storage, read> residual: array<f32>;            // [systems][SIZE]
@group(0) @binding(1) var<storage, read_write> solution: array<f32>;      // [systems][SIZE]
@group(0) @binding(2) var<storage, read_write> direction: array<f32>;     // [systems][SIZE]
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;      // [systems][3][GROUPS]: curvature, squared residual, residual times its image
@group(0) @binding(4) var<storage, read_write> report: array<f32>;        // [systems][REPORT]

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let node = group.x * WIDTH + local;
  var share = 0.0f;
  if (node < NODES) {
    for (var i = 0u; i < D; i++) {
      let at = group.y * SIZE + i * NODES + node;
      solution[at] = 0.0f;
      direction[at] = 0.0f;
      share += residual[at] * residual[at];
    }
  }
  let sum = total(local, share);
  if (local == 0u) { partials[(3u * group.y + 1u) * GROUPS + group.x] = sum; }
  if (local == 0u && group.x == 0u) {
    report[REPORT * group.y + ITERATIONS] = 0.0f;
    report[REPORT * group.y + OUTCOME] = RUNNING;
  }
}
