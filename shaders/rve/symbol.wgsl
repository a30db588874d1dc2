// The preconditioner between the transforms, for one node of frequencies; `coefficientAt` says where the coefficients lie.

@group(0) @binding(1) var<storage, read> green: array<f32>;  // periodic: [NZ/2 + 1][NY/2 + 1][NX/2 + 1][GREEN]; linear: [NZ][NY][NX][D]

fn mirrored(k: u32, length: u32) -> u32 { return select(length - k, 0u, k == 0u); }
fn signOf(k: u32, length: u32) -> f32 { return select(1.0f, -1.0f, 2u * k > length); }

// Sine coefficients: the stiffness of each component alone.
fn diagonal(node: u32, base: u32) -> vec3<f32> {
  var out = vec3<f32>(0.0f, 0.0f, 0.0f);
  for (var i = 0u; i < D; i++) { out[i] = green[D * node + i] * coefficientAt(base + i * NODES + node); }
  return out;
}

// Hartley coefficients: entry ij of the symbol is odd in i and j and couples their mirror images.
fn coupled(node: u32, base: u32) -> vec3<f32> {
  let k = vec3<u32>(placeOf(node));
  let m = vec3<u32>(mirrored(k.x, NX), mirrored(k.y, NY), mirrored(k.z, NZ));
  let sign = vec3<f32>(signOf(k.x, NX), signOf(k.y, NY), signOf(k.z, NZ));
  let low = min(k, m);
  let entry = GREEN * ((low.z * (NY / 2u + 1u) + low.y) * (NX / 2u + 1u) + low.x);
  var out = vec3<f32>(0.0f, 0.0f, 0.0f);
  for (var i = 0u; i < D; i++) {
    var sum = green[entry + i] * coefficientAt(base + i * NODES + node);
    for (var j = 0u; j < D; j++) {
      if (j == i) { continue; }
      var at = k;
      at[i] = m[i];
      at[j] = m[j];
      let odd = sign[i] * sign[j] * green[entry + D + i + j - 1u];
      sum -= odd * coefficientAt(base + j * NODES + (at.z * NY + at.y) * NX + at.x);
    }
    out[i] = sum;
  }
  return out;
}

fn filtered(node: u32, base: u32) -> vec3<f32> {
  if (RIM) { return diagonal(node, base); }
  return coupled(node, base);
}
