// Functions that the generated laws call, in f32. Written for accuracy near zero; WGSL's own exp and log serve the rest.

fn law_expm1(x: f32) -> f32 {
  if (abs(x) > 0.35f) { return exp(x) - 1.0f; }
  return x * (1.0f + x / 2.0f * (1.0f + x / 3.0f * (1.0f + x / 4.0f * (1.0f + x / 5.0f * (1.0f + x / 6.0f * (1.0f + x / 7.0f))))));
}

// 2 artanh(x / (2 + x)) near zero.
fn law_log1p(x: f32) -> f32 {
  if (x < -0.25f || x > 0.35f) { return log(1.0f + x); }
  let s = x / (2.0f + x);
  let t = s * s;
  return 2.0f * s * (1.0f + t * (1.0f / 3.0f + t * (0.2f + t * (1.0f / 7.0f + t / 9.0f))));
}

// Position of the components (i, j) in Voigt order 00 11 22 01 12 02.
const law_voigt = array<u32, 9>(0u, 3u, 5u, 3u, 1u, 4u, 5u, 4u, 2u);

// One Jacobi rotation of the symmetric tensor (Voigt) and its eigenvectors (columns of v).
fn law_rotate(tensor: ptr<function, array<f32, 6>>, v: ptr<function, array<f32, 9>>, p: u32, q: u32) {
  let r = 3u - p - q;
  let pq = law_voigt[3u * p + q];
  let pr = law_voigt[3u * p + r];
  let qr = law_voigt[3u * q + r];
  let off = (*tensor)[pq];
  if (off == 0.0f) { return; }
  let ratio = ((*tensor)[q] - (*tensor)[p]) / (2.0f * off);
  let size = 1.0f / (abs(ratio) + sqrt(ratio * ratio + 1.0f));
  let tangent = select(size, -size, ratio < 0.0f);
  let cosine = 1.0f / sqrt(tangent * tangent + 1.0f);
  let sine = tangent * cosine;
  (*tensor)[p] -= tangent * off;
  (*tensor)[q] += tangent * off;
  (*tensor)[pq] = 0.0f;
  let x = (*tensor)[pr];
  let y = (*tensor)[qr];
  (*tensor)[pr] = cosine * x - sine * y;
  (*tensor)[qr] = sine * x + cosine * y;
  for (var i = 0u; i < 3u; i++) {
    let a = (*v)[3u * i + p];
    let b = (*v)[3u * i + q];
    (*v)[3u * i + p] = cosine * a - sine * b;
    (*v)[3u * i + q] = sine * a + cosine * b;
  }
}

// ((1 + t)^q - 1) / t, smooth at t = 0.
fn law_power_quotient(q: f32, t: f32) -> f32 {
  if (abs(t) < 1.0e-12f) { return q; }
  return law_expm1(q * law_log1p(t)) / t;
}

// Adds weight b x b to the second derivative (upper triangle by rows, from 7 on).
fn law_add_dyad(out: ptr<function, array<f32, 28>>, weight: f32, b: array<f32, 6>) {
  var at = 7u;
  var entries = b;
  for (var i = 0u; i < 6u; i++) {
    for (var j = i; j < 6u; j++) {
      (*out)[at] += weight * entries[i] * entries[j];
      at++;
    }
  }
}

// sym(x y): tensor components in Voigt order.
fn law_dyad(x: vec3<f32>, y: vec3<f32>) -> array<f32, 6> {
  return array<f32, 6>(x.x * y.x, x.y * y.y, x.z * y.z, 0.5f * (x.x * y.y + x.y * y.x), 0.5f * (x.y * y.z + x.z * y.y), 0.5f * (x.x * y.z + x.z * y.x));
}

// tr C^p - 3 with C = I + 2E, its first (1..6) and second (7..27) derivatives by E: as spectralPower of assembly/math/spectral.ts.
fn law_spectral_power(E: array<f32, 6>, p: f32) -> array<f32, 28> {
  var tensor = E;
  var v = array<f32, 9>(1.0f, 0.0f, 0.0f, 0.0f, 1.0f, 0.0f, 0.0f, 0.0f, 1.0f);
  for (var sweep = 0; sweep < 6; sweep++) {
    law_rotate(&tensor, &v, 0u, 1u);
    law_rotate(&tensor, &v, 1u, 2u);
    law_rotate(&tensor, &v, 0u, 2u);
  }
  let q = p - 1.0f;
  let rest = 4.0f * p * q;
  var out: array<f32, 28>;
  for (var i = 0u; i < 3u; i++) {
    let x = vec3<f32>(v[i], v[3u + i], v[6u + i]);
    let l = law_log1p(2.0f * tensor[i]);
    out[0] += law_expm1(p * l);
    var own = law_dyad(x, x);
    for (var k = 0u; k < 6u; k++) { out[1u + k] += 2.0f * p * law_expm1(q * l) * own[k]; }
    law_add_dyad(&out, rest * law_expm1((q - 1.0f) * l), own);
    for (var j = i + 1u; j < 3u; j++) {
      let y = vec3<f32>(v[j], v[3u + j], v[6u + j]);
      let c = 1.0f + 2.0f * tensor[j];
      let slope = 4.0f * p * exp((q - 1.0f) * law_log1p(2.0f * tensor[j]));
      let quotient = law_power_quotient(q, 2.0f * (tensor[i] - tensor[j]) / c);
      law_add_dyad(&out, 2.0f * (slope * quotient - rest), law_dyad(x, y));
    }
  }
  for (var k = 1u; k < 4u; k++) { out[k] += 2.0f * p; }
  let diagonal = array<u32, 6>(7u, 13u, 18u, 22u, 25u, 27u);
  for (var k = 0u; k < 6u; k++) { out[diagonal[k]] += select(0.5f, 1.0f, k < 3u) * rest; }
  return out;
}
