// A surrogate at many points: F -> W, P and A, and how far the stresses of its networks lie apart. Two points at a time.
import { networkEnergy } from "./network/energy";
import { place, whole } from "./network/lanes";
import { ANSWER_AT, OUTPUTS, PACKED, REPORT_AT, STRAIN_AT, STRAINS } from "./network/plan";
import { firstPiolaKirchhoff, mixedTangent, strain } from "./tensor";

/** Status codes of src/constitutive/model.ts. */
const OK: u8 = 0;
const INVERTED: u8 = 1;
const NOT_FINITE: u8 = 4;

/** E (6) and det F of two points; S (6) and CC (21) of one. */
const strainAt: usize = memory.data(112, 16);
const stressAt: usize = memory.data(48, 16);
const stiffnessAt: usize = memory.data(168, 16);

/** Places of the components of the plane among those of space: strains, then pairs of them. */
const planeStrains: usize = memory.data<i32>([0, 1, 3]);
const planePairs: usize = memory.data<i32>([0, 1, 3, 6, 8, 15]);

/** Strain of one point into its lane. */
function writeStrain(strains: i32, to: usize, F: usize, E: usize, lane: usize): void {
  strain(F, E);
  for (let v = 0; v < strains; v++) {
    const component = strains == 3 ? load<i32>(planeStrains + ((<usize>v) << 2)) : v;
    store<f64>(to + ((<usize>v) << 4) + lane, load<f64>(E + ((<usize>component) << 3)));
  }
}

/** Numbers of one point of an array of lanes, spread to their places in space; returns their sum. */
function unpack(count: i32, plane: bool, places: usize, from: usize, lane: usize, to: usize): f64 {
  let sum = 0.0;
  for (let i = 0; i < count; i++) {
    const value = load<f64>(from + ((<usize>i) << 4) + lane);
    const component = plane ? load<i32>(places + ((<usize>i) << 2)) : i;
    store<f64>(to + ((<usize>component) << 3), value);
    sum += value;
  }
  return sum;
}

function fail(at: usize, doubles: i32): void {
  for (let i = 0; i < doubles; i++) store<f64>(at + ((<usize>i) << 3), NaN);
}

/** Outputs of one point at `to` [outputs][11]: value less that at rest, derivative by F, how far the networks lie apart. */
function writeReports(plan: usize, strains: i32, F: usize, lane: usize, to: usize): void {
  const outputs = whole(plan, OUTPUTS), plane = strains == 3;
  for (let o = 0; o < outputs; o++) {
    const from = place(plan, REPORT_AT) + ((<usize>(o * (strains + 2))) << 4);
    const out = to + <usize>o * 88;
    store<f64>(out, load<f64>(from + lane));
    unpack(strains, plane, planeStrains, from + 16, lane, stressAt);
    firstPiolaKirchhoff(F, stressAt, out + 8);
    store<f64>(out + 80, load<f64>(from + lane + ((<usize>(strains + 1)) << 4)));
  }
}

/**
 * Evaluates a surrogate at `count` points. plan: address of the plan; want 0: W and P, 1: A, too.
 * F [count, 9], W [count], P [count, 9], A [count, 81], spread [count], reports [count, outputs, 11] doubles, status [count] bytes. Failed points answer with NaN.
 */
export function surrogatePoints(plan: usize, want: i32, count: i32, F: usize, W: usize, P: usize, A: usize, spread: usize, reports: usize, status: usize): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED);
  const plane = strains == 3, told = <usize>whole(plan, OUTPUTS) * 88;
  const E = place(plan, STRAIN_AT), answer = place(plan, ANSWER_AT);
  memory.fill(stressAt, 0, 48);
  memory.fill(stiffnessAt, 0, 168);
  for (let first = 0; first < count; first += 2) {
    for (let lane = 0; lane < 2; lane++) {
      const point = first + lane < count ? first + lane : first;
      writeStrain(strains, E, F + <usize>point * 72, strainAt + <usize>lane * 56, (<usize>lane) << 3);
    }
    networkEnergy(plan);
    for (let lane = 0; lane < 2 && first + lane < count; lane++) {
      const point = <usize>(first + lane), side = (<usize>lane) << 3;
      const f = F + point * 72, p = P + point * 72, a = A + point * 648;
      let sum = unpack(strains, plane, planeStrains, answer + 16, side, stressAt);
      sum += unpack(packed, plane, planePairs, answer + 16 + ((<usize>strains) << 4), side, stiffnessAt);
      const energy = load<f64>(answer + side);
      const code = !(load<f64>(strainAt + <usize>lane * 56, 48) > 0.0) ? INVERTED : (sum + energy) - (sum + energy) == 0.0 ? OK : NOT_FINITE;
      store<u8>(status + point, code);
      store<f64>(W + point * 8, energy);
      store<f64>(spread + point * 8, load<f64>(answer + side + ((<usize>(1 + strains + packed)) << 4)));
      if (code == OK) {
        firstPiolaKirchhoff(f, stressAt, p);
        if (want == 1) mixedTangent(f, stressAt, stiffnessAt, a);
        writeReports(plan, strains, f, side, reports + point * told);
        continue;
      }
      fail(W + point * 8, 1);
      fail(p, 9);
      if (want == 1) fail(a, 81);
      fail(reports + point * told, 11 * whole(plan, OUTPUTS));
    }
  }
}
