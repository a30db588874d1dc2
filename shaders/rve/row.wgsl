// One block row of the stiffness times a field; `directionAt` says where the field lies. Sums are scalars and rows written out: what a compiler of
// shaders does not unroll costs more here than anywhere else.

@group(0) @binding(0) var<storage, read> stencil: array<f32>;  // [rves][SLOTS][D D][NODES]

// The neighbour before, the same, the one after along an axis of n nodes.
fn neighbour(at: u32, step: u32, n: u32) -> u32 { return (at + n + step - 1u) % n; }

fn stencilRow(rve: u32, node: u32, base: u32) -> vec3<f32> {
  if (isHeld(placeOf(node))) { return vec3<f32>(0.0f, 0.0f, 0.0f); }
  let x = node % NX;
  let y = (node / NX) % NY;
  let z = node / (NX * NY);
  // Written out: SwiftShader keeps the values of the pass before where a declaration in a loop leaves it to the language.
  var s0 = 0.0f;
  var s1 = 0.0f;
  var s2 = 0.0f;
  var k = rve * SLOTS * D * D * NODES + node;
  for (var slot = 0u; slot < SLOTS; slot++) {
    let layer = select(z, neighbour(z, slot / 9u, NZ), D == 3u);
    let other = base + (layer * NY + neighbour(y, (slot / 3u) % 3u, NY)) * NX + neighbour(x, slot % 3u, NX);
    let p0 = directionAt(other);
    let p1 = directionAt(other + NODES);
    if (D == 3u) {
      let p2 = directionAt(other + 2u * NODES);
      s0 += stencil[k] * p0 + stencil[k + NODES] * p1 + stencil[k + 2u * NODES] * p2;
      s1 += stencil[k + 3u * NODES] * p0 + stencil[k + 4u * NODES] * p1 + stencil[k + 5u * NODES] * p2;
      s2 += stencil[k + 6u * NODES] * p0 + stencil[k + 7u * NODES] * p1 + stencil[k + 8u * NODES] * p2;
    } else {
      s0 += stencil[k] * p0 + stencil[k + NODES] * p1;
      s1 += stencil[k + 2u * NODES] * p0 + stencil[k + 3u * NODES] * p1;
    }
    k += D * D * NODES;
  }
  return vec3<f32>(s0, s1, s2);
}
