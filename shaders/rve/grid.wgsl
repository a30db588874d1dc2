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

// Pairs of components, row by row of the upper triangle: xx xy (xz) yy (yz zz).
fn componentNumber(i: u32, k: u32) -> u32 { return i * D - (i * (i + 1u)) / 2u + k; }
fn componentRow(number: u32) -> u32 { return select(0u, select(1u, 2u, number > 2u * D - 2u), number >= D); }
fn componentColumn(number: u32) -> u32 { return number + (componentRow(number) * (componentRow(number) + 1u)) / 2u - componentRow(number) * D; }

// Place of (a, b), a <= b, in the upper triangle of a symmetric matrix of MACROS rows, and of 6 rows.
fn pairPlace(a: u32, b: u32) -> u32 { return a * MACROS - (a * (a + 1u)) / 2u + b; }
fn voigtPair(a: u32, b: u32) -> u32 {
  let low = min(a, b);
  return low * 6u - (low * (low + 1u)) / 2u + max(a, b);
}

// Nodes whose fluctuation is zero: those of the faces, for the linear boundary; opposite faces are one plane of the periodic grid.
fn isHeld(place: vec3<i32>) -> bool { return RIM && (place.x == 0 || place.y == 0 || (D == 3u && place.z == 0)); }
