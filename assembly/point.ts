// A law at many points: F -> W, P and A.
import { firstPiolaKirchhoff, mixedTangent, strain } from "./tensor";

/** Status codes of src/constitutive/model.ts. */
const OK: u8 = 0;
const INVERTED: u8 = 1;
const NOT_FINITE: u8 = 4;

/** E (6) and det F of the point at hand, then the law's answer (28): W, S (6), CC (21). */
const strainAt: usize = memory.data(56, 16);
const answerAt: usize = memory.data(224, 16);
const stressAt: usize = answerAt + 8;
const stiffnessAt: usize = answerAt + 56;

/** Whether W and S are numbers: the difference of an infinite or undefined sum with itself is not 0. */
function finite(): bool {
  let sum = load<f64>(answerAt);
  for (let i: usize = 0; i < 48; i += 8) sum += load<f64>(stressAt + i);
  return sum - sum == 0.0;
}

/** Kinematics, law, W and P of one point; the law's answer stays in the scratch. */
function evaluate(slot: i32, params: usize, directions: usize, F: usize, W: usize, P: usize): u8 {
  strain(F, strainAt);
  if (!(load<f64>(strainAt, 48) > 0.0)) return INVERTED;
  call_indirect<void>(<u32>slot, params, directions, strainAt, answerAt);
  store<f64>(W, load<f64>(answerAt));
  firstPiolaKirchhoff(F, stressAt, P);
  return finite() ? OK : NOT_FINITE;
}

/** A failed point answers with NaN, so that no stale number is taken for its stress. */
function fail(at: usize, doubles: usize): void {
  for (let i: usize = 0; i < doubles; i++) store<f64>(at + (i << 3), NaN);
}

function stressBatch(slot: i32, count: i32, params: usize, directions: usize, stride: usize, F: usize, W: usize, P: usize, status: usize): i32 {
  let failed = 0;
  for (let point: usize = 0; point < <usize>count; point++) {
    const code = evaluate(slot, params, directions + point * stride, F + point * 72, W + point * 8, P + point * 72);
    store<u8>(status + point, code);
    if (code == OK) continue;
    fail(W + point * 8, 1);
    fail(P + point * 72, 9);
    failed++;
  }
  return failed;
}

function tangentBatch(slot: i32, count: i32, params: usize, directions: usize, stride: usize, F: usize, W: usize, P: usize, A: usize, status: usize): i32 {
  let failed = 0;
  for (let point: usize = 0; point < <usize>count; point++) {
    failed += stressBatch(slot, 1, params, directions + point * stride, 0, F + point * 72, W + point * 8, P + point * 72, status + point);
    if (load<u8>(status + point) == OK) mixedTangent(F + point * 72, stressAt, stiffnessAt, A + point * 648);
    else fail(A + point * 648, 81);
  }
  return failed;
}

/**
 * Evaluates a law at `count` points.
 * slot: place in the function table of the law's stress kernel (want 0) or tangent kernel (want 1);
 * params: doubles; directions: [families, 3] doubles of the first point, `directionStride` bytes further for each point (0: the same for all);
 * F [count, 9], W [count], P [count, 9], A [count, 81] doubles (A is not touched for want 0), status [count] bytes.
 * Returns the number of failed points (status 1: det F <= 0, 4: W or S is not finite); their W, P and A are NaN.
 */
export function lawBatch(slot: i32, want: i32, count: i32, params: usize, directions: usize, directionStride: usize, F: usize, W: usize, P: usize, A: usize, status: usize): i32 {
  return want == 0
    ? stressBatch(slot, count, params, directions, directionStride, F, W, P, status)
    : tangentBatch(slot, count, params, directions, directionStride, F, W, P, A, status);
}
