// Transform of the lines along one axis, two at a time as one complex FFT (Stockham) in workgroup memory. Printed in front: LENGTH nodes of a line and
// STRIDE between them, PERIOD points of the FFT (LENGTH, or 2 LENGTH where a line is continued as an odd function for its sine transform), PAIRS per
// workgroup, PITCH from one to the next (odd: lines across would share a bank of memory), LINES of a system, TABLE (place of the twiddles), `fourier` (the passes) and RESULT (where they leave it), `given`.

@group(0) @binding(0) var<storage, read_write> goal: array<f32>;     // [systems][SIZE]
@group(0) @binding(1) var<storage, read> twiddles: array<vec2<f32>>; // by axis: cos and sin of 2 pi n / PERIOD
@group(0) @binding(2) var<storage, read> report: array<f32>;         // [systems][REPORT]

var<workgroup> points: array<vec2<f32>, 2u * PAIRS * PITCH>;

// value exp(-2 pi i n / PERIOD)
fn turned(value: vec2<f32>, n: u32) -> vec2<f32> {
  let w = twiddles[TABLE + n];
  return vec2<f32>(value.x * w.x + value.y * w.y, value.y * w.x - value.x * w.y);
}

// One pass from sub-transforms of m points to those of R m, at `source` and then at `sink`.
fn pass2(source: u32, sink: u32, m: u32, local: u32) {
  for (var b = local; b < PAIRS * PERIOD / 2u; b += WIDTH) {
    let pair = b / (PERIOD / 2u);
    let j = b % (PERIOD / 2u);
    let k = j % m;
    let first = source + pair * PITCH + j;
    let out = sink + pair * PITCH + 2u * (j - k) + k;
    let a = points[first];
    let c = turned(points[first + PERIOD / 2u], k * (PERIOD / (2u * m)));
    points[out] = a + c;
    points[out + m] = a - c;
  }
  workgroupBarrier();
}

fn pass4(source: u32, sink: u32, m: u32, local: u32) {
  for (var b = local; b < PAIRS * PERIOD / 4u; b += WIDTH) {
    let pair = b / (PERIOD / 4u);
    let j = b % (PERIOD / 4u);
    let k = j % m;
    let first = source + pair * PITCH + j;
    let out = sink + pair * PITCH + 4u * (j - k) + k;
    let step = k * (PERIOD / (4u * m));
    let a = points[first];
    let c = turned(points[first + PERIOD / 4u], step);
    let d = turned(points[first + PERIOD / 2u], 2u * step);
    let e = turned(points[first + 3u * (PERIOD / 4u)], 3u * step);
    let even = a + d;
    let odd = c + e;
    let low = a - d;
    let high = vec2<f32>(c.y - e.y, e.x - c.x);
    points[out] = even + odd;
    points[out + m] = low + high;
    points[out + 2u * m] = even - odd;
    points[out + 3u * m] = low - high;
  }
  workgroupBarrier();
}

// Any radix, by its definition: 3 and 5.
fn passOdd(source: u32, sink: u32, m: u32, local: u32, radix: u32) {
  let share = PERIOD / radix;
  for (var b = local; b < PAIRS * share; b += WIDTH) {
    let pair = b / share;
    let j = b % share;
    let k = j % m;
    let out = sink + pair * PITCH + radix * (j - k) + k;
    for (var p = 0u; p < radix; p++) {
      var sum = vec2<f32>(0.0f, 0.0f);
      for (var q = 0u; q < radix; q++) {
        sum += turned(points[source + pair * PITCH + j + q * share], (q * (k * (share / m) + p * share)) % PERIOD);
      }
      points[out + p * m] = sum;
    }
  }
  workgroupBarrier();
}

fn startOf(line: u32) -> u32 { return (line / STRIDE) * STRIDE * LENGTH + line % STRIDE; }

fn valueAt(base: u32, line: u32, j: u32) -> f32 {
  if (line >= LINES) { return 0.0f; }
  if (j < LENGTH) { return given(base + startOf(line) + j * STRIDE); }
  if (j == LENGTH) { return 0.0f; }
  return -given(base + startOf(line) + (PERIOD - j) * STRIDE);
}

// Neighbouring invocations take neighbouring numbers of the field: along the line where it is contiguous, across the lines where not.
fn pairOf(t: u32, length: u32) -> u32 { return select(t % PAIRS, t / length, STRIDE == 1u); }
fn placeIn(t: u32, length: u32) -> u32 { return select(t / PAIRS, t % length, STRIDE == 1u); }

@compute @workgroup_size(WIDTH)
fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3<u32>) {
  if (report[REPORT * group.y + OUTCOME] != RUNNING) { return; }
  let base = group.y * SIZE;
  let first = 2u * PAIRS * group.x;
  for (var t = local; t < PAIRS * PERIOD; t += WIDTH) {
    let pair = pairOf(t, PERIOD);
    let j = placeIn(t, PERIOD);
    points[pair * PITCH + j] = vec2<f32>(valueAt(base, first + 2u * pair, j), valueAt(base, first + 2u * pair + 1u, j));
  }
  workgroupBarrier();
  fourier(local);
  for (var t = local; t < PAIRS * LENGTH; t += WIDTH) {
    let pair = pairOf(t, LENGTH);
    let k = placeIn(t, LENGTH);
    let line = first + 2u * pair;
    let z = points[RESULT + pair * PITCH + k];
    let m = points[RESULT + pair * PITCH + (PERIOD - k) % PERIOD];
    // What stands on a held face is exactly zero, not what rounding leaves of it.
    let scale = select(HALF, 0.0f, RIM && k == 0u);
    if (line < LINES) { goal[base + startOf(line) + k * STRIDE] = scale * (z.x + m.x - z.y + m.y); }
    if (line + 1u < LINES) { goal[base + startOf(line + 1u) + k * STRIDE] = scale * (z.y + m.y + z.x - m.x); }
  }
}
