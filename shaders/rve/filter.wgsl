// The preconditioner between the transforms. Both transforms are their own transposes, so residual times preconditioned residual is coefficients
// times filtered coefficients: its shares are summed here.

@group(0) @binding(0) var<storage, read> coefficients: array<f32>;   // [systems][SIZE]
@group(0) @binding(2) var<storage, read_write> image: array<f32>;    // [systems][SIZE]
@group(0) @binding(3) var<storage, read_write> partials: array<f32>; // [systems][3][GROUPS]
@group(0) @binding(4) var<storage, read> report: array<f32>;         // [systems][REPORT]

fn coefficientAt(index: u32) -> f32 { return coefficients[index]; }

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  if (report[REPORT * group.y + OUTCOME] != RUNNING) { return; }
  let node = group.x * WIDTH + local;
  let base = group.y * SIZE;
  var share = 0.0f;
  if (node < NODES) {
    let out = filtered(node, base);
    for (var i = 0u; i < D; i++) {
      image[base + i * NODES + node] = out[i];
      share += out[i] * coefficients[base + i * NODES + node];
    }
  }
  let sum = total(local, share);
  if (local == 0u) { partials[(3u * group.y + 2u) * GROUPS + group.x] = sum; }
}
