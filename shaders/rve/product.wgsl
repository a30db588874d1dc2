// Stiffness times direction, and the shares of the curvature along it.

@group(0) @binding(1) var<storage, read> direction: array<f32>;       // [systems][SIZE]
@group(0) @binding(5) var<uniform> control: vec4<f32>;                // squared tolerance, largest number of iterations, systems, systems per RVE

const KIND = 0u;

fn directionAt(index: u32) -> f32 { return direction[index]; }
fn given(index: u32) -> f32 { return direction[index]; }
fn imageOf(system: u32, node: u32, base: u32) -> vec3<f32> { return stencilRow(system / u32(control.w), node, base); }
