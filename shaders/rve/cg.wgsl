// Conjugate gradients with the Green preconditioner: one workgroup per system, from the right-hand side to the solution in one dispatch.
// Where the six vectors of a system live, workgroup memory or a storage buffer for larger cells, is printed in front: `v` and `baseOf`.

@group(0) @binding(0) var<storage, read> stencil: array<f32>;  // [rves][SLOTS][D D][NODES]
@group(0) @binding(1) var<storage, read> green: array<f32>;    // [NZ/2 + 1][NY/2 + 1][NX/2 + 1][GREEN]
@group(0) @binding(2) var<storage, read> cas: array<f32>;      // [NX + NY + NZ], cos + sin
@group(0) @binding(3) var<storage, read> forces: array<f32>;   // [systems][SIZE]
@group(0) @binding(4) var<storage, read_write> solution: array<f32>;  // [systems][SIZE]
@group(0) @binding(5) var<storage, read_write> report: array<f32>;    // [systems][REPORT]: iterations, outcome, relative residual
@group(0) @binding(6) var<uniform> control: vec4<f32>;         // squared tolerance, largest number of iterations, systems

const X = 0u;
const R = SIZE;
const P = 2u * SIZE;
const Q = 3u * SIZE;
const S = 4u * SIZE;
const T = 5u * SIZE;

const SOLVED = 0.0f;
const STOPPED = 1.0f;
const INDEFINITE = 2.0f;
const NOT_FINITE = 3.0f;

var<workgroup> partials: array<f32, WIDTH>;

fn settle() {
  storageBarrier();
  workgroupBarrier();
}

// Sum over the workgroup in a fixed order.
fn total(local: u32, value: f32) -> f32 {
  partials[local] = value;
  workgroupBarrier();
  for (var reach = WIDTH / 2u; reach > 0u; reach /= 2u) {
    if (local < reach) { partials[local] += partials[local + reach]; }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&partials[0]);
}

// Q = K P; returns this invocation's share of P · Q.
fn product(base: u32, rve: u32, local: u32) -> f32 {
  var share = 0.0f;
  for (var node = local; node < NODES; node += WIDTH) {
    let place = placeOf(node);
    // Written out: SwiftShader keeps the values of the pass before where a declaration in a loop leaves it to the language.
    var sum = array<f32, 3>(0.0f, 0.0f, 0.0f);
    for (var slot = 0u; slot < SLOTS; slot++) {
      let other = nodeAt(place + slotOffset(slot));
      let k = (rve * SLOTS + slot) * D * D * NODES + node;
      for (var i = 0u; i < D; i++) {
        for (var j = 0u; j < D; j++) { sum[i] += stencil[k + (i * D + j) * NODES] * v[base + P + j * NODES + other]; }
      }
    }
    for (var i = 0u; i < D; i++) {
      v[base + Q + i * NODES + node] = sum[i];
      share += sum[i] * v[base + P + i * NODES + node];
    }
  }
  return share;
}

// Hartley transform along one axis: every invocation sums whole lines' worth of terms for its own frequencies.
fn transform(source: u32, goal: u32, local: u32, length: u32, stride: u32, table: u32) {
  for (var i = local; i < SIZE; i += WIDTH) {
    let k = (i / stride) % length;
    let line = source + i - k * stride;
    var sum = 0.0f;
    for (var j = 0u; j < length; j++) { sum += v[line + j * stride] * cas[table + (j * k) % length]; }
    v[goal + i] = sum;
  }
  settle();
}

fn mirrored(k: u32, length: u32) -> u32 { return select(length - k, 0u, k == 0u); }
fn signOf(k: u32, length: u32) -> f32 { return select(1.0f, -1.0f, 2u * k > length); }

// T = Green operator on the Hartley coefficients in S: entry ij of the symbol is odd in i and j and couples their mirror images.
fn filterCoefficients(base: u32, local: u32) {
  for (var node = local; node < NODES; node += WIDTH) {
    let k = vec3<u32>(placeOf(node));
    let m = vec3<u32>(mirrored(k.x, NX), mirrored(k.y, NY), mirrored(k.z, NZ));
    let sign = array<f32, 3>(signOf(k.x, NX), signOf(k.y, NY), signOf(k.z, NZ));
    let low = min(k, m);
    let entry = GREEN * ((low.z * (NY / 2u + 1u) + low.y) * (NX / 2u + 1u) + low.x);
    for (var i = 0u; i < D; i++) {
      var sum = green[entry + i] * v[base + S + i * NODES + node];
      for (var j = 0u; j < D; j++) {
        if (j == i) { continue; }
        var at = k;
        at[i] = m[i];
        at[j] = m[j];
        let odd = sign[i] * sign[j] * green[entry + D + i + j - 1u];
        sum -= odd * v[base + S + j * NODES + (at.z * NY + at.y) * NX + at.x];
      }
      v[base + T + i * NODES + node] = sum;
    }
  }
  settle();
}

// S = G R; returns this invocation's share of R · S.
fn precondition(base: u32, local: u32) -> f32 {
  transform(base + R, base + S, local, NX, 1u, 0u);
  transform(base + S, base + T, local, NY, NX, NX);
  if (D == 3u) { transform(base + T, base + S, local, NZ, NX * NY, NX + NY); } else { copyVector(base + T, base + S, local); }
  filterCoefficients(base, local);
  transform(base + T, base + S, local, NX, 1u, 0u);
  transform(base + S, base + T, local, NY, NX, NX);
  if (D == 3u) { transform(base + T, base + S, local, NZ, NX * NY, NX + NY); } else { copyVector(base + T, base + S, local); }
  var share = 0.0f;
  for (var i = local; i < SIZE; i += WIDTH) { share += v[base + R + i] * v[base + S + i]; }
  return share;
}

fn copyVector(source: u32, goal: u32, local: u32) {
  for (var i = local; i < SIZE; i += WIDTH) { v[goal + i] = v[source + i]; }
  settle();
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let system = group.y * groups.x + group.x;
  if (system >= u32(control.z)) { return; }
  let rve = system / SYSTEMS;
  let base = baseOf(system);
  var share = 0.0f;
  for (var i = local; i < SIZE; i += WIDTH) {
    let force = forces[system * SIZE + i];
    v[base + X + i] = 0.0f;
    v[base + R + i] = force;
    v[base + P + i] = 0.0f;
    share += force * force;
  }
  settle();
  let first = total(local, share);
  var squared = first;
  var outcome = select(STOPPED, SOLVED, first == 0.0f);
  var rho = total(local, precondition(base, local));
  var beta = 0.0f;
  var iterations = 0.0f;
  while (outcome == STOPPED && iterations < control.y) {
    for (var i = local; i < SIZE; i += WIDTH) { v[base + P + i] = v[base + S + i] + beta * v[base + P + i]; }
    settle();
    let curvature = total(local, product(base, rve, local));
    if (!(curvature > 0.0f)) {
      outcome = select(NOT_FINITE, INDEFINITE, curvature <= 0.0f);
      break;
    }
    let alpha = rho / curvature;
    share = 0.0f;
    for (var i = local; i < SIZE; i += WIDTH) {
      v[base + X + i] += alpha * v[base + P + i];
      let left = v[base + R + i] - alpha * v[base + Q + i];
      v[base + R + i] = left;
      share += left * left;
    }
    settle();
    squared = total(local, share);
    iterations += 1.0f;
    if (squared <= control.x * first) {
      outcome = SOLVED;
      break;
    }
    let next = total(local, precondition(base, local));
    beta = next / rho;
    rho = next;
  }
  for (var i = local; i < SIZE; i += WIDTH) { solution[system * SIZE + i] = v[base + X + i]; }
  if (local == 0u) {
    report[REPORT * system] = iterations;
    report[REPORT * system + 1u] = outcome;
    report[REPORT * system + 2u] = sqrt(squared / max(first, 1e-30f));
  }
}
