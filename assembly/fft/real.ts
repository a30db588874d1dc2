// Butterflies of a real Fourier transform whose inputs are real: radix r joins r sub-transforms at frequency 0 (`realN`)
// and at their Nyquist frequency (`halfN`). Forward sign e^(-i...), decimation in time [sorensen1987].
// All work on `count` bytes of contiguous doubles; input q lies at src + q from, output s at dst + s to.
// Outputs are in half-complex order: real parts ascending, imaginary parts descending from the end.

const COS_3: f64 = -0.5;
const SIN_3: f64 = 0.8660254037844386467637;
export const COS_5A: f64 = 0.3090169943749474241023;
export const COS_5B: f64 = -0.8090169943749474241023;
export const SIN_5A: f64 = 0.9510565162951535721164;
export const SIN_5B: f64 = 0.5877852522924731291687;
const HALF_ROOT: f64 = 0.7071067811865475244008;

export function real2(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  for (const end = src + count; src < end; src += 16) {
    const a = v128.load(src), b = v128.load(src + from);
    v128.store(dst, f64x2.add(a, b));
    v128.store(dst + to, f64x2.sub(a, b));
    dst += 16;
  }
}

export function real3(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  const c = f64x2.splat(COS_3), s = f64x2.splat(SIN_3);
  for (const end = src + count; src < end; src += 16) {
    const a = v128.load(src), b = v128.load(src + from), d = v128.load(src + 2 * from);
    const sum = f64x2.add(b, d);
    v128.store(dst, f64x2.add(a, sum));
    v128.store(dst + to, f64x2.add(a, f64x2.mul(c, sum)));
    v128.store(dst + 2 * to, f64x2.mul(s, f64x2.sub(d, b)));
    dst += 16;
  }
}

export function real4(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  for (const end = src + count; src < end; src += 16) {
    const a = v128.load(src), b = v128.load(src + from), c = v128.load(src + 2 * from), d = v128.load(src + 3 * from);
    const even = f64x2.add(a, c), odd = f64x2.add(b, d);
    v128.store(dst, f64x2.add(even, odd));
    v128.store(dst + to, f64x2.sub(a, c));
    v128.store(dst + 2 * to, f64x2.sub(even, odd));
    v128.store(dst + 3 * to, f64x2.sub(d, b));
    dst += 16;
  }
}

export function real5(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  const ca = f64x2.splat(COS_5A), cb = f64x2.splat(COS_5B), sa = f64x2.splat(SIN_5A), sb = f64x2.splat(SIN_5B);
  for (const end = src + count; src < end; src += 16) {
    const x0 = v128.load(src), x1 = v128.load(src + from), x4 = v128.load(src + 4 * from);
    const x2 = v128.load(src + 2 * from), x3 = v128.load(src + 3 * from);
    const p = f64x2.add(x1, x4), m = f64x2.sub(x4, x1), q = f64x2.add(x2, x3), n = f64x2.sub(x3, x2);
    v128.store(dst, f64x2.add(x0, f64x2.add(p, q)));
    v128.store(dst + to, f64x2.add(x0, f64x2.add(f64x2.mul(ca, p), f64x2.mul(cb, q))));
    v128.store(dst + 2 * to, f64x2.add(x0, f64x2.add(f64x2.mul(cb, p), f64x2.mul(ca, q))));
    v128.store(dst + 3 * to, f64x2.sub(f64x2.mul(sb, m), f64x2.mul(sa, n)));
    v128.store(dst + 4 * to, f64x2.add(f64x2.mul(sa, m), f64x2.mul(sb, n)));
    dst += 16;
  }
}

export function half2(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  for (const end = src + count; src < end; src += 16) {
    v128.store(dst, v128.load(src));
    v128.store(dst + to, f64x2.neg(v128.load(src + from)));
    dst += 16;
  }
}

export function half4(src: usize, from: usize, dst: usize, to: usize, count: usize): void {
  const h = f64x2.splat(HALF_ROOT);
  for (const end = src + count; src < end; src += 16) {
    const a = v128.load(src), b = v128.load(src + from), c = v128.load(src + 2 * from), d = v128.load(src + 3 * from);
    const m = f64x2.mul(h, f64x2.sub(b, d)), p = f64x2.mul(h, f64x2.add(b, d));
    v128.store(dst, f64x2.add(a, m));
    v128.store(dst + to, f64x2.sub(a, m));
    v128.store(dst + 2 * to, f64x2.sub(c, p));
    v128.store(dst + 3 * to, f64x2.neg(f64x2.add(c, p)));
    dst += 16;
  }
}
