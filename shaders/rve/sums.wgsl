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

var<workgroup> shares: array<f32, WIDTH>;

fn total(local: u32, value: f32) -> f32 {
  shares[local] = value;
  workgroupBarrier();
  for (var reach = WIDTH / 2u; reach > 0u; reach /= 2u) {
    if (local < reach) { shares[local] += shares[local + reach]; }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&shares[0]);
}
