// Outcomes of a system of conjugate gradients, places of its report, and sums over a workgroup in a fixed order.

const SOLVED = 0.0f;
const STOPPED = 1.0f;
const INDEFINITE = 2.0f;
const NOT_FINITE = 3.0f;
const RUNNING = 4.0f;

const ITERATIONS = 0u;
const OUTCOME = 1u;
const RESIDUAL = 2u;
const RHO = 3u;
const BETA = 4u;
const FIRST = 5u;

// Sums come in two levels, eight lanes and then their eight sums: three barriers, where halving the workgroup again and again would take ten.
const LANES = 8u;

var<workgroup> shares: array<f32, WIDTH>;
var<workgroup> parts: array<f32, LANES>;

fn total(local: u32, value: f32) -> f32 {
  shares[local] = value;
  workgroupBarrier();
  if (local < LANES) {
    var sum = 0.0f;
    for (var k = local; k < WIDTH; k += LANES) { sum += shares[k]; }
    parts[local] = sum;
  }
  let p = workgroupUniformLoad(&parts);
  return ((p[0] + p[1]) + (p[2] + p[3])) + ((p[4] + p[5]) + (p[6] + p[7]));
}
