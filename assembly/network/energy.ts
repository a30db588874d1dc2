// Energy, stress and tangent of the first network of an ensemble, and how far the stresses of all its networks lie apart.
import { add, at, from, max, mul, past, Place, place, put, shared, splat, sqrt, sub, whole } from "./lanes";
import { features } from "./features";
import { addBending, chains, forward, forwardCurved, slopes, value } from "./network";
import {
  ANSWER_AT, FEATURE_AT, FIRST, INPUTS, LEARNERS, MEMBERS, METRIC_AT, OUTPUTS, PACKED, REPORT_AT, SECOND, SLOPE_AT, STRAINS, STRESS_AT, TERMS, WEIGHT_AT, WEIGHTS,
} from "./plan";
import { addRows } from "./product";
import { addTerms, recordPlace } from "./train";

/** Slopes of the terms of a member at SLOPE_AT, its factors behind those of its inputs, and its stress at STRESS_AT. */
function memberStress(plan: Place, member: i32): void {
  forward(plan, past(place(plan, WEIGHT_AT), member * whole(plan, WEIGHTS)), place(plan, FEATURE_AT));
  stressAfter(plan, member);
}

/** The same when the member has been swept through. */
function stressAfter(plan: Place, member: i32): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), terms = whole(plan, TERMS);
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const weights = past(place(plan, WEIGHT_AT), member * whole(plan, WEIGHTS));
  const factors = past(weights, first * inputs + first + second * first + 2 * second);
  const feature = place(plan, FEATURE_AT), slope = place(plan, SLOPE_AT);
  const stress = from(place(plan, STRESS_AT), member * strains);
  slopes(plan, weights, slope);
  for (let a = inputs; a < terms; a++) put(slope, a, shared(factors, a - inputs));
  for (let v = 0; v < strains; v++) put(stress, v, splat(0.0));
  addRows(terms, strains, slope, 1, feature, strains + 2, stress);
}

/** W of the first member, whose slopes stand at SLOPE_AT. */
function putEnergy(plan: Place): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), terms = whole(plan, TERMS);
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const weights = place(plan, WEIGHT_AT);
  const factors = past(weights, first * inputs + first + second * first + 2 * second);
  let W = sub(value(plan, weights), shared(factors, terms - inputs));
  for (let a = inputs; a < terms; a++) W = add(W, mul(shared(factors, a - inputs), at(place(plan, FEATURE_AT), a * (strains + 2) + strains)));
  put(place(plan, ANSWER_AT), 0, W);
}

/** Value less that at rest and slopes of an output by the mean of its networks, and the root of the mean square distance of their values from it. */
function report(plan: Place, output: i32): void {
  const strains = whole(plan, STRAINS), learners = whole(plan, LEARNERS), terms = whole(plan, TERMS), inputs = whole(plan, INPUTS);
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const out = from(place(plan, REPORT_AT), output * (strains + 2));
  const rest = first * inputs + first + second * first + 2 * second + terms - inputs;
  const share = splat(1.0 / <f64>learners);
  for (let i = 0; i < strains + 2; i++) put(out, i, splat(0.0));
  let origin = splat(0.0), apart = origin, squares = origin;
  for (let k = 0; k < learners; k++) {
    const member = whole(plan, MEMBERS) + output * learners + k;
    const weights = past(place(plan, WEIGHT_AT), member * whole(plan, WEIGHTS));
    memberStress(plan, member);
    const y = sub(value(plan, weights), shared(weights, rest));
    const stress = from(place(plan, STRESS_AT), member * strains);
    if (k == 0) origin = y;
    const distance = sub(y, origin);
    apart = add(apart, mul(share, distance));
    squares = add(squares, mul(share, mul(distance, distance)));
    for (let v = 0; v < strains; v++) put(out, 1 + v, add(at(out, 1 + v), mul(share, at(stress, v))));
  }
  put(out, 0, add(origin, apart));
  put(out, strains + 1, sqrt(max(sub(squares, mul(apart, apart)), splat(0.0))));
}

/** Root of the mean square distance of the members' stresses from their mean. */
function spread(plan: Place): void {
  const strains = whole(plan, STRAINS), members = whole(plan, MEMBERS);
  const metric = place(plan, METRIC_AT), stress = place(plan, STRESS_AT);
  const share = splat(1.0 / <f64>members);
  let sum = splat(0.0);
  for (let v = 0; v < strains; v++) {
    let mean = splat(0.0);
    for (let k = 0; k < members; k++) mean = add(mean, at(stress, k * strains + v));
    mean = mul(share, mean);
    for (let k = 0; k < members; k++) {
      const apart = sub(at(stress, k * strains + v), mean);
      sum = add(sum, mul(shared(metric, v), mul(apart, apart)));
    }
  }
  put(place(plan, ANSWER_AT), 1 + strains + whole(plan, PACKED), sqrt(mul(share, sum)));
}

/** W, S and CC of the first member, and the spread of all, at ANSWER_AT, and the outputs at REPORT_AT, at the strain at STRAIN_AT. */
export function networkEnergy(plan: Place): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED), members = whole(plan, MEMBERS);
  const answer = place(plan, ANSWER_AT), feature = place(plan, FEATURE_AT);
  features(plan, feature);
  for (let i = 0; i < 2 + strains + packed; i++) put(answer, i, splat(0.0));
  forwardCurved(plan, place(plan, WEIGHT_AT), feature);
  stressAfter(plan, 0);
  chains(plan, place(plan, WEIGHT_AT), feature);
  putEnergy(plan);
  addTerms(plan, feature, place(plan, SLOPE_AT));
  addBending(plan, from(answer, 1 + strains));
  for (let k = 1; k < members; k++) memberStress(plan, k);
  spread(plan);
  for (let o = 0; o < whole(plan, OUTPUTS); o++) report(plan, o);
}

/** Features of the strain at STRAIN_AT into a training record. */
export function networkFeatures(plan: Place, record: i32): void {
  features(plan, recordPlace(plan, record));
}
