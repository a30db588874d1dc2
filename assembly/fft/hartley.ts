// Discrete Hartley transform of a batch of lines: H[k] = sum_n f[n] (cos + sin)(2 pi k n / N), real and, but for the factor N, its own inverse
// [bracewell1983]. It is a real Fourier transform of mixed radix (Stockham: natural order in and out) and one closing sum.
import { AXIS_FIRST_PASS, AXIS_LENGTH, AXIS_PASSES, AXIS_TWIDDLES, PASS_M, PASS_RADIX, PASS_TWIDDLES, PASS_WORDS } from "../../src/kernels/fft-layout";
import { complex2, complex3, complex4, complex5 } from "./complex";
import { half2, half4, real2, real3, real4, real5 } from "./real";

// @ts-ignore: decorator
@inline
function word(base: usize, place: i32): i32 {
  return load<i32>(base + (<usize>place << 2));
}

function realButterfly(radix: i32, src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  if (radix == 4) real4(src, from, dst, to, count);
  else if (radix == 2) real2(src, from, dst, to, count);
  else if (radix == 3) real3(src, from, dst, to, count);
  else real5(src, from, dst, to, count);
}

function complexButterfly(radix: i32, re: usize, im: usize, from: usize, u: usize, v: usize, to: usize, count: usize, w: usize): void {
  if (radix == 4) complex4(re, im, from, u, v, to, count, w);
  else if (radix == 2) complex2(re, im, from, u, v, to, count, w);
  else if (radix == 3) complex3(re, im, from, u, v, to, count, w);
  else complex5(re, im, from, u, v, to, count, w);
}

/** Odd radices come first, when the sub-transforms still have odd length and no Nyquist frequency. */
// @ts-ignore: decorator
@inline
function halfButterfly(radix: i32, src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  if (radix == 4) half4(src, from, dst, to, count);
  else half2(src, from, dst, to, count);
}

/** The first pass gathers the lines: all sub-transforms have length 1. */
function firstPass(pass: usize, length: i32, src: usize, step: usize, dst: usize, width: usize): void {
  const radix = word(pass, PASS_RADIX), rest = length / radix;
  const from = <usize>rest * step, to = <usize>rest * width;
  for (let j = 0; j < rest; j++) {
    realButterfly(radix, src, from, dst, to, width);
    src += step;
    dst += width;
  }
}

/** Joins sub-transforms of length m, kept as [frequency][sub-transform][width], by `radix`. */
function joinPass(pass: usize, length: i32, twiddles: usize, src: usize, dst: usize, width: usize): void {
  const radix = word(pass, PASS_RADIX), m = word(pass, PASS_M);
  const span = <usize>(length / (m * radix)) * width;
  const group = <usize>radix * span, to = <usize>m * span;
  realButterfly(radix, src, span, dst, to, span);
  let w = twiddles + <usize>word(pass, PASS_TWIDDLES);
  for (let k = 1; 2 * k < m; k++) {
    const low = <usize>k, high = <usize>(m - k);
    complexButterfly(radix, src + low * group, src + high * group, span, dst + low * span, dst + high * span, to, span, w);
    w += <usize>(radix - 1) << 4;
  }
  if ((m & 1) == 0) {
    const middle = <usize>(m >> 1);
    halfButterfly(radix, src + middle * group, span, dst + middle * span, to, span);
  }
}

// @ts-ignore: decorator
@inline
function copyRow(src: usize, dst: usize, width: usize): void {
  for (let at: usize = 0; at < width; at += 16) v128.store(dst + at, v128.load(src + at));
}

/** H[k] = Re - Im, H[N - k] = Re + Im, scattered to the lines. */
function closingSum(length: i32, src: usize, dst: usize, step: usize, width: usize): void {
  copyRow(src, dst, width);
  let low = 1, high = length - 1;
  for (; low < high; low++) {
    const re = src + <usize>low * width, im = src + <usize>high * width;
    const plus = dst + <usize>low * step, minus = dst + <usize>high * step;
    for (let at: usize = 0; at < width; at += 16) {
      const a = v128.load(re + at), b = v128.load(im + at);
      v128.store(plus + at, f64x2.sub(a, b));
      v128.store(minus + at, f64x2.add(a, b));
    }
    high--;
  }
  if (low == high) copyRow(src + <usize>low * width, dst + <usize>low * step, width);
}

/**
 * Transforms `width` bytes (a multiple of 16) of doubles at once: element n of every line lies at src + n srcStep, coefficient k at dst + k dstStep.
 * In place is allowed. scratch: 2 N width bytes. axis: src/kernels/fft-layout.ts.
 */
export function hartley(axis: usize, src: usize, srcStep: usize, dst: usize, dstStep: usize, width: usize, scratch: usize): void {
  const length = word(axis, AXIS_LENGTH), passes = word(axis, AXIS_PASSES);
  if (passes == 0) return copyRow(src, dst, width);
  const twiddles = <usize>word(axis, AXIS_TWIDDLES);
  let pass = axis + (<usize>AXIS_FIRST_PASS << 2);
  let here = scratch, there = scratch + <usize>length * width;
  firstPass(pass, length, src, srcStep, here, width);
  for (let p = 1; p < passes; p++) {
    pass += <usize>PASS_WORDS << 2;
    joinPass(pass, length, twiddles, here, there, width);
    const other = here;
    here = there;
    there = other;
  }
  closingSum(length, here, dst, dstStep, width);
}
