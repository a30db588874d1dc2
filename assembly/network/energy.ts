// Energy, stress and tangent of an ensemble: mean over its members, and how far the stresses of the members lie apart.
import { add, at, from, mul, past, Place, place, put, shared, splat, sqrt, sub, whole } from "./lanes";
import { features } from "./features";
import { addBending, forward, slopes, value } from "./network";
import { ANSWER_AT, FEATURE_AT, FIRST, INPUTS, MEMBERS, METRIC_AT, PACKED, SECOND, SLOPE_AT, STRAINS, STRESS_AT, TERMS, WEIGHT_AT, WEIGHTS } from "./plan";
import { addTerms, recordPlace } from "./train";

/** Adds W, slopes of the terms and second derivative of one member, and keeps its stress. */
function addMember(plan: Place, member: i32): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), terms = whole(plan, TERMS);
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const weights = past(place(plan, WEIGHT_AT), member * whole(plan, WEIGHTS));
  const factors = past(weights, first * inputs + first + second * first + 2 * second);
  const feature = place(plan, FEATURE_AT), answer = place(plan, ANSWER_AT);
  const slope = place(plan, SLOPE_AT), sum = from(slope, terms);
  const stress = from(place(plan, STRESS_AT), member * strains);
  forward(plan, weights, feature);
  slopes(plan, weights, slope);
  let W = sub(value(plan, weights), shared(factors, terms - inputs));
  for (let a = inputs; a < terms; a++) {
    const factor = shared(factors, a - inputs);
    put(slope, a, factor);
    W = add(W, mul(factor, at(feature, a * (strains + 2) + strains)));
  }
  put(answer, 0, add(at(answer, 0), W));
  for (let v = 0; v < strains; v++) put(stress, v, splat(0.0));
  for (let a = 0; a < terms; a++) {
    const g = at(slope, a);
    put(sum, a, add(at(sum, a), g));
    for (let v = 0; v < strains; v++) put(stress, v, add(at(stress, v), mul(g, at(feature, a * (strains + 2) + v))));
  }
  addBending(plan, from(answer, 1 + strains));
}

/** Root of the mean square distance of the members' stresses from their mean. */
function spread(plan: Place): void {
  const strains = whole(plan, STRAINS), members = whole(plan, MEMBERS);
  const answer = place(plan, ANSWER_AT), metric = place(plan, METRIC_AT);
  let sum = splat(0.0);
  for (let k = 0; k < members; k++) {
    for (let v = 0; v < strains; v++) {
      const apart = sub(at(place(plan, STRESS_AT), k * strains + v), at(answer, 1 + v));
      sum = add(sum, mul(shared(metric, v), mul(apart, apart)));
    }
  }
  put(answer, 1 + strains + whole(plan, PACKED), sqrt(mul(sum, splat(1.0 / <f64>members))));
}

/** W, S, CC and spread at ANSWER_AT of the strain at STRAIN_AT. */
export function networkEnergy(plan: Place): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED), terms = whole(plan, TERMS), members = whole(plan, MEMBERS);
  const answer = place(plan, ANSWER_AT), slope = place(plan, SLOPE_AT);
  const sum = from(slope, terms);
  features(plan, place(plan, FEATURE_AT));
  for (let i = 0; i < 2 + strains + packed; i++) put(answer, i, splat(0.0));
  for (let a = 0; a < terms; a++) put(sum, a, splat(0.0));
  for (let k = 0; k < members; k++) addMember(plan, k);
  addTerms(plan, place(plan, FEATURE_AT), sum);
  const share = splat(1.0 / <f64>members);
  for (let i = 0; i < 1 + strains + packed; i++) put(answer, i, mul(share, at(answer, i)));
  spread(plan);
}

/** Features of the strain at STRAIN_AT into a training record. */
export function networkFeatures(plan: Place, record: i32): void {
  features(plan, recordPlace(plan, record));
}
