/** Exact constants of formulas: `I1/3 - 1` must fold to what it is on paper, not to what rounding makes of it. */
import { LawError } from "../core/errors.js";

/** numerator / denominator in lowest terms, denominator > 0. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Doubles end near 2^±1074; what is longer than this is a mistake in the formula, or an attack on the parser. */
const bitLimit = 4000n;
const sizeLimit = 1n << bitLimit;

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };
export const minusOne: Rational = { n: -1n, d: 1n };

/**
 * n/d in lowest terms.
 * @throws LawError E_FORMULA when d = 0, or when numerator or denominator has more than 4000 bits
 */
export function rational(n: bigint | number, d: bigint | number = 1): Rational {
  const numerator = BigInt(n);
  const denominator = BigInt(d);
  if (denominator === 0n) throw new LawError("E_FORMULA", "a constant is divided by zero.", { hint: "remove the division by a constant that is zero." });
  if (numerator === 0n) return zero;
  const divisor = gcd(abs(numerator), abs(denominator)) * (denominator < 0n ? -1n : 1n);
  const result = { n: numerator / divisor, d: denominator / divisor };
  if (abs(result.n) > sizeLimit || result.d > sizeLimit) {
    throw new LawError("E_FORMULA", "a constant is too large or too small for a double.", { hint: "use constants between 1e-300 and 1e300." });
  }
  return result;
}

/** a + b. */
export function plus(a: Rational, b: Rational): Rational {
  if (a.n === 0n) return b;
  if (b.n === 0n) return a;
  return rational(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** a b. */
export function times(a: Rational, b: Rational): Rational {
  if (a === one) return b;
  if (b === one) return a;
  return rational(a.n * b.n, a.d * b.d);
}

/**
 * a^exponent for an integer exponent.
 * @throws LawError E_FORMULA for 0 to a negative exponent, and when the result cannot be a double
 */
export function integerPower(a: Rational, exponent: number): Rational {
  const size = BigInt(Math.abs(exponent));
  if (bits(a) * size > 2n * bitLimit && !isUnit(a)) rational(sizeLimit * 2n);
  const power = isUnit(a) ? (size % 2n === 0n ? one : a) : rational(bigPower(a.n, size), bigPower(a.d, size));
  return exponent < 0 ? rational(power.d, power.n) : power;
}

function bigPower(base: bigint, exponent: bigint): bigint {
  if (exponent === 0n) return 1n;
  const root = bigPower(base, exponent / 2n);
  return exponent % 2n === 0n ? root * root : root * root * base;
}

/** The same number? */
export function same(a: Rational, b: Rational): boolean {
  return a.n === b.n && a.d === b.d;
}

/** -a. */
export function negate(a: Rational): Rational {
  return { n: -a.n, d: a.d };
}

/** A whole number? */
export function isInteger(a: Rational): boolean {
  return a.d === 1n;
}

/**
 * Reads a decimal number such as `1.5e-3` exactly.
 * @throws LawError E_FORMULA when it cannot be a double
 */
export function parseRational(text: string): Rational {
  const [mantissa, exponentText = "0"] = text.toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const exponent = Number(exponentText) - fraction.length;
  if (Math.abs(exponent) > 1000) return rational(sizeLimit * 2n);
  const scale = bigPower(10n, BigInt(Math.abs(exponent)));
  const digits = BigInt(whole + fraction);
  return exponent < 0 ? rational(digits, scale) : rational(digits * scale);
}

/** The nearest double. */
export function toNumber(a: Rational): number {
  if (abs(a.n) < 1n << 53n && a.d < 1n << 53n) return Number(a.n) / Number(a.d);
  // 64 quotient bits and a sticky bit below them, so that the one rounding is that of Number().
  const shift = 64 + bitLength(a.d) - bitLength(abs(a.n));
  const numerator = shift > 0 ? abs(a.n) << BigInt(shift) : abs(a.n);
  const denominator = shift > 0 ? a.d : a.d << BigInt(-shift);
  const quotient = ((numerator / denominator) << 1n) | (numerator % denominator === 0n ? 0n : 1n);
  const size = scaleByTwo(Number(quotient), -shift - 1);
  return a.n < 0n ? -size : size;
}

/** x 2^exponent in steps that neither overflow nor underflow early. */
function scaleByTwo(x: number, exponent: number): number {
  let result = x;
  for (let left = exponent; left !== 0;) {
    const step = Math.max(-500, Math.min(500, left));
    result *= step < 0 ? 1 / Number(1n << BigInt(-step)) : Number(1n << BigInt(step));
    left -= step;
  }
  return result;
}

function isUnit(a: Rational): boolean {
  return a.d === 1n && (a.n === 1n || a.n === -1n);
}

function abs(a: bigint): bigint {
  return a < 0n ? -a : a;
}

function bits(a: Rational): bigint {
  return BigInt(Math.max(bitLength(abs(a.n)), bitLength(a.d)));
}

function bitLength(a: bigint): number {
  return a.toString(2).length;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
