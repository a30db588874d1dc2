// Image of a vector, node by node, and shares of the product of both: the frame of product.wgsl and filter.wgsl, which print in front of it `imageOf`,
// `given` (the vector) and KIND (the place of the shares).

@group(0) @binding(2) var<storage, read_write> image: array<f32>;     // [systems][SIZE]
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;  // [systems][3][GROUPS]
@group(0) @binding(4) var<storage, read> report: array<f32>;          // [systems][REPORT]

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  if (report[REPORT * group.y + OUTCOME] != RUNNING) { return; }
  let node = group.x * WIDTH + local;
  let base = group.y * SIZE;
  var share = 0.0f;
  if (node < NODES) {
    let out = imageOf(group.y, node, base);
    for (var i = 0u; i < D; i++) {
      image[base + i * NODES + node] = out[i];
      share += out[i] * given(base + i * NODES + node);
    }
  }
  let sum = total(local, share);
  if (local == 0u) { partials[(3u * group.y + KIND) * GROUPS + group.x] = sum; }
}
