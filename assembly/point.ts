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

/** Bytes of the law's answer: W and S; with CC. */
const STRESS_BYTES: usize = 56;
const TANGENT_BYTES: usize = 224;

/** Whether the answer is made of numbers: the difference of an infinite or undefined sum with itself is not 0. */
function finite(bytes: usize): bool {
  let sum = 0.0;
  for (let i: usize = 0; i < bytes; i += 8) sum += load<f64>(answerAt + i);
  return sum - sum == 0.0;
}

/** Kinematics, law, W and P of one point; the law's answer, so many bytes, stays in the scratch. */
function evaluate(slot: i32, bytes: usize, params: usize, directions: usize, F: usize, W: usize, P: usize): u8 {
  strain(F, strainAt);
  if (!(load<f64>(strainAt, 48) > 0.0)) return INVERTED;
  call_indirect<void>(<u32>slot, params, directions, strainAt, answerAt);
  store<f64>(W, load<f64>(answerAt));
  firstPiolaKirchhoff(F, stressAt, P);
  return finite(bytes) ? OK : NOT_FINITE;
}

/** A failed point answers with NaN, so that no stale number is taken for its stress. */
function fail(at: usize, doubles: usize): void {
  for (let i: usize = 0; i < doubles; i++) store<f64>(at + (i << 3), NaN);
}

/** Points of a batch, each answered with so many bytes; `A` is written when the tangent is among them. */
function batch(slot: i32, bytes: usize, count: i32, params: usize, directions: usize, stride: usize, F: usize, W: usize, P: usize, A: usize, status: usize): i32 {
  let failed = 0;
  for (let point: usize = 0; point < <usize>count; point++) {
    const f = F + point * 72, w = W + point * 8, p = P + point * 72, a = A + point * 648;
    const code = evaluate(slot, bytes, params, directions + point * stride, f, w, p);
    store<u8>(status + point, code);
    if (code == OK) {
      if (bytes == TANGENT_BYTES) mixedTangent(f, stressAt, stiffnessAt, a);
      continue;
    }
    failed++;
    fail(w, 1);
    fail(p, 9);
    if (bytes == TANGENT_BYTES) fail(a, 81);
  }
  return failed;
}

/**
 * Evaluates a law at `count` points.
 * slot: place in the function table of the law's stress kernel (want 0) or tangent kernel (want 1);
 * params: doubles; directions: [families, 3] doubles of the first point, `directionStride` bytes further for each point (0: the same for all);
 * F [count, 9], W [count], P [count, 9], A [count, 81] doubles (A is not touched for want 0), status [count] bytes.
 * Returns the number of failed points (status 1: det F <= 0, 4: W, S or, for want 1, CC is not finite); their W, P and A are NaN.
 */
export function lawBatch(slot: i32, want: i32, count: i32, params: usize, directions: usize, directionStride: usize, F: usize, W: usize, P: usize, A: usize, status: usize): i32 {
  return batch(slot, want == 0 ? STRESS_BYTES : TANGENT_BYTES, count, params, directions, directionStride, F, W, P, A, status);
}
