/**
 * High-precision oracle for elementary functions: BigInt fixed point with 400 fractional bits and plain Taylor series.
 * Independent of tools/math, which computes the tables of the code under test.
 */

/** An exact or high-precision number: mantissa 2^-bits 2^exponent. */
export interface Precise {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const bits = 400n;
const unit = 1n << bits;

const mul = (a: bigint, b: bigint): bigint => (a * b) >> bits;
const div = (a: bigint, b: bigint): bigint => (a << bits) / b;
const floorDiv = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b);
const shift = (a: bigint, k: number): bigint => (k >= 0 ? a << BigInt(k) : a >> BigInt(-k));

/** Significand (integer) and exponent of a double: x = significand 2^exponent. */
export function decompose(x: number): { readonly significand: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const field = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const significand = field === 0 ? fraction : fraction | (1n << 52n);
  return { significand: x < 0 ? -significand : significand, exponent: Math.max(field, 1) - 1075 };
}

/** Distance of `computed` from the exact value in units of the last place of the exact value (2^-1074 for subnormal ones). */
export function ulpError(computed: number, exact: Precise): number {
  const size = exact.mantissa < 0n ? -exact.mantissa : exact.mantissa;
  if (size === 0n) return computed === 0 ? 0 : Infinity;
  const leading = size.toString(2).length - 1 - Number(bits) + exact.exponent;
  const lastPlace = Math.max(leading, -1022) - 52;
  const mine = decompose(computed);
  const scale = 64;
  const gap = shift(mine.significand, mine.exponent - lastPlace + scale) - shift(exact.mantissa, exact.exponent - Number(bits) - lastPlace + scale);
  return Math.abs(Number(gap)) / 2 ** scale;
}

/** Fixed point of a double; exact for |x| >= 2^-347 with full significand. */
function fixed(x: number): bigint {
  const { significand, exponent } = decompose(x);
  return shift(significand, exponent + Number(bits));
}

/** Sum of sign^i x^(n-first)/n! over n = first, first + step, ...: the series of exp (step 1), cos and sin (step 2). */
function taylor(x: bigint, first: number, step: 1 | 2, sign: bigint): bigint {
  let term = unit;
  for (let n = 1; n <= first; n++) term /= BigInt(n);
  const ratio = step === 1 ? x : mul(x, x);
  let sum = 0n;
  for (let n = first; term !== 0n && term !== -1n; n += step) {
    sum += term;
    term = (sign * mul(term, ratio)) / BigInt(step === 1 ? n + 1 : (n + 1) * (n + 2));
  }
  return sum;
}

/** atanh(t) = t + t^3/3 + ... */
function artanh(t: bigint): bigint {
  const square = mul(t, t);
  let sum = 0n;
  let power = t;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = mul(power, square);
  }
  return sum;
}

/** ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749). */
const ln2 = 18n * artanh(unit / 26n) - 2n * artanh(unit / 4801n) + 8n * artanh(unit / 8749n);

/** pi by the Gauss-Legendre iteration, with bits enough for the largest argument that is tested. */
const wideBits = 1600n;
const widePi = gaussLegendre(wideBits);

function gaussLegendre(precision: bigint): bigint {
  const root = (x: bigint): bigint => {
    let y = 1n << (BigInt(x.toString(2).length) / 2n + 1n);
    for (let next = (y + x / y) / 2n; next < y; next = (y + x / y) / 2n) y = next;
    return y;
  };
  const whole = 1n << precision;
  let a = whole;
  let b = root((whole * whole) / 2n);
  let t = whole / 4n;
  for (let k = 0n; k < 12n; k++) {
    const mean = (a + b) / 2n;
    t -= ((a - mean) * (a - mean) >> precision) << k;
    b = root(a * b);
    a = mean;
  }
  return ((a + b) * (a + b)) / (4n * t);
}

/** e^x of a fixed-point number. */
function expFixed(x: bigint): Precise {
  const k = floorDiv(2n * x + ln2, 2n * ln2);
  const r = x - k * ln2;
  return { mantissa: taylor(r, 0, 1, 1n), exponent: Number(k) };
}

/** ln of a positive double, as fixed point. */
function logFixed(x: number): bigint {
  const { significand, exponent } = decompose(x);
  return lnOf(significand, exponent);
}

/** ln(n 2^exponent) of a positive integer n. */
function lnOf(n: bigint, exponent: number): bigint {
  const length = n.toString(2).length;
  const z = shift(n, Number(bits) - length);
  const small = z < (unit * 7n) / 10n;
  const w = small ? 2n * z : z;
  return 2n * artanh(div(w - unit, w + unit)) + BigInt(exponent + length - (small ? 1 : 0)) * ln2;
}

/** Below this size a fixed-point number loses the double; functions are x times an even or near-1 ratio there. */
const tiny = 2 ** -200;

/** x times a fixed-point ratio. */
function scaled(x: number, ratio: bigint): Precise {
  const { significand, exponent } = decompose(x);
  return { mantissa: significand * ratio, exponent };
}

const value = (mantissa: bigint): Precise => ({ mantissa, exponent: 0 });

/** e^x - 1, with full relative precision. */
function expm1Fixed(x: number): Precise {
  if (Math.abs(x) < 0.5) return scaled(x, Math.abs(x) < tiny ? unit : taylor(fixed(x), 1, 1, 1n));
  const e = expFixed(fixed(x));
  return value(shift(e.mantissa, e.exponent) - unit);
}

function log1pExact(x: number): Precise {
  if (Math.abs(x) < tiny) return scaled(x, unit);
  const sum = fixed(x) + unit;
  return value(lnOf(sum, -Number(bits)));
}

/** Sine of x + quarter turns; the reduced argument keeps 400 bits whatever x is. */
function sinExact(x: number, quarters: number): Precise {
  if (quarters === 0 && Math.abs(x) < tiny) return scaled(x, unit);
  const { significand, exponent } = decompose(x);
  const wide = shift(significand, exponent + Number(wideBits));
  const k = floorDiv(4n * wide + widePi, 2n * widePi);
  const r = (2n * wide - k * widePi) >> (wideBits - bits + 1n);
  const turn = Number((k + BigInt(quarters)) & 3n);
  const size = turn % 2 === 0 ? mul(r, taylor(r, 1, 2, -1n)) : taylor(r, 0, 2, -1n);
  return value(turn < 2 ? size : -size);
}

/** e^x - 1 for 2^-200 < |x| < 200, as fixed point. */
function expm1Plain(x: number): bigint {
  const e = expFixed(fixed(x));
  return shift(e.mantissa, e.exponent) - unit;
}

/** sinh x for |x| > 200, where e^-|x| is far below the last bit that counts. */
function halfExp(x: number): Precise {
  const e = expFixed(fixed(Math.abs(x)));
  return { mantissa: x < 0 ? -e.mantissa : e.mantissa, exponent: e.exponent - 1 };
}

function cubeRoot(x: number): Precise {
  const { significand, exponent } = decompose(x);
  const third = Math.floor(exponent / 3);
  const radicand = (significand < 0n ? -significand : significand) << BigInt(exponent - 3 * third + 3 * Number(bits));
  let y = 1n << BigInt(Math.ceil(radicand.toString(2).length / 3) + 1);
  for (let next = (2n * y + radicand / (y * y)) / 3n; next < y; next = (2n * y + radicand / (y * y)) / 3n) y = next;
  return { mantissa: x < 0 ? -y : y, exponent: third };
}

/** The functions, exact to at least 80 bits beyond a double; finite results only. */
export const precise = {
  exp: (x: number): Precise => expFixed(fixed(x)),
  expm1: expm1Fixed,
  log: (x: number): Precise => value(logFixed(x)),
  log1p: log1pExact,
  pow: (x: number, y: number): Precise => {
    const { significand, exponent } = decompose(y);
    return expFixed(shift(significand * logFixed(x), exponent));
  },
  sin: (x: number): Precise => sinExact(x, 0),
  cos: (x: number): Precise => sinExact(x, 1),
  sinh: (x: number): Precise => {
    if (Math.abs(x) < tiny) return scaled(x, unit);
    if (Math.abs(x) > 200) return halfExp(x);
    const e = expm1Plain(x);
    return value(div(mul(e, e + 2n * unit), 2n * (e + unit)));
  },
  cosh: (x: number): Precise => {
    if (Math.abs(x) > 200) return halfExp(Math.abs(x));
    const e = expm1Plain(x) + unit;
    return value(div(mul(e, e) + unit, 2n * e));
  },
  tanh: (x: number): Precise => {
    if (Math.abs(x) < tiny) return scaled(x, unit);
    const e = expm1Plain(2 * x);
    return value(div(e, e + 2n * unit));
  },
  cbrt: cubeRoot,
} as const;
