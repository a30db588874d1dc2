// Tangents of voxels whose points share one volume ratio, their mean of J [simo1985]: theta, and the pressure p that belongs to it; the laws see
// (theta/J)^(1/D) F. The twin of assembly/rve/dilatation.ts in its condensed mode. One invocation per voxel, over its points twice: the pressure is their mean.
// Phases that are not MIXED keep their own J.

@group(0) @binding(6) var<storage, read_write> rates: array<f32>;  // [slice][2 D CORNERS + 1][cells]: nodal vectors of c = J g and of z; bulk

// J F^-T, and J.
fn cofactor(F: ptr<function, array<f32, 9>>, out: ptr<function, array<f32, 9>>) -> f32 {
  for (var i = 0u; i < 3u; i++) {
    for (var j = 0u; j < 3u; j++) {
      let i1 = 3u * ((i + 1u) % 3u);
      let i2 = 3u * ((i + 2u) % 3u);
      let j1 = (j + 1u) % 3u;
      let j2 = (j + 2u) % 3u;
      (*out)[3u * i + j] = (*F)[i1 + j1] * (*F)[i2 + j2] - (*F)[i1 + j2] * (*F)[i2 + j1];
    }
  }
  return (*F)[0] * (*out)[0] + (*F)[1] * (*out)[1] + (*F)[2] * (*out)[2];
}

fn gradientOf(H: array<f32, 9>) -> array<f32, 9> {
  var F = H;
  F[0] += 1.0f;
  F[4] += 1.0f;
  F[8] += 1.0f;
  return F;
}

// Mean of J over the points of a voxel.
fn meanVolume(rve: u32, cell: u32) -> f32 {
  var sum = 0.0f;
  for (var q = 0u; q < POINTS; q++) {
    var F = gradientOf(displacementGradient(rve, cell, q));
    var unused = array<f32, 9>();
    sum += cofactor(&F, &unused);
  }
  return sum / f32(POINTS);
}

fn placeOfTangent(slice: u32, q: u32, cell: u32, a: u32, b: u32) -> u32 {
  return ((slice * ENTRIES + pairPlace(a, b)) * POINTS + q) * NODES + cell;
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= NODES) { return; }
  let cell = id.x;
  let rve = first + id.y;
  let own = MIXED[phases[cell]] == 1u;
  let theta = meanVolume(rve, cell);
  let share = 1.0f / f32(D);
  var rate = array<f32, 24>();
  var column = array<f32, 24>();
  var work = 0.0f;
  var bulk = 0.0f;
  for (var q = 0u; q < POINTS; q++) {
    var H = displacementGradient(rve, cell, q);
    var F = gradientOf(H);
    var g = array<f32, 9>();
    let J = cofactor(&F, &g);
    for (var m = 0u; m < 9u; m++) { g[m] = g[m] / J; }
    // (theta/J)^(1/D) - 1, which is small.
    let change = select(0.0f, law_expm1(share * law_log1p((theta - J) / J)), own);
    let r = 1.0f + change;
    for (var i = 0u; i < D; i++) {
      for (var j = 0u; j < D; j++) { H[3u * i + j] = r * H[3u * i + j] + select(0.0f, change, i == j); }
    }
    F = gradientOf(H);
    var answer = respond(phases[cell], greenLagrange(H));
    // P, and M = P + A : F of the stretched point.
    var M = array<f32, 9>();
    var s = 0.0f;
    var second = 0.0f;
    for (var a = 0u; a < MACROS; a++) {
      let i = a / D;
      let j = a % D;
      var P = 0.0f;
      for (var m = 0u; m < 3u; m++) { P += F[3u * i + m] * answer[1u + law_voigt[3u * m + j]]; }
      var sum = P;
      for (var b = 0u; b < MACROS; b++) { sum += mixedEntry(&answer, &F, i, j, b / D, b % D) * F[3u * (b / D) + b % D]; }
      M[3u * i + j] = sum;
      s += share * P * F[3u * i + j];
      second += sum * F[3u * i + j];
    }
    let spherical = share * share * second;
    work += s;
    bulk += spherical - s;
    for (var a = 0u; a < MACROS; a++) {
      let at = 3u * (a / D) + a % D;
      for (var b = a; b < MACROS; b++) {
        let to = 3u * (b / D) + b % D;
        var entry = r * r * mixedEntry(&answer, &F, a / D, a % D, b / D, b % D);
        if (own) {
          entry += spherical * g[at] * g[to] + s * g[3u * (a / D) + b % D] * g[3u * (b / D) + a % D] - share * r * (M[at] * g[to] + g[at] * M[to]);
        }
        tangents[placeOfTangent(id.y, q, cell, a, b)] = entry;
      }
      let z = share / theta * (r * M[at] - share * second * g[at]);
      for (var n = 0u; n < CORNERS; n++) {
        let slope = VOLUME * gradients[(q * D + a % D) * CORNERS + n];
        rate[(a / D) * CORNERS + n] += slope * J * g[at];
        column[(a / D) * CORNERS + n] += slope * z;
      }
    }
  }
  let keep = select(0.0f, 1.0f, own);
  let p = keep * work / (f32(POINTS) * theta);
  for (var q = 0u; q < POINTS; q++) {
    var F = gradientOf(displacementGradient(rve, cell, q));
    var g = array<f32, 9>();
    let J = cofactor(&F, &g);
    for (var a = 0u; a < MACROS; a++) {
      for (var b = a; b < MACROS; b++) {
        let turned = g[3u * (a / D) + a % D] * g[3u * (b / D) + b % D] - g[3u * (a / D) + b % D] * g[3u * (b / D) + a % D];
        tangents[placeOfTangent(id.y, q, cell, a, b)] += p / J * turned;
      }
    }
  }
  let base = id.y * (2u * D * CORNERS + 1u) * NODES + cell;
  for (var n = 0u; n < D * CORNERS; n++) {
    rates[base + n * NODES] = keep * rate[n];
    rates[base + (D * CORNERS + n) * NODES] = keep * column[n];
  }
  rates[base + 2u * D * CORNERS * NODES] = keep * bulk / (f32(POINTS) * theta * theta);
}
