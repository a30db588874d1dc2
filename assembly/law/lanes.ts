// Elementary functions of two numbers in the lanes of a vector: the bits of the scalar ones.
import { cos, exp, expm1, log, log1p, pow, sin, spectralPower, tanh } from "../math/index";
import { scratch } from "./scratch";

/** Strain of one lane, for the spectral kernel. */
const laneStrain: usize = memory.data(48, 16);

// @ts-ignore: decorator
@inline
function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

// @ts-ignore: decorator
@inline
export function expLanes(x: v128): v128 {
  return pair(exp(f64x2.extract_lane(x, 0)), exp(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function expm1Lanes(x: v128): v128 {
  return pair(expm1(f64x2.extract_lane(x, 0)), expm1(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function logLanes(x: v128): v128 {
  return pair(log(f64x2.extract_lane(x, 0)), log(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function log1pLanes(x: v128): v128 {
  return pair(log1p(f64x2.extract_lane(x, 0)), log1p(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function tanhLanes(x: v128): v128 {
  return pair(tanh(f64x2.extract_lane(x, 0)), tanh(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function sinLanes(x: v128): v128 {
  return pair(sin(f64x2.extract_lane(x, 0)), sin(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function cosLanes(x: v128): v128 {
  return pair(cos(f64x2.extract_lane(x, 0)), cos(f64x2.extract_lane(x, 1)));
}

// @ts-ignore: decorator
@inline
export function powLanes(x: v128, y: v128): v128 {
  return pair(pow(f64x2.extract_lane(x, 0), f64x2.extract_lane(y, 0)), pow(f64x2.extract_lane(x, 1), f64x2.extract_lane(y, 1)));
}

/** `spectralPower` of two strains with one exponent: E 6 pairs, out 28 pairs. */
export function spectralPowerLanes(E: usize, p: f64, out: usize): void {
  for (let lane: usize = 0; lane < 16; lane += 8) {
    for (let i: usize = 0; i < 6; i++) store<f64>(laneStrain + (i << 3), load<f64>(E + (i << 4) + lane));
    spectralPower(laneStrain, p, scratch);
    for (let i: usize = 0; i < 28; i++) store<f64>(out + (i << 4) + lane, load<f64>(scratch + (i << 3)));
  }
}
