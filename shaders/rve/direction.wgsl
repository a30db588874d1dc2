// Next direction of conjugate gradients.

@group(0) @binding(0) var<storage, read> image: array<f32>;           // [systems][SIZE], preconditioned residual
@group(0) @binding(1) var<storage, read_write> direction: array<f32>; // [systems][SIZE]
@group(0) @binding(2) var<storage, read> report: array<f32>;          // [systems][REPORT]

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let node = group.x * WIDTH + local;
  if (report[REPORT * group.y + OUTCOME] != RUNNING || node >= NODES) { return; }
  let beta = report[REPORT * group.y + BETA];
  for (var i = 0u; i < D; i++) {
    let at = group.y * SIZE + i * NODES + node;
    direction[at] = image[at] + beta * direction[at];
  }
}
