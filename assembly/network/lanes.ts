// Two points side by side in the portable sources of the network; src/network/lanes.ts is the twin with the same names for JavaScript,
// where one run of a kernel serves one of the two. No operation mixes the lanes, so both worlds give the same bits.

/** One number of two points. */
export type Lane = v128;

/** Where numbers lie in memory. */
export type Place = usize;

// @ts-ignore: decorator
@inline
export function at(p: Place, i: i32): Lane {
  return v128.load(p + ((<usize>i) << 4));
}

// @ts-ignore: decorator
@inline
export function put(p: Place, i: i32, x: Lane): void {
  v128.store(p + ((<usize>i) << 4), x);
}

/** Place of element i of an array of lanes. */
// @ts-ignore: decorator
@inline
export function from(p: Place, i: i32): Place {
  return p + ((<usize>i) << 4);
}

/** Number i of an array that both points share. */
// @ts-ignore: decorator
@inline
export function shared(p: Place, i: i32): Lane {
  return v128.load64_splat(p + ((<usize>i) << 3));
}

/** The same as a scalar. */
// @ts-ignore: decorator
@inline
export function scalar(p: Place, i: i32): f64 {
  return load<f64>(p + ((<usize>i) << 3));
}

/** Place of number i of a shared array. */
// @ts-ignore: decorator
@inline
export function past(p: Place, i: i32): Place {
  return p + ((<usize>i) << 3);
}

/** Whole number i of a shared array, stored as 2^52 + n: the lower half of that double is n. Conversions cost more than a load, and engines move them into loops. */
// @ts-ignore: decorator
@inline
export function whole(p: Place, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 3));
}

/** Place that number i of a shared array names, in doubles from the start of the memory. */
// @ts-ignore: decorator
@inline
export function place(p: Place, i: i32): Place {
  return (<usize>load<u32>(p + ((<usize>i) << 3))) << 3;
}

// @ts-ignore: decorator
@inline
export function splat(x: f64): Lane {
  return f64x2.splat(x);
}

// @ts-ignore: decorator
@inline
export function add(a: Lane, b: Lane): Lane {
  return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: Lane, b: Lane): Lane {
  return f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function mul(a: Lane, b: Lane): Lane {
  return f64x2.mul(a, b);
}

// @ts-ignore: decorator
@inline
export function div(a: Lane, b: Lane): Lane {
  return f64x2.div(a, b);
}

// @ts-ignore: decorator
@inline
export function max(a: Lane, b: Lane): Lane {
  return f64x2.max(a, b);
}

// @ts-ignore: decorator
@inline
export function sqrt(a: Lane): Lane {
  return f64x2.sqrt(a);
}
