// Butterflies at the frequencies between 0 and Nyquist: r complex inputs, twiddled, to r complex outputs.
// Input q has its real part at re + q from and its imaginary part at im + q from. Outputs go to half-complex places:
// u + s to and v + s to, where the frequencies above Nyquist are stored as the conjugate of their mirror image.
// Twiddles: cos and sin of each input but the first, as doubles at `w`.
import { COS_5A, COS_5B, SIN_5A, SIN_5B } from "./real";

const SIN_3: f64 = 0.8660254037844386467637;

// @ts-ignore: decorator
@inline
function turnRe(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.add(f64x2.mul(re, c), f64x2.mul(im, s));
}

// @ts-ignore: decorator
@inline
function turnIm(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.sub(f64x2.mul(im, c), f64x2.mul(re, s));
}

export function complex2(re: usize, im: usize, from: usize, u: usize, v: usize, to: usize, count: usize, w: usize): void {
  const c1 = v128.load64_splat(w), s1 = v128.load64_splat(w, 8);
  for (let at: usize = 0; at < count; at += 16) {
    const br = v128.load(re + from + at), bi = v128.load(im + from + at);
    const r0 = v128.load(re + at), i0 = v128.load(im + at), r1 = turnRe(br, bi, c1, s1), i1 = turnIm(br, bi, c1, s1);
    v128.store(u + at, f64x2.add(r0, r1));
    v128.store(v + to + at, f64x2.add(i0, i1));
    v128.store(v + at, f64x2.sub(r0, r1));
    v128.store(u + to + at, f64x2.sub(i1, i0));
  }
}

export function complex3(re: usize, im: usize, from: usize, u: usize, v: usize, to: usize, count: usize, w: usize): void {
  const c1 = v128.load64_splat(w), s1 = v128.load64_splat(w, 8), c2 = v128.load64_splat(w, 16), s2 = v128.load64_splat(w, 24);
  const half = f64x2.splat(0.5), root = f64x2.splat(SIN_3);
  for (let at: usize = 0; at < count; at += 16) {
    const br = v128.load(re + from + at), bi = v128.load(im + from + at);
    const dr = v128.load(re + 2 * from + at), di = v128.load(im + 2 * from + at);
    const r1 = turnRe(br, bi, c1, s1), i1 = turnIm(br, bi, c1, s1), r2 = turnRe(dr, di, c2, s2), i2 = turnIm(dr, di, c2, s2);
    const r0 = v128.load(re + at), i0 = v128.load(im + at), rp = f64x2.add(r1, r2), ip = f64x2.add(i1, i2);
    const rm = f64x2.sub(r0, f64x2.mul(half, rp)), sm = f64x2.sub(i0, f64x2.mul(half, ip));
    const x = f64x2.mul(root, f64x2.sub(i1, i2)), y = f64x2.mul(root, f64x2.sub(r1, r2));
    v128.store(u + at, f64x2.add(r0, rp));
    v128.store(v + 2 * to + at, f64x2.add(i0, ip));
    v128.store(u + to + at, f64x2.add(rm, x));
    v128.store(v + to + at, f64x2.sub(sm, y));
    v128.store(v + at, f64x2.sub(rm, x));
    v128.store(u + 2 * to + at, f64x2.neg(f64x2.add(sm, y)));
  }
}

export function complex4(re: usize, im: usize, from: usize, u: usize, v: usize, to: usize, count: usize, w: usize): void {
  const c1 = v128.load64_splat(w), s1 = v128.load64_splat(w, 8), c2 = v128.load64_splat(w, 16), s2 = v128.load64_splat(w, 24);
  const c3 = v128.load64_splat(w, 32), s3 = v128.load64_splat(w, 40);
  for (let at: usize = 0; at < count; at += 16) {
    let a = v128.load(re + 2 * from + at), b = v128.load(im + 2 * from + at);
    const r2 = turnRe(a, b, c2, s2), i2 = turnIm(a, b, c2, s2), r0 = v128.load(re + at), i0 = v128.load(im + at);
    const evenR = f64x2.add(r0, r2), evenI = f64x2.add(i0, i2), fourR = f64x2.sub(r0, r2), fourI = f64x2.sub(i0, i2);
    a = v128.load(re + from + at);
    b = v128.load(im + from + at);
    const r1 = turnRe(a, b, c1, s1), i1 = turnIm(a, b, c1, s1);
    a = v128.load(re + 3 * from + at);
    b = v128.load(im + 3 * from + at);
    const r3 = turnRe(a, b, c3, s3), i3 = turnIm(a, b, c3, s3);
    const oddR = f64x2.add(r1, r3), oddI = f64x2.add(i1, i3), sideR = f64x2.sub(r1, r3), sideI = f64x2.sub(i1, i3);
    v128.store(u + at, f64x2.add(evenR, oddR));
    v128.store(v + 3 * to + at, f64x2.add(evenI, oddI));
    v128.store(v + to + at, f64x2.sub(evenR, oddR));
    v128.store(u + 2 * to + at, f64x2.sub(oddI, evenI));
    v128.store(u + to + at, f64x2.add(fourR, sideI));
    v128.store(v + 2 * to + at, f64x2.sub(fourI, sideR));
    v128.store(v + at, f64x2.sub(fourR, sideI));
    v128.store(u + 3 * to + at, f64x2.neg(f64x2.add(fourI, sideR)));
  }
}

/** Real part of a twiddled input of `complex5`. */
// @ts-ignore: decorator
@inline
function inputRe(re: usize, im: usize, w: usize): v128 {
  return turnRe(v128.load(re), v128.load(im), v128.load64_splat(w), v128.load64_splat(w, 8));
}

// @ts-ignore: decorator
@inline
function inputIm(re: usize, im: usize, w: usize): v128 {
  return turnIm(v128.load(re), v128.load(im), v128.load64_splat(w), v128.load64_splat(w, 8));
}

export function complex5(re: usize, im: usize, from: usize, u: usize, v: usize, to: usize, count: usize, w: usize): void {
  const ca = f64x2.splat(COS_5A), cb = f64x2.splat(COS_5B), sa = f64x2.splat(SIN_5A), sb = f64x2.splat(SIN_5B);
  for (const end = re + count; re < end; re += 16) {
    const r1 = inputRe(re + from, im + from, w), i1 = inputIm(re + from, im + from, w);
    const r2 = inputRe(re + 2 * from, im + 2 * from, w + 16), i2 = inputIm(re + 2 * from, im + 2 * from, w + 16);
    const r3 = inputRe(re + 3 * from, im + 3 * from, w + 32), i3 = inputIm(re + 3 * from, im + 3 * from, w + 32);
    const r4 = inputRe(re + 4 * from, im + 4 * from, w + 48), i4 = inputIm(re + 4 * from, im + 4 * from, w + 48);
    const r0 = v128.load(re), i0 = v128.load(im);
    const pr = f64x2.add(r1, r4), pi = f64x2.add(i1, i4), qr = f64x2.add(r2, r3), qi = f64x2.add(i2, i3);
    const mr = f64x2.sub(r1, r4), mi = f64x2.sub(i1, i4), nr = f64x2.sub(r2, r3), ni = f64x2.sub(i2, i3);
    v128.store(u, f64x2.add(r0, f64x2.add(pr, qr)));
    v128.store(v + 4 * to, f64x2.add(i0, f64x2.add(pi, qi)));
    let a = f64x2.add(r0, f64x2.add(f64x2.mul(ca, pr), f64x2.mul(cb, qr))), b = f64x2.add(f64x2.mul(sa, mi), f64x2.mul(sb, ni));
    v128.store(u + to, f64x2.add(a, b));
    v128.store(v, f64x2.sub(a, b));
    a = f64x2.add(i0, f64x2.add(f64x2.mul(ca, pi), f64x2.mul(cb, qi)));
    b = f64x2.add(f64x2.mul(sa, mr), f64x2.mul(sb, nr));
    v128.store(v + 3 * to, f64x2.sub(a, b));
    v128.store(u + 4 * to, f64x2.neg(f64x2.add(a, b)));
    a = f64x2.add(r0, f64x2.add(f64x2.mul(cb, pr), f64x2.mul(ca, qr)));
    b = f64x2.sub(f64x2.mul(sb, mi), f64x2.mul(sa, ni));
    v128.store(u + 2 * to, f64x2.add(a, b));
    v128.store(v + to, f64x2.sub(a, b));
    a = f64x2.add(i0, f64x2.add(f64x2.mul(cb, pi), f64x2.mul(ca, qi)));
    b = f64x2.sub(f64x2.mul(sb, mr), f64x2.mul(sa, nr));
    v128.store(v + 2 * to, f64x2.sub(a, b));
    v128.store(u + 3 * to, f64x2.neg(f64x2.add(a, b)));
    im += 16;
    u += 16;
    v += 16;
  }
}
