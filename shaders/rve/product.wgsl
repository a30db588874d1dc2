// Stiffness times direction, and the shares of the curvature along it.

@group(0) @binding(1) var<storage, read> direction: array<f32>;       // [systems][SIZE]
@group(0) @binding(2) var<storage, read_write> image: array<f32>;     // [systems][SIZE]
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;  // [systems][3][GROUPS]
@group(0) @binding(4) var<storage, read> report: array<f32>;          // [systems][REPORT]
@group(0) @binding(5) var<uniform> control: vec4<f32>;                // squared tolerance, largest number of iterations, systems, systems per RVE

fn directionAt(index: u32) -> f32 { return direction[index]; }

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  if (report[REPORT * group.y + OUTCOME] != RUNNING) { return; }
  let node = group.x * WIDTH + local;
  let base = group.y * SIZE;
  var share = 0.0f;
  if (node < NODES) {
    let row = stencilRow(group.y / u32(control.w), node, base);
    for (var i = 0u; i < D; i++) {
      image[base + i * NODES + node] = row[i];
      share += row[i] * direction[base + i * NODES + node];
    }
  }
  let sum = total(local, share);
  if (local == 0u) { partials[3u * group.y * GROUPS + group.x] = sum; }
}
