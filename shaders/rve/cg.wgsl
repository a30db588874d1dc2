// Conjugate gradients with their preconditioner: one workgroup per system, from the right-hand side to the solution in one dispatch, the five
// vectors of the system in workgroup memory. Transforms are sums over lines: with 20 nodes on a line an FFT would gain little and wait more.

@group(0) @binding(2) var<storage, read> waves: array<f32>;    // by axis: cos + sin (periodic), or sin (linear)
@group(0) @binding(3) var<storage, read> forces: array<f32>;   // [systems][SIZE]
@group(0) @binding(4) var<storage, read_write> solution: array<f32>;  // [systems][SIZE]
@group(0) @binding(5) var<storage, read_write> report: array<f32>;    // [systems][REPORT]
@group(0) @binding(6) var<uniform> control: vec4<f32>;         // squared tolerance, largest number of iterations, systems, systems per RVE

var<workgroup> v: array<f32, 5u * SIZE>;

const X = 0u;
const R = SIZE;
const P = 2u * SIZE;
// The preconditioned residual ends in S; T is free again then and takes the product.
const S = 3u * SIZE;
const T = 4u * SIZE;

fn directionAt(index: u32) -> f32 { return v[P + index]; }
fn coefficientAt(index: u32) -> f32 { return v[index]; }

// T = K P; returns this invocation's share of P · T.
fn product(rve: u32, local: u32) -> f32 {
  var share = 0.0f;
  for (var node = local; node < NODES; node += WIDTH) {
    let row = stencilRow(rve, node, 0u);
    for (var i = 0u; i < D; i++) {
      v[T + i * NODES + node] = row[i];
      share += row[i] * v[P + i * NODES + node];
    }
  }
  return share;
}

// Transform along one axis: every invocation sums whole lines' worth of terms for its own frequencies.
fn transform(source: u32, goal: u32, local: u32, length: u32, stride: u32, table: u32) {
  for (var i = local; i < SIZE; i += WIDTH) {
    let k = (i / stride) % length;
    let line = source + i - k * stride;
    var sum = 0.0f;
    var turn = 0u;
    for (var j = 0u; j < length; j++) {
      sum += v[line + j * stride] * waves[table + turn];
      turn += k;
      if (turn >= PERIODS * length) { turn -= PERIODS * length; }
    }
    v[goal + i] = sum;
  }
  workgroupBarrier();
}

fn copyVector(source: u32, goal: u32, local: u32) {
  for (var i = local; i < SIZE; i += WIDTH) { v[goal + i] = v[source + i]; }
  workgroupBarrier();
}

// S = coefficients of the vector at `source`, along all axes.
fn transformAll(source: u32, local: u32) {
  transform(source, S, local, NX, 1u, 0u);
  transform(S, T, local, NY, NX, PERIODS * NX);
  if (D == 3u) { transform(T, S, local, NZ, NX * NY, PERIODS * (NX + NY)); } else { copyVector(T, S, local); }
}

// S = preconditioner times R; returns this invocation's share of R · S.
fn precondition(local: u32) -> f32 {
  transformAll(R, local);
  for (var node = local; node < NODES; node += WIDTH) {
    let out = filtered(node, S);
    for (var i = 0u; i < D; i++) { v[T + i * NODES + node] = out[i]; }
  }
  workgroupBarrier();
  transformAll(T, local);
  var share = 0.0f;
  for (var i = local; i < SIZE; i += WIDTH) { share += v[R + i] * v[S + i]; }
  return share;
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let system = group.y * groups.x + group.x;
  if (system >= u32(control.z)) { return; }
  let rve = system / u32(control.w);
  var share = 0.0f;
  for (var i = local; i < SIZE; i += WIDTH) {
    let force = forces[system * SIZE + i];
    v[X + i] = 0.0f;
    v[R + i] = force;
    v[P + i] = 0.0f;
    share += force * force;
  }
  workgroupBarrier();
  let first = total(local, share);
  var squared = first;
  var outcome = select(STOPPED, SOLVED, first == 0.0f);
  var rho = total(local, precondition(local));
  var beta = 0.0f;
  var iterations = 0.0f;
  while (outcome == STOPPED && iterations < control.y) {
    for (var i = local; i < SIZE; i += WIDTH) { v[P + i] = v[S + i] + beta * v[P + i]; }
    workgroupBarrier();
    let curvature = total(local, product(rve, local));
    if (!(curvature > 0.0f)) {
      outcome = select(NOT_FINITE, INDEFINITE, curvature <= 0.0f);
      break;
    }
    let alpha = rho / curvature;
    share = 0.0f;
    for (var i = local; i < SIZE; i += WIDTH) {
      v[X + i] += alpha * v[P + i];
      let left = v[R + i] - alpha * v[T + i];
      v[R + i] = left;
      share += left * left;
    }
    workgroupBarrier();
    squared = total(local, share);
    iterations += 1.0f;
    if (squared <= control.x * first) {
      outcome = SOLVED;
      break;
    }
    let next = total(local, precondition(local));
    beta = next / rho;
    rho = next;
  }
  for (var i = local; i < SIZE; i += WIDTH) { solution[system * SIZE + i] = v[X + i]; }
  if (local == 0u) {
    report[REPORT * system + ITERATIONS] = iterations;
    report[REPORT * system + OUTCOME] = outcome;
    report[REPORT * system + RESIDUAL] = sqrt(squared / max(first, 1e-30f));
  }
}
