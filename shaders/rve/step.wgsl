// Step along the direction, and the shares of the squared residual that it leaves. A step without positive curvature is none: judge.wgsl ends it.

@group(0) @binding(0) var<storage, read> direction: array<f32>;       // [systems][SIZE]
@group(0) @binding(1) var<storage, read> image: array<f32>;           // [systems][SIZE], its product with the stiffness
@group(0) @binding(2) var<storage, read_write> solution: array<f32>;  // [systems][SIZE]
@group(0) @binding(3) var<storage, read_write> residual: array<f32>;  // [systems][SIZE]
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;  // [systems][3][GROUPS]
@group(0) @binding(5) var<storage, read> report: array<f32>;          // [systems][REPORT]

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  if (report[REPORT * group.y + OUTCOME] != RUNNING) { return; }
  var part = 0.0f;
  for (var g = local; g < GROUPS; g += WIDTH) { part += partials[3u * group.y * GROUPS + g]; }
  let curvature = total(local, part);
  let alpha = select(0.0f, report[REPORT * group.y + RHO] / curvature, curvature > 0.0f);
  let node = group.x * WIDTH + local;
  var share = 0.0f;
  if (node < NODES) {
    for (var i = 0u; i < D; i++) {
      let at = group.y * SIZE + i * NODES + node;
      solution[at] += alpha * direction[at];
      let left = residual[at] - alpha * image[at];
      residual[at] = left;
      share += left * left;
    }
  }
  let sum = total(local, share);
  if (local == 0u) { partials[(3u * group.y + 1u) * GROUPS + group.x] = sum; }
}
