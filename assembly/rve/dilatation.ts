// Mean dilatation of a voxel [simo1985]: all its points take part in one volume ratio θ, the mean of J; the laws see F̄ = (θ/J)^(1/d) F, in plane strain
// with F33 kept. Everything derives from the energy at F̄, so forces and stiffness are those of a potential (docs/theory.md §1, src/fe/mean-dilatation.ts).
// Two voxels in the lanes, as in cell.ts.
//
// Two modes. Condensed: θ is the mean of J and the pressure p that of the stress, so that the voxel has displacements alone. Free: θ and p of each voxel are
// unknowns of Newton's method, eliminated from the linear system, not from the equations; near incompressibility only this converges as it should,
// because the volume that a correction changes to second order does not become a pressure at once. A solve ends in the condensed mode.
import { cbrt } from "../math/index";
import { address, word } from "./plan";
import { forceHex } from "./hex";
import { forceQuad } from "./quad";
import {
  addSum, F_AT, F_BYTES, lowerPlace, MACRO_AT, MEAN_A, POINT_BYTES, POINTS_AT, RESIDUAL_AT, STIFFNESS_AT, tangentRow, WEIGHT_AT,
} from "./scratch";
import {
  DILATATION, DILATATION_FREE, DILATATION_PAIRS, DIMENSION, DOFS, FORMULATIONS, NODES, PAIR_COUNT, PAIRS, PHASE_OF_CELL, SCRATCH, VOLUMES,
} from "../../src/kernels/rve-layout";

/** Work, in bytes from DILATATION, every entry a pair of doubles: J and r = (θ/J)^(1/d) of the points; by point g = F^-T, c = J g, z, the stress at F̄ (9 each). */
const J_AT: usize = 0;
const STRETCH_AT: usize = 128;
const G_AT: usize = 256;
const C_AT: usize = 1408;
const Z_AT: usize = 2560;
const KEPT_AT: usize = 3712;
const FIELD: usize = 144;
/** Nodal vectors of c and z [i][n], their sums over the points (9 each). */
const RATE_AT: usize = 4864;
const COLUMN_AT: usize = 5248;
const RATE_SUMS: usize = 5632;
const COLUMN_SUMS: usize = 5776;
/** Second derivative of the energy by θ, over the volume of the voxel; what the means over the points have beyond θ and p. */
const BULK_AT: usize = 5920;
const GAPS_AT: usize = 5936;

/** What a pair keeps: θ and p; where a correction began; the correction of both; gaps, second derivative; nodal vectors of c and z (24 each). */
const PRESSURE: usize = 16;
const START: usize = 32;
const STEP: usize = 64;
const GAPS: usize = 96;
const SECOND: usize = 128;
const VECTORS: usize = 144;
const PAIR_BYTES: usize = 912;

/** Whether the phase of a voxel takes the mean dilatation. */
export function isMixed(plan: usize, voxel: i32): bool {
  const phase = load<i32>(address(plan, PHASE_OF_CELL) + (<usize>voxel << 2));
  return load<i32>(address(plan, FORMULATIONS) + (<usize>phase << 2)) != 0;
}

/** What pair number `pair` keeps; PAIR_COUNT is a place for voxels that are evaluated outside of the pairs. */
export function keptOf(plan: usize, pair: i32): usize {
  return address(plan, DILATATION_PAIRS) + <usize>pair * PAIR_BYTES;
}

function isFree(plan: usize): bool {
  return word(plan, DILATATION_FREE) != 0;
}

/** Entry (i, j) of a field [3, 3]. */
// @ts-ignore: decorator
@inline
function entry(field: usize, i: i32, j: i32): v128 {
  return v128.load(field + (<usize>(3 * i + j) << 4));
}

/** Address of the stress component (i, j) of a point, which has d² of them in the dimensions of the voxel. */
// @ts-ignore: decorator
@inline
function stressAt(dimension: i32, point: usize, i: i32, j: i32): usize {
  return point + (<usize>(dimension * i + j) << 4);
}

// @ts-ignore: decorator
@inline
function tangentAt(dimension: i32, point: usize, i: i32, j: i32, k: i32, l: i32): usize {
  return point + (dimension == 3 ? 144 : 80) + (<usize>tangentRow(dimension, i, j, k, l) << 4);
}

// @ts-ignore: decorator
@inline
function cofactor3(F: usize, i: i32, j: i32): v128 {
  const i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
  return f64x2.sub(f64x2.mul(entry(F, i1, j1), entry(F, i2, j2)), f64x2.mul(entry(F, i1, j2), entry(F, i2, j1)));
}

// @ts-ignore: decorator
@inline
function cofactor2(F: usize, i: i32, j: i32): v128 {
  const opposite = entry(F, 1 - i, 1 - j);
  return i == j ? opposite : f64x2.neg(opposite);
}

/** g of a point; returns J. */
function invert(dimension: i32, F: usize, g: usize): v128 {
  let J = f64x2.splat(0.0);
  for (let j = 0; j < dimension; j++) J = f64x2.add(J, f64x2.mul(entry(F, 0, j), dimension == 3 ? cofactor3(F, 0, j) : cofactor2(F, 0, j)));
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) v128.store(g + (<usize>(3 * i + j) << 4), f64x2.div(dimension == 3 ? cofactor3(F, i, j) : cofactor2(F, i, j), J));
  }
  return J;
}

// @ts-ignore: decorator
@inline
function positive(v: v128): bool {
  return i64x2.all_true(f64x2.gt(v, f64x2.splat(0.0)));
}

/** r of both voxels: the d-th root. */
function root(dimension: i32, ratio: v128): v128 {
  if (dimension == 2) return f64x2.sqrt(ratio);
  return f64x2(cbrt(f64x2.extract_lane(ratio, 0)), cbrt(f64x2.extract_lane(ratio, 1)));
}

/** Replaces F at all points by F̄; returns 1 where a point, or a voxel as a whole, is turned inside out, else 0. */
export function stretchPoints(plan: usize, kept: usize): i32 {
  const work = address(plan, DILATATION), dimension = word(plan, DIMENSION), points = word(plan, NODES);
  let F = address(plan, SCRATCH) + F_AT, mean = f64x2.splat(0.0);
  for (let q: usize = 0; q < <usize>points; q++) {
    const J = invert(dimension, F + q * F_BYTES, work + G_AT + q * FIELD);
    if (!positive(J)) return 1;
    v128.store(work + J_AT + (q << 4), J);
    mean = f64x2.add(mean, J);
  }
  mean = f64x2.div(mean, f64x2.splat(<f64>points));
  const theta = isFree(plan) ? v128.load(kept) : mean;
  if (!positive(theta)) return 1;
  v128.store(kept, theta);
  v128.store(work + GAPS_AT, f64x2.sub(mean, theta));
  for (let q: usize = 0; q < <usize>points; q++) {
    const r = root(dimension, f64x2.div(theta, v128.load(work + J_AT + (q << 4))));
    v128.store(work + STRETCH_AT + (q << 4), r);
    for (let i = 0; i < dimension; i++) for (let j = 0; j < dimension; j++) v128.store(F + (<usize>(3 * i + j) << 4), f64x2.mul(r, entry(F, i, j)));
    F += F_BYTES;
  }
  return 0;
}

/** P : F̄ of a point, in the dimensions of the voxel. */
// @ts-ignore: decorator
@inline
function workOf(dimension: i32, point: usize, F: usize): v128 {
  let sum = f64x2.splat(0.0);
  for (let i = 0; i < dimension; i++) for (let j = 0; j < dimension; j++) sum = f64x2.add(sum, f64x2.mul(v128.load(stressAt(dimension, point, i, j)), entry(F, i, j)));
  return sum;
}

/** Pressure of the voxels: mean of P : F̄ / (d θ), or their own and what it lacks. */
function formPressure(plan: usize, kept: usize): v128 {
  const scratch = address(plan, SCRATCH), dimension = word(plan, DIMENSION), points = word(plan, NODES);
  let sum = f64x2.splat(0.0);
  for (let q: usize = 0; q < <usize>points; q++) sum = f64x2.add(sum, workOf(dimension, scratch + POINTS_AT + q * POINT_BYTES, scratch + F_AT + q * F_BYTES));
  const mean = f64x2.div(sum, f64x2.mul(f64x2.splat(<f64>(dimension * points)), v128.load(kept)));
  const pressure = isFree(plan) ? v128.load(kept, PRESSURE) : mean;
  v128.store(kept, pressure, PRESSURE);
  v128.store(address(plan, DILATATION) + GAPS_AT, f64x2.sub(mean, pressure), 16);
  return pressure;
}

/** Replaces the derivative of an energy at F̄ by that with respect to the F of the points: r P + (p J - s) g with s = P : F̄ / d. */
export function effectiveStress(plan: usize, kept: usize): void {
  const work = address(plan, DILATATION), scratch = address(plan, SCRATCH), dimension = word(plan, DIMENSION);
  const p = formPressure(plan, kept), share = f64x2.splat(1.0 / <f64>dimension);
  for (let q: usize = 0; q < <usize>word(plan, NODES); q++) {
    const point = scratch + POINTS_AT + q * POINT_BYTES, g = work + G_AT + q * FIELD, r = v128.load(work + STRETCH_AT + (q << 4));
    const s = f64x2.mul(share, workOf(dimension, point, scratch + F_AT + q * F_BYTES));
    const change = f64x2.sub(f64x2.mul(p, v128.load(work + J_AT + (q << 4))), s);
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) {
        const place = stressAt(dimension, point, i, j);
        v128.store(place, f64x2.add(f64x2.mul(r, v128.load(place)), f64x2.mul(change, entry(g, i, j))));
      }
    }
  }
}

/** R = r (A : F̄ + P) of a point; returns F̄ : A : F̄ + P : F̄. */
function contract(dimension: i32, r: v128, point: usize, F: usize, R: usize): v128 {
  let second = f64x2.splat(0.0);
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      let sum = v128.load(stressAt(dimension, point, i, j));
      for (let k = 0; k < dimension; k++) {
        for (let l = 0; l < dimension; l++) sum = f64x2.add(sum, f64x2.mul(v128.load(tangentAt(dimension, point, i, j, k, l)), entry(F, k, l)));
      }
      second = f64x2.add(second, f64x2.mul(sum, entry(F, i, j)));
      v128.store(R + (<usize>(3 * i + j) << 4), f64x2.mul(r, sum));
    }
  }
  return second;
}

/** r² A - (R ⊗ g + g ⊗ R) / d + hydrostatic g ⊗ g - change g_iL g_kJ of a point. */
function pointTangent(dimension: i32, r: v128, point: usize, g: usize, R: usize, hydrostatic: v128, change: v128): void {
  const share = f64x2.splat(1.0 / <f64>dimension), square = f64x2.mul(r, r);
  for (let j = 0; j < dimension; j++) {
    for (let l = j; l < dimension; l++) {
      for (let i = 0; i < dimension; i++) {
        for (let k = 0; k < (j == l ? i + 1 : dimension); k++) {
          const gij = entry(g, i, j), gkl = entry(g, k, l), place = tangentAt(dimension, point, i, j, k, l);
          const both = f64x2.add(f64x2.mul(entry(R, i, j), gkl), f64x2.mul(gij, entry(R, k, l)));
          const volumetric = f64x2.sub(f64x2.mul(hydrostatic, f64x2.mul(gij, gkl)), f64x2.mul(change, f64x2.mul(entry(g, i, l), entry(g, k, j))));
          v128.store(place, f64x2.add(f64x2.mul(square, v128.load(place)), f64x2.sub(volumetric, f64x2.mul(share, both))));
        }
      }
    }
  }
}

/** c = J g and z = (R - second g / d) / (d θ) of a point; z takes the place of R. */
function formRates(dimension: i32, J: v128, theta: v128, second: v128, g: usize, c: usize, z: usize): void {
  const factor = f64x2.div(f64x2.splat(1.0 / <f64>dimension), theta), share = f64x2.mul(second, f64x2.splat(1.0 / <f64>dimension));
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      const at = <usize>(3 * i + j) << 4, gij = v128.load(g + at);
      v128.store(c + at, f64x2.mul(gij, J));
      v128.store(z + at, f64x2.mul(factor, f64x2.sub(v128.load(z + at), f64x2.mul(share, gij))));
    }
  }
}

/** Copies a field of the points in the place of the stress, or back. */
function exchange(plan: usize, field: usize, toStress: bool): void {
  const scratch = address(plan, SCRATCH), dimension = word(plan, DIMENSION);
  for (let q: usize = 0; q < <usize>word(plan, NODES); q++) {
    const point = scratch + POINTS_AT + q * POINT_BYTES;
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) {
        const place = field + q * FIELD + (<usize>(3 * i + j) << 4), stress = stressAt(dimension, point, i, j);
        if (toStress) v128.store(stress, v128.load(place));
        else v128.store(place, v128.load(stress));
      }
    }
  }
}

/** Nodal forces [i][n] of a field, as of a stress, and its sums over the points, times the volume; the sums over the RVE stay as they are. */
function nodalVector(plan: usize, field: usize, out: usize, sums: usize): void {
  const scratch = address(plan, SCRATCH), weights = v128.load(scratch + WEIGHT_AT), volume = v128.load64_splat(address(plan, VOLUMES));
  const points = word(plan, NODES);
  exchange(plan, field, true);
  v128.store(scratch + WEIGHT_AT, f64x2.splat(0.0));
  if (word(plan, DIMENSION) == 3) forceHex(plan, scratch);
  else forceQuad(plan, scratch);
  v128.store(scratch + WEIGHT_AT, weights);
  memory.copy(out, scratch + RESIDUAL_AT, 384);
  for (let n: usize = 0; n < 144; n += 16) {
    let sum = f64x2.splat(0.0);
    for (let q: usize = 0; q < <usize>points; q++) sum = f64x2.add(sum, v128.load(field + q * FIELD + n));
    v128.store(sums + n, f64x2.mul(volume, sum));
  }
}

/** Replaces A at F̄ by the local part of the effective tangent, and forms what couples the points of a voxel. */
export function effectiveTangent(plan: usize, kept: usize): void {
  const work = address(plan, DILATATION), scratch = address(plan, SCRATCH), dimension = word(plan, DIMENSION), points = word(plan, NODES);
  const p = formPressure(plan, kept), theta = v128.load(kept), share = f64x2.splat(1.0 / <f64>dimension);
  let bulk = f64x2.splat(0.0);
  for (let q: usize = 0; q < <usize>points; q++) {
    const point = scratch + POINTS_AT + q * POINT_BYTES, F = scratch + F_AT + q * F_BYTES, g = work + G_AT + q * FIELD, z = work + Z_AT + q * FIELD;
    const r = v128.load(work + STRETCH_AT + (q << 4)), J = v128.load(work + J_AT + (q << 4)), s = f64x2.mul(share, workOf(dimension, point, F));
    const second = contract(dimension, r, point, F, z), spherical = f64x2.mul(share, f64x2.mul(share, second)), pJ = f64x2.mul(p, J);
    pointTangent(dimension, r, point, g, z, f64x2.add(pJ, spherical), f64x2.sub(pJ, s));
    formRates(dimension, J, theta, second, g, work + C_AT + q * FIELD, z);
    bulk = f64x2.add(bulk, f64x2.sub(spherical, s));
  }
  v128.store(work + BULK_AT, f64x2.div(bulk, f64x2.mul(f64x2.splat(<f64>points), f64x2.mul(theta, theta))));
  exchange(plan, work + KEPT_AT, false);
  nodalVector(plan, work + C_AT, work + RATE_AT, work + RATE_SUMS);
  nodalVector(plan, work + Z_AT, work + COLUMN_AT, work + COLUMN_SUMS);
  exchange(plan, work + KEPT_AT, true);
}

/** One over the volume of a voxel. */
// @ts-ignore: decorator
@inline
function perVolume(plan: usize): v128 {
  return f64x2.splat(1.0 / (<f64>word(plan, NODES) * load<f64>(address(plan, VOLUMES))));
}

/** (z ⊗ c + c ⊗ z + bulk c ⊗ c) / volume of one pair of entries. */
// @ts-ignore: decorator
@inline
function dyad(z: v128, c: v128, otherZ: v128, otherC: v128, bulk: v128, scale: v128): v128 {
  return f64x2.mul(scale, f64x2.add(f64x2.mul(f64x2.add(z, f64x2.mul(bulk, c)), otherC), f64x2.mul(c, otherZ)));
}

// @ts-ignore: decorator
@inline
function addTo(place: usize, value: v128): void {
  v128.store(place, f64x2.add(v128.load(place), value));
}

/** Adds what couples the points to the stiffness [n, m][(i, k), i >= k] of the voxels. */
export function coupleStiffness(plan: usize): void {
  const work = address(plan, DILATATION), dimension = word(plan, DIMENSION), corners = word(plan, NODES);
  const z = work + COLUMN_AT, c = work + RATE_AT, bulk = v128.load(work + BULK_AT), scale = perVolume(plan);
  let place = address(plan, SCRATCH) + STIFFNESS_AT;
  for (let pair = 0; pair < corners * corners; pair++) {
    const n = pair / corners, m = pair % corners;
    for (let i = 0; i < dimension; i++) {
      for (let k = 0; k <= i; k++) {
        const own = <usize>(i * corners + n) << 4, other = <usize>(k * corners + m) << 4;
        addTo(place + (<usize>lowerPlace(i, k) << 4), dyad(v128.load(z + own), v128.load(c + own), v128.load(z + other), v128.load(c + other), bulk, scale));
      }
    }
    place += <usize>lowerPlace(dimension, 0) << 4;
  }
}

/** The same for the sums of A over the RVE. */
export function coupleSums(plan: usize): void {
  const work = address(plan, DILATATION), scratch = address(plan, SCRATCH), dimension = word(plan, DIMENSION);
  const z = work + COLUMN_SUMS, c = work + RATE_SUMS, bulk = v128.load(work + BULK_AT), scale = perVolume(plan), weights = v128.load(scratch + WEIGHT_AT);
  for (let j = 0; j < dimension; j++) {
    for (let l = j; l < dimension; l++) {
      for (let i = 0; i < dimension; i++) {
        for (let k = 0; k < (j == l ? i + 1 : dimension); k++) {
          addSum(scratch, MEAN_A + tangentRow(dimension, i, j, k, l), dyad(entry(z, i, j), entry(c, i, j), entry(z, k, l), entry(c, k, l), bulk, scale), weights);
        }
      }
    }
  }
}

/** The same for the coupling with the macroscopic F, [iJ][k][n]. */
export function coupleMacro(plan: usize): void {
  const work = address(plan, DILATATION), dimension = word(plan, DIMENSION), count = <usize>(dimension * word(plan, NODES)) << 4;
  const bulk = v128.load(work + BULK_AT), scale = perVolume(plan);
  let place = address(plan, SCRATCH) + MACRO_AT;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      const z = entry(work + COLUMN_SUMS, i, j), c = entry(work + RATE_SUMS, i, j);
      for (let n: usize = 0; n < count; n += 16) addTo(place + n, dyad(z, c, v128.load(work + COLUMN_AT + n), v128.load(work + RATE_AT + n), bulk, scale));
      place += count;
    }
  }
}

/** In the free mode: adds to the forces [i][n] what the gaps of volume and pressure will have moved, and keeps what the correction of both needs. */
export function coupleForces(plan: usize, kept: usize): void {
  if (!isFree(plan)) return;
  const work = address(plan, DILATATION), forces = address(plan, SCRATCH) + RESIDUAL_AT, count = <usize>(word(plan, DIMENSION) * word(plan, NODES)) << 4;
  const volumeGap = v128.load(work + GAPS_AT), bulk = v128.load(work + BULK_AT), share = f64x2.add(v128.load(work + GAPS_AT, 16), f64x2.mul(bulk, volumeGap));
  for (let n: usize = 0; n < count; n += 16) {
    addTo(forces + n, f64x2.add(f64x2.mul(v128.load(work + COLUMN_AT + n), volumeGap), f64x2.mul(v128.load(work + RATE_AT + n), share)));
  }
  memory.copy(kept + GAPS, work + GAPS_AT, 32);
  v128.store(kept + SECOND, bulk);
  memory.copy(kept + VECTORS, work + RATE_AT, 768);
}

/** Entry of a vector of unknowns for both voxels of a pair. */
// @ts-ignore: decorator
@inline
function gathered(vector: usize, a: usize, b: usize): v128 {
  return v128.load_lane<f64>(vector + (<usize>load<u32>(b) << 3), v128.load64_splat(vector + (<usize>load<u32>(a) << 3)), 1);
}

/** Corrections of θ and p of a pair that belong to the correction `dx` of the unknowns. */
function aimPair(plan: usize, first: i32, second: i32, kept: usize, dx: usize): void {
  const count = word(plan, DIMENSION) * word(plan, NODES), scale = perVolume(plan);
  let a = address(plan, DOFS) + (<usize>(first * count) << 2), b = address(plan, DOFS) + (<usize>(second * count) << 2);
  let volume = f64x2.splat(0.0), pressure = volume;
  for (let n: usize = 0; n < <usize>count << 4; n += 16) {
    const x = gathered(dx, a, b);
    volume = f64x2.add(volume, f64x2.mul(v128.load(kept + VECTORS + n), x));
    pressure = f64x2.add(pressure, f64x2.mul(v128.load(kept + VECTORS + 384 + n), x));
    a += 4;
    b += 4;
  }
  const dTheta = f64x2.add(v128.load(kept, GAPS), f64x2.mul(scale, volume));
  v128.store(kept, dTheta, STEP);
  v128.store(kept, f64x2.add(f64x2.add(v128.load(kept, GAPS + 16), f64x2.mul(scale, pressure)), f64x2.mul(v128.load(kept, SECOND), dTheta)), STEP + 16);
  memory.copy(kept + START, kept, 32);
}

/** Corrections of all θ and p that belong to the correction `dx` of the unknowns. */
export function aimDilatation(plan: usize, dx: usize): void {
  if (!isFree(plan)) return;
  for (let pair = 0; pair < word(plan, PAIR_COUNT); pair++) {
    const cells = address(plan, PAIRS) + (<usize>pair << 3), first = load<i32>(cells);
    if (isMixed(plan, first)) aimPair(plan, first, load<i32>(cells, 4), keptOf(plan, pair), dx);
  }
}

/** Takes a share of these corrections. */
export function moveDilatation(plan: usize, fraction: f64): void {
  if (!isFree(plan)) return;
  const share = f64x2.splat(fraction);
  for (let pair = 0; pair < word(plan, PAIR_COUNT); pair++) {
    if (!isMixed(plan, load<i32>(address(plan, PAIRS) + (<usize>pair << 3)))) continue;
    const kept = keptOf(plan, pair);
    for (let at: usize = 0; at < 32; at += 16) v128.store(kept + at, f64x2.add(v128.load(kept + START + at), f64x2.mul(share, v128.load(kept + STEP + at))));
  }
}
