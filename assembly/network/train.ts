// Loss of stress and tangent over training points, and its gradient in the weights: a forward sweep with the chains of the tangent,
// then one reverse sweep for the sum r·S + R:CC that the residuals of a point make of its answer.
import { add, at, from, Lane, mul, past, Place, place, put, shared, splat, sub, whole } from "./lanes";
import {
  ADJOINT, ALONG, ANSWER_AT, BACK_AT, BENDING, CHAIN1_AT, CHAIN2_AT, CURVATURE, FIRST, GRADIENT_AT, INNER1_AT, INNER2_AT, INPUTS, LOSS_AT, METRIC_AT,
  NEURON, NEURON1_AT, NEURON2_AT, PACKED, RESIDUAL_AT, SECOND, SENSITIVITY, SLOPE, SLOPE_AT, SQUARE, STRAINS, TARGET_AT, TERMS, THIRD, VALUE, WEIGHT_AT,
} from "./plan";
import { addBending, chains, forward, forwardCurved, slopes } from "./network";
import { addOuter, addRows, apply, product } from "./product";

/** S and CC of all terms with the slopes at SLOPE_AT, into ANSWER_AT behind W. */
export function addTerms(plan: Place, feature: Place, slope: Place): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED), terms = whole(plan, TERMS);
  const S = from(place(plan, ANSWER_AT), 1);
  const CC = from(S, strains);
  const bends = from(feature, terms * (strains + 2));
  addRows(terms, strains, slope, 1, feature, strains + 2, S);
  addRows(terms, packed, slope, 1, bends, packed, CC);
}

/** Weighted residuals into RESIDUAL_AT, R as a full matrix, then r; adds to the loss. */
function residuals(plan: Place, target: Place): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED);
  const S = from(place(plan, ANSWER_AT), 1);
  const CC = from(S, strains);
  const metric = place(plan, METRIC_AT);
  const R = place(plan, RESIDUAL_AT);
  const r = from(R, strains * strains);
  const ofStress = at(target, strains + packed), ofTangent = at(target, strains + packed + 1);
  const two = splat(2.0);
  let stress = splat(0.0), tangent = stress;
  let p = 0;
  for (let v = 0; v < strains; v++) {
    const missed = sub(at(S, v), at(target, v));
    const weighted = mul(ofStress, mul(shared(metric, v), missed));
    stress = add(stress, mul(weighted, missed));
    put(r, v, mul(two, weighted));
    for (let u = v; u < strains; u++) {
      const bend = sub(at(CC, p), at(target, strains + p));
      const share = mul(ofTangent, mul(shared(metric, strains + p), bend));
      tangent = add(tangent, u == v ? mul(share, bend) : mul(two, mul(share, bend)));
      put(R, v * strains + u, mul(two, share));
      put(R, u * strains + v, mul(two, share));
      p++;
    }
  }
  const loss = place(plan, LOSS_AT);
  put(loss, 0, add(at(loss, 0), stress));
  put(loss, 1, add(at(loss, 1), tangent));
}

/** Derivative of r·S + R:CC by the slope of each term: room of the inputs' features, gradient of the constant factors. */
function directions(plan: Place, feature: Place): void {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED), terms = whole(plan, TERMS), inputs = whole(plan, INPUTS);
  const R = place(plan, RESIDUAL_AT);
  const r = from(R, strains * strains);
  const bends = from(feature, terms * (strains + 2));
  const factors = from(place(plan, GRADIENT_AT), factorStart(plan));
  for (let a = 0; a < terms; a++) {
    const row = from(feature, a * (strains + 2));
    const bend = from(bends, a * packed);
    let sum = splat(0.0), cross = sum;
    let p = 0;
    for (let v = 0; v < strains; v++) {
      sum = add(sum, mul(at(r, v), at(row, v)));
      sum = add(sum, mul(at(R, v * strains + v), at(bend, p)));
      p++;
      for (let u = v + 1; u < strains; u++) {
        cross = add(cross, mul(at(R, v * strains + u), at(bend, p)));
        p++;
      }
    }
    const total = add(sum, add(cross, cross));
    if (a < inputs) put(row, strains + 1, total);
    else put(factors, a - inputs, add(at(factors, a - inputs), total));
  }
}

/** First of the constant factors among the weights of a member. */
function factorStart(plan: Place): i32 {
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  return first * whole(plan, INPUTS) + first + second * first + 2 * second;
}

/** out = factor X R for one row of a chain; returns X R X. */
function bendRow(strains: i32, X: Place, R: Place, factor: Lane, out: Place): Lane {
  let square = splat(0.0);
  for (let v = 0; v < strains; v++) {
    let sum = splat(0.0);
    for (let u = 0; u < strains; u++) sum = add(sum, mul(at(X, u), at(R, u * strains + v)));
    square = add(square, mul(sum, at(X, v)));
    put(out, v, mul(factor, sum));
  }
  return square;
}

/** Squares of both chains; INNER1 gets its value and its direction, INNER2 the adjoint of CHAIN2, BACK part of that of CHAIN1. */
function prepare(plan: Place, weights: Place, feature: Place): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const stride = strains + 2;
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  const R = place(plan, RESIDUAL_AT), inner = place(plan, INNER1_AT);
  const factor = splat(2.0);
  apply(first, inputs, weights, inputs, 1, from(feature, strains + 1), stride, from(one, ALONG), NEURON);
  for (let i = 0; i < first; i++) {
    const neuron = from(one, i * NEURON);
    const square = bendRow(strains, from(place(plan, CHAIN1_AT), i * stride), R, mul(factor, at(neuron, BENDING)), from(place(plan, BACK_AT), i * stride));
    put(neuron, SQUARE, square);
    put(inner, i * stride + strains, at(neuron, VALUE));
    put(inner, i * stride + strains + 1, add(mul(at(neuron, SLOPE), at(neuron, ALONG)), mul(at(neuron, CURVATURE), square)));
  }
  for (let k = 0; k < second; k++) {
    const neuron = from(two, k * NEURON);
    put(neuron, SQUARE, bendRow(strains, from(place(plan, CHAIN2_AT), k * stride), R, mul(factor, at(neuron, BENDING)), from(place(plan, INNER2_AT), k * stride)));
  }
  apply(second, first, past(weights, first * inputs + first), first, 1, from(inner, strains + 1), stride, from(two, ALONG), NEURON);
}

/** Adds the gradient of layer 2 and of the last weights. */
function reverseSecond(plan: Place, w3: Place, gradient: Place): void {
  const strains = whole(plan, STRAINS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const stride = strains + 2;
  const two = place(plan, NEURON2_AT), outer = place(plan, INNER2_AT);
  const ofBias = from(gradient, second * first), ofLast = from(ofBias, second);
  for (let k = 0; k < second; k++) {
    const neuron = from(two, k * NEURON);
    const along = at(neuron, ALONG), square = at(neuron, SQUARE);
    const argument = mul(shared(w3, k), add(mul(at(neuron, CURVATURE), along), mul(at(neuron, THIRD), square)));
    put(outer, k * stride + strains, argument);
    put(outer, k * stride + strains + 1, at(neuron, ADJOINT));
    put(ofBias, k, add(at(ofBias, k), argument));
    put(ofLast, k, add(at(ofLast, k), add(mul(at(neuron, SLOPE), along), mul(at(neuron, CURVATURE), square))));
  }
  addOuter(second, first, stride, outer, place(plan, INNER1_AT), gradient);
}

/** Adds the gradient of layer 1. */
function reverseFirst(plan: Place, W2: Place, feature: Place, gradient: Place): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const stride = strains + 2;
  const one = place(plan, NEURON1_AT), back = place(plan, BACK_AT), outer = place(plan, INNER2_AT);
  const ofInner = from(back, first * stride), ofBias = from(gradient, first * inputs);
  apply(first, second, W2, 1, first, from(outer, strains), stride, from(one, SENSITIVITY), NEURON);
  product(first, second, strains, W2, 1, first, outer, ofInner, stride);
  for (let i = 0; i < first; i++) {
    const neuron = from(one, i * NEURON);
    const chain = from(place(plan, CHAIN1_AT), i * stride), row = from(back, i * stride), inner = from(ofInner, i * stride);
    const slope = at(neuron, SLOPE), adjoint = at(neuron, ADJOINT);
    let ofSlope = mul(adjoint, at(neuron, ALONG));
    for (let v = 0; v < strains; v++) {
      ofSlope = add(ofSlope, mul(at(inner, v), at(chain, v)));
      put(row, v, add(at(row, v), mul(slope, at(inner, v))));
    }
    const argument = add(add(mul(at(neuron, SENSITIVITY), slope), mul(ofSlope, at(neuron, CURVATURE))), mul(mul(adjoint, at(neuron, SQUARE)), at(neuron, THIRD)));
    put(row, strains, argument);
    put(row, strains + 1, mul(adjoint, slope));
    put(ofBias, i, add(at(ofBias, i), argument));
  }
  addOuter(first, inputs, stride, back, feature, gradient);
}

/** Adds the gradient of r·S + R:CC after `chains`, with the direction in the room of the features and R at RESIDUAL_AT. */
function reverse(plan: Place, weights: Place, feature: Place): void {
  const inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const start = first * inputs + first;
  const gradient = place(plan, GRADIENT_AT);
  prepare(plan, weights, feature);
  reverseSecond(plan, past(weights, start + second * first + second), from(gradient, start));
  reverseFirst(plan, past(weights, start), feature, gradient);
}

/** Lanes of a training record: features, stress, tangent, two weights. */
function recordSize(plan: Place): i32 {
  const strains = whole(plan, STRAINS), packed = whole(plan, PACKED);
  return whole(plan, TERMS) * (strains + 2 + packed) + strains + packed + 2;
}

/** Slopes of the network at training record `record`, into SLOPE_AT. */
export function networkSlopes(plan: Place, record: i32): void {
  const feature = from(place(plan, TARGET_AT), record * recordSize(plan));
  const weights = place(plan, WEIGHT_AT);
  forward(plan, weights, feature);
  slopes(plan, weights, place(plan, SLOPE_AT));
}

/** Adds the gradient of (direction in the room of the features)·dy/dx at training record `record`. */
export function networkReverse(plan: Place, record: i32): void {
  const feature = from(place(plan, TARGET_AT), record * recordSize(plan));
  const strains = whole(plan, STRAINS);
  forwardCurved(plan, place(plan, WEIGHT_AT), feature);
  chains(plan, place(plan, WEIGHT_AT), feature);
  for (let i = 0; i < strains * strains; i++) put(place(plan, RESIDUAL_AT), i, splat(0.0));
  reverse(plan, place(plan, WEIGHT_AT), feature);
}

/** Adds loss and gradient of `count` training records from `start` on. */
export function networkTrain(plan: Place, start: i32, count: i32): void {
  const size = recordSize(plan), inputs = whole(plan, INPUTS), terms = whole(plan, TERMS), strains = whole(plan, STRAINS), packed = whole(plan, PACKED);
  const weights = place(plan, WEIGHT_AT), slope = place(plan, SLOPE_AT), answer = place(plan, ANSWER_AT);
  const factors = past(weights, factorStart(plan));
  for (let record = start; record < start + count; record++) {
    const feature = from(place(plan, TARGET_AT), record * size);
    forwardCurved(plan, weights, feature);
    chains(plan, weights, feature);
    slopes(plan, weights, slope);
    for (let a = inputs; a < terms; a++) put(slope, a, shared(factors, a - inputs));
    for (let i = 0; i < 1 + strains + packed; i++) put(answer, i, splat(0.0));
    addTerms(plan, feature, slope);
    addBending(plan, from(answer, 1 + strains));
    residuals(plan, from(feature, terms * (strains + 2 + packed)));
    directions(plan, feature);
    reverse(plan, weights, feature);
  }
}

/** Place of a training record, which starts with its features. */
export function recordPlace(plan: Place, record: i32): Place {
  return from(place(plan, TARGET_AT), record * recordSize(plan));
}
