// The preconditioner between the transforms. Both transforms are their own transposes, so residual times preconditioned residual is coefficients
// times filtered coefficients: its shares are summed.

@group(0) @binding(0) var<storage, read> coefficients: array<f32>;   // [systems][SIZE]

const KIND = 2u;

fn coefficientAt(index: u32) -> f32 { return coefficients[index]; }
fn given(index: u32) -> f32 { return coefficients[index]; }
fn imageOf(system: u32, node: u32, base: u32) -> vec3<f32> { return filtered(node, base); }
