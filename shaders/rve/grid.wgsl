// Places on the periodic grid: nodes and cells alike are numbered x fastest; corners by their bits z y x.

const voigtRow = array<u32, 6>(0u, 1u, 2u, 0u, 1u, 0u);
const voigtColumn = array<u32, 6>(0u, 1u, 2u, 1u, 2u, 2u);

fn placeOf(node: u32) -> vec3<i32> { return vec3<i32>(vec3<u32>(node % NX, (node / NX) % NY, node / (NX * NY))); }

fn nodeAt(place: vec3<i32>) -> u32 {
  let n = vec3<i32>(i32(NX), i32(NY), i32(NZ));
  let p = vec3<u32>((place + n) % n);
  return (p.z * NY + p.y) * NX + p.x;
}

fn cornerOf(a: u32) -> vec3<i32> { return vec3<i32>(vec3<u32>(a & 1u, (a >> 1u) & 1u, a >> 2u)); }
fn cornerNumber(corner: vec3<i32>) -> u32 { return u32(corner.x + 2 * corner.y + 4 * corner.z); }

// Neighbour of a slot of the stencil: -1, 0, 1 per axis, x fastest.
fn slotOffset(slot: u32) -> vec3<i32> {
  let z = select(0, i32(slot / 9u) - 1, D == 3u);
  return vec3<i32>(i32(slot % 3u) - 1, i32((slot / 3u) % 3u) - 1, z);
}

// Place of (a, b), a <= b, in the upper triangle of a symmetric matrix of MACROS rows, and of 6 rows.
fn pairPlace(a: u32, b: u32) -> u32 { return a * MACROS - (a * (a + 1u)) / 2u + b; }
fn voigtPair(a: u32, b: u32) -> u32 {
  let low = min(a, b);
  return low * 6u - (low * (low + 1u)) / 2u + max(a, b);
}
