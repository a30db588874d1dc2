// A factorisation in single precision, to be refined in double precision by conjugate gradients [buttari2008]. The matrix is scaled to a diagonal
// in [1, 4) by powers of two from both sides, so that no digit is lost by it and the range of single precision does not matter.
import { backwardAll, forwardAll, LDL } from "./solve";
import { word } from "./front";
import { factorLdl } from "./ldl";
import { numbers } from "./tile";

/** Exponent of a double, without its sign and bias. */
// @ts-ignore: decorator
@inline
function exponentOf(value: f64): i32 {
  return (<i32>(reinterpret<u64>(value) >> 52) & 0x7ff) - 1023;
}

// @ts-ignore: decorator
@inline
function powerOfTwo(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + 1023) << 52);
}

/**
 * Scales the lower half of a matrix by S K S and rounds it.
 * @param rowStart i32 `[size + 1]`
 * @param columns i32 `[entries]`, rising in each row
 * @param values `[entries]`, read where column ≤ row
 * @param scale takes the diagonal of S `[size]`
 * @param rounded takes the entries, f32 `[entries]`
 * @returns 0, or -1 - k where the diagonal entry of row k is not positive or out of range
 */
export function roundLower(size: i32, rowStart: usize, columns: usize, values: usize, scale: usize, rounded: usize): i32 {
  for (let i = 0; i < size; i++) {
    let k = word(rowStart, i);
    while (k < word(rowStart, i + 1) && word(columns, k) < i) k++;
    const diagonal = k < word(rowStart, i + 1) && word(columns, k) == i ? load<f64>(values + numbers<f64>(k)) : 0.0;
    if (!(diagonal > 1e-290 && diagonal < 1e290)) return -1 - i;
    store<f64>(scale + numbers<f64>(i), powerOfTwo(-(exponentOf(diagonal) >> 1)));
  }
  for (let i = 0; i < size; i++) {
    const own = load<f64>(scale + numbers<f64>(i));
    for (let k = word(rowStart, i), end = word(rowStart, i + 1); k < end && word(columns, k) <= i; k++) {
      store<f32>(rounded + numbers<f32>(k), <f32>(load<f64>(values + numbers<f64>(k)) * own * load<f64>(scale + numbers<f64>(word(columns, k)))));
    }
  }
  return 0;
}

/** y = K x with the lower half of K, in double precision. */
export function lowerProduct(size: i32, rowStart: usize, columns: usize, values: usize, x: usize, y: usize): void {
  memory.fill(y, 0, numbers<f64>(size));
  for (let i = 0; i < size; i++) {
    const own = load<f64>(x + numbers<f64>(i));
    let sum = 0.0;
    for (let k = word(rowStart, i), end = word(rowStart, i + 1); k < end; k++) {
      const j = word(columns, k), value = load<f64>(values + numbers<f64>(k));
      if (j >= i) {
        if (j == i) sum += value * own;
        break;
      }
      sum += value * load<f64>(x + numbers<f64>(j));
      store<f64>(y + numbers<f64>(j), load<f64>(y + numbers<f64>(j)) + value * own);
    }
    store<f64>(y + numbers<f64>(i), load<f64>(y + numbers<f64>(i)) + sum);
  }
}

/** `ldlFactor` in single precision: entries, factor and work are f32. */
export function ldlFactorSingle(symbolic: usize, values: usize, factor: usize, work: usize): i32 {
  return factorLdl<f32>(symbolic, values, factor, work);
}

/**
 * z ≈ K⁻¹ r with a factor in single precision of S K S; both vectors are in double precision.
 * r is brought to the size of 1 by a power of two, so that small residuals do not leave the range.
 */
export function ldlApplySingle(symbolic: usize, size: i32, factor: usize, scale: usize, r: usize, z: usize, work: usize): void {
  let most = 0.0;
  for (let i = 0; i < size; i++) {
    const value = load<f64>(r + numbers<f64>(i)) * load<f64>(scale + numbers<f64>(i));
    store<f64>(z + numbers<f64>(i), value);
    most = max(most, abs(value));
  }
  if (!(most > 1e-290 && most < 1e290)) return;
  const shift = powerOfTwo(-exponentOf(most));
  for (let i = 0; i < size; i++) store<f64>(z + numbers<f64>(i), load<f64>(z + numbers<f64>(i)) * shift);
  forwardAll<f32>(LDL, symbolic, factor, z, 1, work, 1);
  backwardAll<f32>(LDL, symbolic, factor, z, 1, work, 1);
  const back = 1.0 / shift;
  for (let i = 0; i < size; i++) {
    store<f64>(z + numbers<f64>(i), load<f64>(z + numbers<f64>(i)) * back * load<f64>(scale + numbers<f64>(i)));
  }
}
