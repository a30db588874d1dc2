// Access to the RVE plan (src/kernels/rve-layout.ts): a header of 32-bit integers at address `plan`.

// @ts-ignore: decorator
@inline
export function word(plan: usize, place: i32): i32 {
  return load<i32>(plan + (<usize>place << 2));
}

// @ts-ignore: decorator
@inline
export function address(plan: usize, place: i32): usize {
  return <usize>load<u32>(plan + (<usize>place << 2));
}

// @ts-ignore: decorator
@inline
export function get(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
export function set(base: usize, i: i32, value: f64): void {
  store<f64>(base + (<usize>i << 3), value);
}

// @ts-ignore: decorator
@inline
export function add(base: usize, i: i32, value: f64): void {
  const at = base + (<usize>i << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** Fills `count` doubles with zero. */
export function clear(base: usize, count: i32): void {
  memory.fill(base, 0, <usize>count << 3);
}
