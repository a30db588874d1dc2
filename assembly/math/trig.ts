// Sine and cosine: x - k pi/2 as two doubles, then Taylor series on |r| < 0.79.
import { abs, addExponent, at, floor, highWord, lowWord, toInt } from "./bits";
import { productError, rounder, sumError } from "./twofold";
import { halfPi1, halfPi2, halfPi3, halfPi4, halfPiHi, halfPiLo, twoOverPi, twoOverPiTable } from "./tables.gen";


/** Quadrant and low part of the last `reduce`. */
let quadrant: i32 = 0;
let reducedLow: f64 = 0.0;

/** x - k pi/2 with |.| < 0.79 for finite x; k mod 4 goes to `quadrant`, the low part to `reducedLow`. */
function reduce(x: f64): f64 {
  if (abs(x) < 0.785) {
    quadrant = 0;
    reducedLow = 0.0;
    return x;
  }
  return abs(x) < 1.0e6 ? reduceByParts(x) : reduceByWords(x);
}

/** Products with three parts of pi/2 are exact for |k| < 2^20 [cody1980]. */
function reduceByParts(x: f64): f64 {
  const shifted = x * twoOverPi + rounder;
  const k = shifted - rounder;
  quadrant = lowWord(shifted) & 3;
  const first = x - k * halfPi1;
  const second = first - k * halfPi2;
  const secondError = sumError(first, -(k * halfPi2), second);
  const third = second - k * halfPi3;
  const low = sumError(second, -(k * halfPi3), third) + secondError - k * halfPi4;
  const sum = third + low;
  reducedLow = (third - sum) + low;
  return sum;
}

/** Word i of 2/pi, 24 bits each; nothing stands before the point. */
// @ts-ignore: decorator
@inline
function word(i: i32): f64 {
  return i < 0 ? 0.0 : at(twoOverPiTable, i);
}

/** Four 24-bit words of |x| = (m3 2^72 + m2 2^48 + m1 2^24 + m0) 2^(24 q). */
let m0: f64 = 0.0;
let m1: f64 = 0.0;
let m2: f64 = 0.0;
let m3: f64 = 0.0;

/** Fills m0..m3 and returns q. */
function splitWords(size: f64): i32 {
  const exponent = (highWord(size) >> 20) - 1075;
  const q = toInt(floor(exponent / 24.0));
  let rest = addExponent(size, -24 * q);
  m3 = floor(rest * 2.117582368135751e-22);
  rest -= m3 * 4.722366482869645e21;
  m2 = floor(rest * 3.552713678800501e-15);
  rest -= m2 * 281474976710656.0;
  m1 = floor(rest * 5.960464477539063e-8);
  m0 = rest - m1 * 16777216.0;
  return q;
}

/** Sum of the products of weight 2^(-24 place) in |x| 2/pi. */
// @ts-ignore: decorator
@inline
function column(q: i32, place: i32): f64 {
  const i = q - 1 + place;
  return m0 * word(i) + m1 * word(i + 1) + m2 * word(i + 2) + m3 * word(i + 3);
}

/** Carry of a column into the next, so that a remainder in +-2^23 is left. */
// @ts-ignore: decorator
@inline
function carryOf(value: f64): f64 {
  return floor(value * 5.960464477539063e-8 + 0.5);
}

/** Product with those words of 2/pi that give neither multiples of 4 nor less than 2^-160 [payne1983]. */
function reduceByWords(x: f64): f64 {
  const q = splitWords(abs(x));
  let carry = 0.0;
  let fine = 0.0;
  let middle = 0.0;
  let coarse = 0.0;
  for (let place = 8; place > 0; place--) {
    const value = column(q, place) + carry;
    carry = carryOf(value);
    const digit = value - carry * 16777216.0;
    if (place > 4) fine = (fine + digit) * 5.960464477539063e-8;
    else if (place > 2) middle = (middle + digit) * 5.960464477539063e-8;
    else coarse = (coarse + digit) * 5.960464477539063e-8;
  }
  const whole = column(q, 0) + carry;
  const turns = toInt(whole - 4.0 * floor(whole * 0.25));
  return scaleByHalfPi(x, turns, coarse, middle * 3.552713678800501e-15, fine * 1.262177448353619e-29);
}

/** (turns + a + b + c) pi/2 with the sign of x, where |a| >> |b| >> |c| unless zero. */
function scaleByHalfPi(x: f64, turns: i32, a: f64, b: f64, c: f64): f64 {
  const sum = a + b;
  const low = sumError(a, b, sum) + c;
  const product = sum * halfPiHi;
  const productLow = productError(sum, halfPiHi, product) + (sum * halfPiLo + low * halfPiHi);
  const result = product + productLow;
  const error = (product - result) + productLow;
  quadrant = (x < 0.0 ? -turns : turns) & 3;
  reducedLow = x < 0.0 ? -error : error;
  return x < 0.0 ? -result : result;
}

/** (sin r - r + r^3/6)/r^5 as a function of z = r^2. */
// @ts-ignore: decorator
@inline
function sinSeries(z: f64): f64 {
  return 1.0 / 120.0 + z * (-1.0 / 5040.0 + z * (1.0 / 362880.0 + z * (-1.0 / 39916800.0
    + z * (1.0 / 6227020800.0 + z * (-1.0 / 1307674368000.0 + z * (1.0 / 355687428096000.0))))));
}

/** sin(r + low) for |r| < 0.79; r - r^3/6 is kept as two doubles. */
function sinNear(r: f64, low: f64): f64 {
  const z = r * r;
  const cube = r * z;
  const cubeLow = productError(r, z, cube) + r * productError(r, r, z);
  const sixth = cube * (-1.0 / 6.0);
  const sixthLow = productError(cube, -1.0 / 6.0, sixth) + cubeLow * (-1.0 / 6.0);
  const first = r + sixth;
  return first + (sumError(r, sixth, first) + (sixthLow + (cube * z * sinSeries(z) + (low - 0.5 * z * low))));
}

/** cos(r + low) for |r| < 0.79. */
function cosNear(r: f64, low: f64): f64 {
  const z = r * r;
  const half = 0.5 * z;
  const first = 1.0 - half;
  const series = 1.0 / 24.0 + z * (-1.0 / 720.0 + z * (1.0 / 40320.0 + z * (-1.0 / 3628800.0 + z * (1.0 / 479001600.0
    + z * (-1.0 / 87178291200.0 + z * (1.0 / 20922789888000.0))))));
  return first + (((1.0 - first) - half) + (z * z * series - (r * low + 0.5 * productError(r, r, z))));
}

/** Sine or cosine of r + reducedLow by quadrant. */
// @ts-ignore: decorator
@inline
function byQuadrant(r: f64, turns: i32): f64 {
  const size = (turns & 1) == 0 ? sinNear(r, reducedLow) : cosNear(r, reducedLow);
  return (turns & 2) == 0 ? size : -size;
}

/** Sine of an angle in radian, for every double. Error below 0.6 ulp. */
export function sin(x: f64): f64 {
  if (abs(x) < 1.0e-9) return x;
  if (!(abs(x) < Infinity)) return NaN;
  const r = reduce(x);
  return byQuadrant(r, quadrant);
}

/** Cosine of an angle in radian, for every double. Error below 0.6 ulp. */
export function cos(x: f64): f64 {
  if (!(abs(x) < Infinity)) return NaN;
  const r = reduce(x);
  return byQuadrant(r, quadrant + 1);
}
