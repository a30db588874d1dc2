// From strain to the inputs of the network with two derivatives: forms of C and its cofactor with structural tensors, the Jacobian,
// and combinations of these and their squares. Derivatives are those of tensor components; nothing cancels at small strain.
import { add, at, div, from, Lane, mul, past, place, Place, put, scalar, shared, splat, sqrt, sub, whole } from "./lanes";
import { CONSTANT, FEATURE_AT, FORM_AT, FORMS_AT, METRIC_AT, QUADRATIC, STRAIN_AT, STRAINS, PACKED, TERM_AT, TERMS } from "./plan";

/** Value and slope of the forms y = l:E + E:K:E/2. */
function strainForms(plan: Place): void {
  const strains = whole(plan, STRAINS);
  const constant = whole(plan, CONSTANT);
  const count = constant + whole(plan, QUADRATIC);
  const E = place(plan, STRAIN_AT);
  const metric = place(plan, METRIC_AT);
  const out = place(plan, FORMS_AT);
  const stride = strains + strains * strains;
  for (let k = 0; k < count; k++) {
    const l = past(place(plan, FORM_AT), k * stride);
    const to = from(out, k * (1 + strains));
    let y = splat(0.0);
    for (let v = 0; v < strains; v++) {
      let slope = shared(l, v);
      if (k >= constant) for (let u = 0; u < strains; u++) slope = add(slope, mul(shared(l, strains + v * strains + u), mul(shared(metric, u), at(E, u))));
      put(to, 1 + v, slope);
      y = add(y, mul(mul(shared(metric, v), at(E, v)), add(shared(l, v), slope)));
    }
    put(to, 0, mul(splat(0.5), y));
  }
}

/** J² - 1 in the plane; cofactor of C = I + 2E into `slope`. */
function jacobian2(E: Place, slope: Place): Lane {
  const x = at(E, 0);
  const y = at(E, 1);
  const s = at(E, 2);
  const two = splat(2.0);
  put(slope, 0, add(splat(1.0), mul(two, y)));
  put(slope, 1, add(splat(1.0), mul(two, x)));
  put(slope, 2, mul(splat(-2.0), s));
  return add(mul(two, add(x, y)), mul(splat(4.0), sub(mul(x, y), mul(s, s))));
}

// @ts-ignore: decorator
@inline
function minor(a: Lane, b: Lane, c: Lane, d: Lane): Lane {
  return sub(mul(a, b), mul(c, d));
}

/** Cofactor of a symmetric matrix in the order 00 11 22 01 12 02. */
// @ts-ignore: decorator
@inline
function cofactor(a: Lane, b: Lane, c: Lane, s: Lane, t: Lane, r: Lane, out: Place): void {
  put(out, 0, minor(b, c, t, t));
  put(out, 1, minor(a, c, r, r));
  put(out, 2, minor(a, b, s, s));
  put(out, 3, minor(r, t, s, c));
  put(out, 4, minor(s, r, t, a));
  put(out, 5, minor(s, t, r, b));
}

/** J² - 1 in space; cofactor of C = I + 2E into `slope`. */
function jacobian3(E: Place, slope: Place): Lane {
  const a = at(E, 0);
  const b = at(E, 1);
  const c = at(E, 2);
  const s = at(E, 3);
  const t = at(E, 4);
  const r = at(E, 5);
  cofactor(a, b, c, s, t, r, slope);
  const trace = add(add(at(slope, 0), at(slope, 1)), at(slope, 2));
  const det = add(add(mul(a, at(slope, 0)), mul(s, at(slope, 3))), mul(r, at(slope, 5)));
  const one = splat(1.0);
  const two = splat(2.0);
  cofactor(add(one, mul(two, a)), add(one, mul(two, b)), add(one, mul(two, c)), mul(two, s), mul(two, t), mul(two, r), slope);
  return add(add(mul(two, add(add(a, b), c)), mul(splat(4.0), trace)), mul(splat(8.0), det));
}

/** Derivative of the cofactor of C by E, packed. */
function bend2(out: Place): void {
  for (let p = 0; p < 6; p++) put(out, p, splat(0.0));
  put(out, 1, splat(2.0));
  put(out, 5, splat(-1.0));
}

function bend3(E: Place, out: Place): void {
  const one = splat(1.0);
  const two = splat(2.0);
  const a = add(one, mul(two, at(E, 0)));
  const b = add(one, mul(two, at(E, 1)));
  const c = add(one, mul(two, at(E, 2)));
  const s = mul(two, at(E, 3));
  const t = mul(two, at(E, 4));
  const r = mul(two, at(E, 5));
  const zero = splat(0.0);
  const minus = splat(-2.0);
  put(out, 0, zero); put(out, 1, mul(two, c)); put(out, 2, mul(two, b)); put(out, 3, zero); put(out, 4, mul(minus, t)); put(out, 5, zero);
  put(out, 6, zero); put(out, 7, mul(two, a)); put(out, 8, zero); put(out, 9, zero); put(out, 10, mul(minus, r));
  put(out, 11, zero); put(out, 12, mul(minus, s)); put(out, 13, zero); put(out, 14, zero);
  put(out, 15, sub(zero, c)); put(out, 16, r); put(out, 17, t);
  put(out, 18, sub(zero, a)); put(out, 19, s);
  put(out, 20, sub(zero, b));
}

/** The forms J - 1 and J + 1/J - 2 with two derivatives. */
function jacobianForms(plan: Place): void {
  const strains = whole(plan, STRAINS);
  const packed = whole(plan, PACKED);
  const count = whole(plan, CONSTANT) + whole(plan, QUADRATIC);
  const E = place(plan, STRAIN_AT);
  const first = from(place(plan, FORMS_AT), count * (1 + strains));
  const second = from(first, 1 + strains);
  const bend = from(second, 1 + strains);
  const slope = from(first, 1);
  const square = strains == 3 ? jacobian2(E, slope) : jacobian3(E, slope);
  if (strains == 3) bend2(bend); else bend3(E, bend);
  const one = splat(1.0);
  const J = sqrt(add(one, square));
  const inverse = div(one, J);
  const inverse2 = mul(inverse, inverse);
  const y = div(square, add(one, J));
  const growth = mul(mul(y, add(J, one)), inverse2);
  const twice = mul(splat(2.0), mul(inverse2, inverse));
  put(first, 0, y);
  put(second, 0, mul(mul(y, y), inverse));
  for (let v = 0; v < strains; v++) {
    const dJ = mul(at(slope, v), inverse);
    put(slope, v, dJ);
    put(second, 1 + v, mul(growth, dJ));
  }
  let p = 0;
  for (let v = 0; v < strains; v++) {
    for (let u = v; u < strains; u++) {
      const dyad = mul(at(slope, v), at(slope, u));
      const curvature = mul(inverse, sub(at(bend, p), dyad));
      put(bend, p, curvature);
      put(bend, packed + p, add(mul(growth, curvature), mul(twice, dyad)));
      p++;
    }
  }
}

/** Adds an entry factor·y + square·y² + tension·(T² - w²/4), T = (y + sqrt(y² + w²))/2, to a term. */
function addEntry(plan: Place, entry: Place, to: Place, bend: Place): void {
  const strains = whole(plan, STRAINS);
  const constant = whole(plan, CONSTANT);
  const count = constant + whole(plan, QUADRATIC);
  const form = whole(entry, 0);
  const y = from(place(plan, FORMS_AT), form * (1 + strains));
  const value = at(y, 0);
  const half = splat(0.5), two = splat(2.0);
  let factor = add(shared(entry, 1), mul(shared(entry, 2), add(value, value)));
  let twice = mul(two, shared(entry, 2));
  let sum = mul(value, add(shared(entry, 1), mul(shared(entry, 2), value)));
  if (scalar(entry, 3) != 0.0) {
    const width = shared(entry, 4);
    const root = sqrt(add(mul(value, value), width));
    const T = mul(half, add(value, root));
    const slope = div(T, root);
    factor = add(factor, mul(shared(entry, 3), mul(two, mul(T, slope))));
    twice = add(twice, mul(shared(entry, 3), add(mul(two, mul(slope, slope)), div(mul(T, width), mul(root, mul(root, root))))));
    sum = add(sum, mul(shared(entry, 3), mul(half, mul(value, add(value, root)))));
  }
  const curved = scalar(entry, 2) != 0.0 || scalar(entry, 3) != 0.0;
  put(to, strains, add(at(to, strains), sum));
  for (let v = 0; v < strains; v++) put(to, v, add(at(to, v), mul(factor, at(y, 1 + v))));
  const own = past(place(plan, FORM_AT), form * (strains + strains * strains) + strains);
  const moving = from(place(plan, FORMS_AT), (count + 2) * (1 + strains) + (form - count) * whole(plan, PACKED));
  if (curved) addDyad(strains, twice, from(y, 1), bend);
  if (form >= count) addScaled(whole(plan, PACKED), factor, moving, bend);
  else if (form >= constant) addCurvature(strains, factor, own, bend);
}

/** out (packed) += factor x x x. */
function addDyad(strains: i32, factor: Lane, x: Place, out: Place): void {
  let p = 0;
  for (let v = 0; v < strains; v++) {
    const row = mul(factor, at(x, v));
    for (let u = v; u < strains; u++) {
      put(out, p, add(at(out, p), mul(row, at(x, u))));
      p++;
    }
  }
}

/** out += factor x, all lanes. */
function addScaled(count: i32, factor: Lane, x: Place, out: Place): void {
  for (let i = 0; i < count; i++) put(out, i, add(at(out, i), mul(factor, at(x, i))));
}

/** out (packed) += factor K for a shared full matrix K. */
function addCurvature(strains: i32, factor: Lane, K: Place, out: Place): void {
  let p = 0;
  for (let v = 0; v < strains; v++) {
    for (let u = v; u < strains; u++) {
      put(out, p, add(at(out, p), mul(factor, shared(K, v * strains + u))));
      p++;
    }
  }
}

/** Slope, value and curvature of all terms at the strain of the plan, into `out` (laid out like FEATURE_AT). */
export function features(plan: Place, out: Place): void {
  const strains = whole(plan, STRAINS);
  const packed = whole(plan, PACKED);
  const terms = whole(plan, TERMS);
  const starts = place(plan, TERM_AT);
  strainForms(plan);
  jacobianForms(plan);
  const zero = splat(0.0);
  const bends = from(out, terms * (strains + 2));
  for (let i = 0; i < terms * (strains + 2 + packed); i++) put(out, i, zero);
  for (let a = 0; a < terms; a++) {
    const end = whole(starts, a + 1);
    for (let e = whole(starts, a); e < end; e++) addEntry(plan, past(starts, terms + 1 + 5 * e), from(out, a * (strains + 2)), from(bends, a * packed));
  }
}
