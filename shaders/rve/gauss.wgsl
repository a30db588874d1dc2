// F and the tangent dP/dF at a Gauss point of a voxel, from the macroscopic F and the fluctuation: what points.wgsl and dilatation.wgsl share.
// The constants D, NX, NY, NZ, NODES, CORNERS, MACROS, ENTRIES, POINTS and `respond` (laws by phase) are printed in front of it.

@group(0) @binding(0) var<storage, read> fluctuation: array<f32>;  // [rves][D][NODES]
@group(0) @binding(1) var<storage, read> macroscopic: array<f32>;  // [rves][9], F - I
@group(0) @binding(2) var<storage, read> phases: array<u32>;       // [cells]
@group(0) @binding(3) var<storage, read> gradients: array<f32>;    // [points][D][CORNERS]
@group(0) @binding(4) var<storage, read_write> tangents: array<f32>;  // [slice][ENTRIES][points][cells]
@group(0) @binding(5) var<uniform> first: u32;  // RVE with which the slice begins

// Displacement gradient H = F - I at point q of a cell; differences of F from I lose nothing.
fn displacementGradient(rve: u32, cell: u32, q: u32) -> array<f32, 9> {
  var H: array<f32, 9>;
  for (var m = 0u; m < 9u; m++) { H[m] = macroscopic[9u * rve + m]; }
  let place = placeOf(cell);
  for (var a = 0u; a < CORNERS; a++) {
    let node = nodeAt(place + cornerOf(a));
    for (var i = 0u; i < D; i++) {
      let w = fluctuation[(rve * D + i) * NODES + node];
      for (var j = 0u; j < D; j++) { H[3u * i + j] += w * gradients[(q * D + j) * CORNERS + a]; }
    }
  }
  return H;
}

fn greenLagrange(H: array<f32, 9>) -> array<f32, 6> {
  var E: array<f32, 6>;
  for (var v = 0u; v < 6u; v++) {
    let i = voigtRow[v];
    let j = voigtColumn[v];
    var sum = H[3u * i + j] + H[3u * j + i];
    for (var k = 0u; k < 3u; k++) { sum += H[3u * k + i] * H[3u * k + j]; }
    E[v] = 0.5f * sum;
  }
  return E;
}

// Entry (iJ, kL) of dP/dF: S_JL where i = k, plus F_iM CC_MJNL F_kN.
fn mixedEntry(answer: ptr<function, array<f32, 28>>, F: ptr<function, array<f32, 9>>, i: u32, J: u32, k: u32, L: u32) -> f32 {
  var sum = 0.0f;
  if (i == k) { sum = (*answer)[1u + law_voigt[3u * J + L]]; }
  for (var M = 0u; M < 3u; M++) {
    let row = law_voigt[3u * M + J];
    for (var N = 0u; N < 3u; N++) { sum += (*F)[3u * i + M] * (*F)[3u * k + N] * (*answer)[7u + voigtPair(row, law_voigt[3u * N + L])]; }
  }
  return sum;
}
