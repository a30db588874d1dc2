// Between two iterations, one workgroup per system: what the last one has reached, and the factor of the next direction.

@group(0) @binding(0) var<storage, read> partials: array<f32>;      // [systems][3][GROUPS]
@group(0) @binding(1) var<storage, read_write> report: array<f32>;  // [systems][REPORT]
@group(0) @binding(2) var<uniform> control: vec4<f32>;              // squared tolerance, largest number of iterations, systems, systems per RVE

var<workgroup> state: f32;

fn sumOf(system: u32, kind: u32, local: u32) -> f32 {
  var share = 0.0f;
  for (var g = local; g < GROUPS; g += WIDTH) { share += partials[(3u * system + kind) * GROUPS + g]; }
  return total(local, share);
}

fn outcomeOf(iterations: f32, curvature: f32, squared: f32, first: f32) -> f32 {
  if (first == 0.0f) { return SOLVED; }
  if (iterations > 0.0f && !(curvature > 0.0f)) { return select(NOT_FINITE, INDEFINITE, curvature <= 0.0f); }
  if (squared <= control.x * first) { return SOLVED; }
  return select(RUNNING, STOPPED, iterations >= control.y);
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  let own = REPORT * group.x;
  if (local == 0u) { state = report[own + OUTCOME]; }
  if (workgroupUniformLoad(&state) != RUNNING) { return; }
  let curvature = sumOf(group.x, 0u, local);
  let squared = sumOf(group.x, 1u, local);
  let rho = sumOf(group.x, 2u, local);
  if (local != 0u) { return; }
  let iterations = report[own + ITERATIONS];
  if (iterations == 0.0f) { report[own + FIRST] = squared; }
  let first = report[own + FIRST];
  let outcome = outcomeOf(iterations, curvature, squared, first);
  report[own + OUTCOME] = outcome;
  report[own + RESIDUAL] = sqrt(squared / max(first, 1e-30f));
  if (outcome != RUNNING) { return; }
  report[own + BETA] = select(rho / report[own + RHO], 0.0f, iterations == 0.0f);
  report[own + RHO] = rho;
  report[own + ITERATIONS] = iterations + 1.0f;
}
