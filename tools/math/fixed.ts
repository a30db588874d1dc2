/** Fixed-point arithmetic on BigInt: the constants of assembly/math come from here, not from `Math`. */

/** Fractional bits of a fixed-point number: 2/pi is needed to 1200 bits, all else to 200. */
export const fractionBits = 1344n;
export const one = 1n << fractionBits;

/** Quotient of two integers, as fixed point. */
export function ratio(numerator: bigint, denominator: bigint): bigint {
  return (numerator << fractionBits) / denominator;
}

/** Product of two fixed-point numbers. */
export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> fractionBits;
}

/** ln(numerator/denominator) = 2 artanh((n-d)/(n+d)), by its series; quick when the quotient is near 1. */
export function lnRatio(numerator: bigint, denominator: bigint): bigint {
  const t = ratio(numerator - denominator, numerator + denominator);
  const square = times(t, t);
  let sum = 0n;
  let power = t;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}

/** ln 2 = ln(4/3) + ln(3/2). */
export function ln2(): bigint {
  return lnRatio(4n, 3n) + lnRatio(3n, 2n);
}

/** e^x of a fixed-point number by its Taylor series; quick for |x| < 1. */
export function expSeries(x: bigint): bigint {
  let sum = one;
  let term = one;
  for (let n = 1n; term !== 0n && term !== -1n; n += 1n) {
    term = times(term, x) / n;
    sum += term;
  }
  return sum;
}

/** pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin 1706). */
export function pi(): bigint {
  return 16n * arctanInverse(5n) - 4n * arctanInverse(239n);
}

function arctanInverse(q: bigint): bigint {
  let sum = 0n;
  let power = one / q;
  for (let n = 0n; power !== 0n; n += 1n) {
    const term = power / (2n * n + 1n);
    sum += n % 2n === 0n ? term : -term;
    power /= q * q;
  }
  return sum;
}

/** Nearest double of a fixed-point number that is not tiny (above 2^-900). */
export function toDouble(x: bigint): number {
  return roundToBits(x, 53n).value;
}

/** Nearest double with at most `bits` significant bits, and what is left over (fixed point). */
export function roundToBits(x: bigint, bits: bigint): { readonly value: number; readonly rest: bigint } {
  const magnitude = x < 0n ? -x : x;
  const length = BigInt(magnitude.toString(2).length);
  return roundToGrid(x, fractionBits - (length - bits));
}

/** Nearest multiple of 2^-gridBits, and what is left over (fixed point). */
export function roundToGrid(x: bigint, gridBits: bigint): { readonly value: number; readonly rest: bigint } {
  const unit = fractionBits - gridBits;
  const quotient = (x + (1n << (unit - 1n))) >> unit;
  return { value: Number(quotient) * 2 ** -Number(gridBits), rest: x - (quotient << unit) };
}

