// Formulations that replace the volume change, of two hex8 cells without the shear of bending (relief.ts): F-bar as src/fe/fbar.ts has it, mean dilatation as src/fe/mean-dilatation.ts. F of the model is r F.
import { cbrt } from "../math";
import { ask, deform, more, POINT } from "./pair";
import { addUnsymmetric, bend, CENTRAL, cofactors, curve, F_AT, FIRST, formStiffness, FREE, inner, LAST_ROWS, LEFT, MEAN_F, NODE, pull, RIGHT, SECOND, STRESS, stretch, TANGENT } from "./relief";

/** Places in the scratch behind those of relief.ts: F of the model [8, 3, 3], answers as in pair.ts, J and r [8], F at the centroid, its cofactors; of the point at hand F^-T, A : F and a sum of both; d ln J0 / du [8, 3]. */
const MODEL_F: usize = FREE;
const ANSWERS: usize = MODEL_F + 1152;
const J_AT: usize = ANSWERS + 8 * POINT;
const STRETCH: usize = J_AT + 128;
const CENTRE: usize = STRETCH + 128;
const SLOPES: usize = CENTRE + 144;
const G: usize = SLOPES + 144;
const CONTRACTED: usize = G + 144;
const MIXED: usize = CONTRACTED + 144;
const RATE: usize = MIXED + 144;

/** Where A_iJkL [iJ, kL] of a point is in its answer. */
const places: usize = memory.data<u16>([
  144, 240, 384, 160, 256, 400, 192, 272, 416,
  240, 528, 624, 288, 544, 640, 336, 576, 656,
  384, 624, 768, 432, 672, 784, 480, 720, 816,
  160, 288, 432, 176, 304, 448, 208, 320, 464,
  256, 544, 672, 304, 560, 688, 352, 592, 704,
  400, 640, 784, 448, 688, 800, 496, 736, 832,
  192, 336, 480, 208, 352, 496, 224, 368, 512,
  272, 576, 720, 320, 592, 736, 368, 608, 752,
  416, 656, 816, 464, 704, 832, 512, 752, 848
]);

// @ts-ignore: decorator
@inline
function root(volume: f64, J: f64): f64 {
  return J > 0.0 && volume > 0.0 ? cbrt(volume / J) : 1.0;
}

/** Asks the law at r F of the points, with r^3 J = volume. A point that is inverted, or has no volume to take, keeps its F. */
function answer(slot: i32, parameters: usize, directions: usize, volume: v128, work: usize, F: usize, W: usize, P: usize, status: usize): void {
  for (let q: usize = 0; q < 8; q++) {
    const own = work + ANSWERS + POINT * q, model = work + MODEL_F + 144 * q, J = v128.load(work + J_AT + 16 * q);
    const r = f64x2(root(f64x2.extract_lane(volume, 0), f64x2.extract_lane(J, 0)), root(f64x2.extract_lane(volume, 1), f64x2.extract_lane(J, 1)));
    v128.store(work + STRETCH + 16 * q, r);
    for (let k: usize = 0; k < 144; k += 16) v128.store(model + k, f64x2.mul(r, v128.load(work + F_AT + 144 * q + k)));
    ask(8, <i32>q, slot, parameters, directions, model, own, F, W, P, status);
    // By the volume change of the displacements, not by that of the model.
    if (!(f64x2.extract_lane(J, 0) > 0.0)) store<u8>(status + q, 1);
    if (!(f64x2.extract_lane(J, 1) > 0.0)) store<u8>(status + 8 + q, 1);
  }
}

/** All points of a cell inverted, by the F of which the number of its lane begins at `shown`. */
function fail(shown: usize, F: usize, status: usize): void {
  for (let q = 0; q < 8; q++) {
    store<u8>(status + q, 1);
    for (let k: usize = 0; k < 9; k++, F += 8) store<f64>(F, load<f64>(shown + 16 * k));
  }
}

/** Fails the cells whose J, of the matrix `shown`, is not positive. */
function judge(J: v128, shown: usize, F: usize, status: usize): void {
  if (!(f64x2.extract_lane(J, 0) > 0.0)) fail(shown, F, status);
  if (!(f64x2.extract_lane(J, 1) > 0.0)) fail(shown + 8, F + 576, status + 8);
}

/** F^-T of the displacements and A : F of the model at a point. */
function contract(work: usize, q: usize): void {
  const J = cofactors(work + F_AT + 144 * q, work + G), own = work + ANSWERS + POINT * q, model = work + MODEL_F + 144 * q;
  let place = places;
  for (let k: usize = 0; k < 144; k += 16) {
    v128.store(work + G + k, f64x2.div(v128.load(work + G + k), J));
    let sum = f64x2.splat(0);
    for (let l: usize = 0; l < 144; l += 16, place += 2) sum = more(sum, v128.load(own + load<u16>(place)), v128.load(model + l));
    v128.store(work + CONTRACTED + k, sum);
  }
}

/** P dV = r^-2 P, A dV = r^-1 A and Q dV = r^-2 (A : F - 2 P) / 3 of a point. */
function spreadCentre(work: usize, q: usize, volume: v128): void {
  const own = work + ANSWERS + POINT * q, r = v128.load(work + STRETCH + 16 * q), factor = f64x2.div(volume, r), weight = f64x2.div(factor, r), third = f64x2.div(weight, f64x2.splat(3));
  contract(work, q);
  for (let k: usize = 0; k < 144; k += 16) {
    const p = v128.load(own + k);
    v128.store(work + STRESS + 144 * q + k, f64x2.mul(weight, p));
    v128.store(work + FIRST + k, f64x2.mul(third, f64x2.sub(f64x2.sub(v128.load(work + CONTRACTED + k), p), p)));
  }
  let place = places, to = work + TANGENT;
  for (const end = places + 162; place < end; place += 2, to += 16) v128.store(to, f64x2.mul(factor, v128.load(own + load<u16>(place))));
}

/** Q dV (d ln J0 - g : dF) as two rows of the factors: that of a point. */
function tieToCentre(work: usize, q: usize): void {
  const left = work + LEFT + LAST_ROWS + 48 * q;
  let right = work + RIGHT + LAST_ROWS + 48 * q, rate = work + RATE;
  pull(work, q, 1, work + FIRST, left, NODE);
  pull(work, q, 1, work + G, right, NODE);
  for (let b = 0; b < 8; b++, right += NODE) for (let k: usize = 0; k < 48; k += 16, rate += 16) v128.store(right + k, f64x2.sub(v128.load(rate), v128.load(right + k)));
}

/** d ln J0 / du [8, 3]. */
function fillRate(work: usize, central: usize, J0: v128): void {
  let to = work + RATE;
  for (let b: usize = 0; b < 8; b++) {
    for (let i: usize = 0; i < 3; i++, to += 16) {
      const g = work + SLOPES + 48 * i, gradient = central + 16 * b;
      v128.store(to, f64x2.div(more(more(f64x2.mul(v128.load(g), v128.load(gradient)), v128.load(g, 16), v128.load(gradient, 128)), v128.load(g, 32), v128.load(gradient, 256)), J0));
    }
  }
}

/**
 * F-bar: with dr / r = (d ln J0 - g : dF) / 3 the derivative of P = r^-2 P(r F) is r^-1 A : dF + Q (d ln J0 - g : dF). Arguments as `cellPair` has them, with the record of relief.ts in place of gradients; stiffness [24, 24].
 */
export function fbarPair(nodes: i32, count: i32, slot: i32, parameters: usize, directions: usize, u: usize, record: usize, volumes: usize, F: usize, W: usize, P: usize, status: usize, work: usize, forces: usize, stiffness: usize): void {
  const mean = bend(record, u, work), central = record + CENTRAL;
  deform(8, u, central, work + CENTRE);
  const J0 = cofactors(work + CENTRE, work + SLOPES);
  for (let q: usize = 0; q < 8; q++) v128.store(work + J_AT + 16 * q, cofactors(work + F_AT + 144 * q, work + G));
  answer(slot, parameters, directions, J0, work, F, W, P, status);
  judge(J0, work + CENTRE, F, status);
  judge(mean, work + MEAN_F, F, status);
  fillRate(work, central, J0);
  for (let q: usize = 0; q < 8; q++) {
    spreadCentre(work, q, v128.load(volumes + 16 * q));
    tieToCentre(work, q);
    stretch(work, q);
  }
  pull(work, 0, 8, work + STRESS, forces, 48);
  curve(record, work);
  formStiffness(84, work, stiffness);
  addUnsymmetric(8, work, stiffness);
}

/**
 * What mean dilatation makes of a point: P dV = r P + (p J - s) g with s = P : F / 3; with R = r (A : F + P), c = F : (A : F + P) its tangent r^2 A - (R g + g R) / 3 + (p J + c / 9) g g - (p J - s) g_iL g_kJ;
 * (R - c g / 3) / (3 theta) and J g. Returns (c / 9 - s) / theta^2, all times dV.
 */
function spreadMean(work: usize, q: usize, volume: v128, pressure: v128, theta: v128): v128 {
  const own = work + ANSWERS + POINT * q, r = v128.load(work + STRETCH + 16 * q), J = v128.load(work + J_AT + 16 * q), model = work + MODEL_F + 144 * q, third = f64x2.splat(1.0 / 3.0);
  contract(work, q);
  const s = f64x2.mul(third, inner(own, model)), c = f64x2.add(inner(work + CONTRACTED, model), inner(own, model));
  const change = f64x2.sub(f64x2.mul(pressure, J), s), ninth = f64x2.mul(f64x2.mul(third, third), c), half = f64x2.mul(f64x2.splat(0.5), more(ninth, pressure, J));
  const share = f64x2.div(f64x2.mul(third, volume), theta);
  for (let k: usize = 0; k < 144; k += 16) {
    const p = v128.load(own + k), g = v128.load(work + G + k), R = f64x2.mul(r, f64x2.add(v128.load(work + CONTRACTED + k), p));
    v128.store(work + STRESS + 144 * q + k, f64x2.mul(volume, more(f64x2.mul(r, p), change, g)));
    v128.store(work + MIXED + k, f64x2.sub(f64x2.mul(half, g), f64x2.mul(third, R)));
    v128.store(work + FIRST + 144 * q + k, f64x2.mul(share, f64x2.sub(R, f64x2.mul(f64x2.mul(third, c), g))));
    v128.store(work + SECOND + 144 * q + k, f64x2.mul(f64x2.mul(volume, J), g));
  }
  fillMeanTangent(work, own, volume, f64x2.mul(r, r), change);
  return f64x2.mul(volume, f64x2.div(f64x2.sub(ninth, s), f64x2.mul(theta, theta)));
}

/** volume (square A + g h + h g - change g_iL g_kJ) with h in `MIXED`. */
function fillMeanTangent(work: usize, own: usize, volume: v128, square: v128, change: v128): void {
  const g = work + G, h = work + MIXED;
  let place = places, to = work + TANGENT;
  for (let k: usize = 0; k < 3; k++) {
    for (let L: usize = 0; L < 3; L++) {
      const x = v128.load(g + 48 * k + 16 * L), y = v128.load(h + 48 * k + 16 * L);
      for (let i: usize = 0; i < 3; i++) {
        const turned = f64x2.mul(change, v128.load(g + 48 * i + 16 * L));
        for (let J: usize = 0; J < 3; J++, place += 2, to += 16) {
          const sum = more(more(f64x2.mul(square, v128.load(own + load<u16>(place))), v128.load(g + 48 * i + 16 * J), y), v128.load(h + 48 * i + 16 * J), x);
          v128.store(to, f64x2.mul(volume, f64x2.sub(sum, f64x2.mul(turned, v128.load(g + 48 * k + 16 * J)))));
        }
      }
    }
  }
}

/** Mean of a value of the points, over the volume. */
function meanOf(volumes: usize, values: usize, total: v128): v128 {
  let sum = f64x2.splat(0);
  for (const end = volumes + 128; volumes < end; volumes += 16, values += 16) sum = more(sum, v128.load(volumes), v128.load(values));
  return f64x2.div(sum, total);
}

/** Mean dilatation. Arguments as `fbarPair`. */
export function mixedPair(nodes: i32, count: i32, slot: i32, parameters: usize, directions: usize, u: usize, record: usize, volumes: usize, F: usize, W: usize, P: usize, status: usize, work: usize, forces: usize, stiffness: usize): void {
  const mean = bend(record, u, work);
  let total = f64x2.splat(0), bulk = total;
  for (let q: usize = 0; q < 8; q++) {
    v128.store(work + J_AT + 16 * q, cofactors(work + F_AT + 144 * q, work + G));
    total = f64x2.add(total, v128.load(volumes + 16 * q));
  }
  const theta = meanOf(volumes, work + J_AT, total);
  answer(slot, parameters, directions, theta, work, F, W, P, status);
  judge(mean, work + MEAN_F, F, status);
  // Of each point alone, then of the cell.
  for (let q: usize = 0; q < 8; q++) v128.store(work + CENTRE + 16 * q, f64x2.div(inner(work + ANSWERS + POINT * q, work + MODEL_F + 144 * q), f64x2.mul(f64x2.splat(3), theta)));
  const pressure = meanOf(volumes, work + CENTRE, total);
  for (let q: usize = 0; q < 8; q++) {
    bulk = f64x2.add(bulk, spreadMean(work, q, v128.load(volumes + 16 * q), pressure, theta));
    stretch(work, q);
  }
  pull(work, 0, 8, work + STRESS, forces, 48);
  pull(work, 0, 8, work + FIRST, work + LEFT + LAST_ROWS, NODE);
  pull(work, 0, 8, work + SECOND, work + LEFT + LAST_ROWS + 48, NODE);
  bulk = f64x2.div(bulk, total);
  for (let b: usize = 0; b < 8; b++) {
    for (let i: usize = 0; i < 3; i++) {
      const left = work + LEFT + LAST_ROWS + NODE * b + 16 * i, right = work + RIGHT + LAST_ROWS + NODE * b + 16 * i, rate = v128.load(left, 48);
      v128.store(right, f64x2.div(rate, total));
      v128.store(right, f64x2.div(more(v128.load(left), bulk, rate), total), 48);
    }
  }
  curve(record, work);
  formStiffness(86, work, stiffness);
}

/** Bytes of scratch of a pair. */
export function relievedScratch(): i32 {
  return <i32>(RATE + 384);
}
