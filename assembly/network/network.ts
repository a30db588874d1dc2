// The network y = w3 · σ(W2 σ(W1 x + b1) + b2) with σ(u) = (u + sqrt(u² + 4))/2: convex and increasing like softplus, but exact to round.
import { add, at, div, from, Lane, mul, past, Place, place, put, shared, splat, sqrt, whole } from "./lanes";
import {
  ADJOINT, ARGUMENT, BENDING, CHAIN1_AT, CHAIN2_AT, CURVATURE, FIRST, INNER1_AT, INPUTS, NEURON, NEURON1_AT, NEURON2_AT, SECOND, SENSITIVITY, SLOPE, STRAINS, THIRD, VALUE,
} from "./plan";
import { addSquares, apply, applyTransposed, product } from "./product";

/** Bias, value and derivative of the neurons of a layer, whose products with the weights stand in ARGUMENT. */
function activate(count: i32, bias: Place, neurons: Place): void {
  const four = splat(4.0), half = splat(0.5), one = splat(1.0);
  for (let i = 0; i < count; i++) {
    const neuron = from(neurons, i * NEURON);
    const u = add(at(neuron, ARGUMENT), shared(bias, i));
    const root = sqrt(add(mul(u, u), four));
    put(neuron, VALUE, mul(half, add(u, root)));
    put(neuron, SLOPE, mul(half, add(one, mul(u, div(one, root)))));
  }
}

/** The same with two more derivatives. */
function activateCurved(count: i32, bias: Place, neurons: Place): void {
  const four = splat(4.0), half = splat(0.5), one = splat(1.0);
  for (let i = 0; i < count; i++) {
    const neuron = from(neurons, i * NEURON);
    const u = add(at(neuron, ARGUMENT), shared(bias, i));
    const root = sqrt(add(mul(u, u), four));
    const inverse = div(one, root);
    const inverse2 = mul(inverse, inverse);
    const curvature = mul(splat(2.0), mul(inverse2, inverse));
    put(neuron, VALUE, mul(half, add(u, root)));
    put(neuron, SLOPE, mul(half, add(one, mul(u, inverse))));
    put(neuron, CURVATURE, curvature);
    put(neuron, THIRD, mul(mul(splat(-3.0), curvature), mul(u, inverse2)));
  }
}

/** Values and slopes of both layers; ADJOINT of layer 2 is dy/du2, of layer 1 dy/da1. */
export function forward(plan: Place, weights: Place, feature: Place): void {
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  const b1 = past(weights, first * whole(plan, INPUTS)), b2 = past(b1, first + second * first);
  firstProducts(plan, weights, feature);
  activate(first, b1, one);
  secondProducts(plan, weights);
  activate(second, b2, two);
  adjoints(plan, weights);
}

/** The same with the derivatives that `chains` needs. */
export function forwardCurved(plan: Place, weights: Place, feature: Place): void {
  const first = whole(plan, FIRST), second = whole(plan, SECOND);
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  const b1 = past(weights, first * whole(plan, INPUTS)), b2 = past(b1, first + second * first);
  firstProducts(plan, weights, feature);
  activateCurved(first, b1, one);
  secondProducts(plan, weights);
  activateCurved(second, b2, two);
  adjoints(plan, weights);
}

function firstProducts(plan: Place, weights: Place, feature: Place): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS);
  apply(whole(plan, FIRST), inputs, weights, inputs, 1, from(feature, strains), strains + 2, place(plan, NEURON1_AT), NEURON);
}

function secondProducts(plan: Place, weights: Place): void {
  const inputs = whole(plan, INPUTS), first = whole(plan, FIRST);
  apply(whole(plan, SECOND), first, past(weights, first * inputs + first), first, 1, from(place(plan, NEURON1_AT), VALUE), NEURON, place(plan, NEURON2_AT), NEURON);
}

function adjoints(plan: Place, weights: Place): void {
  const inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  const W2 = past(weights, first * inputs + first), w3 = past(W2, second * first + second);
  for (let k = 0; k < second; k++) put(two, k * NEURON + ADJOINT, mul(shared(w3, k), at(two, k * NEURON + SLOPE)));
  apply(first, second, W2, 1, first, from(two, ADJOINT), NEURON, from(one, ADJOINT), NEURON);
}

/**
 * After `forwardCurved`, tangents along the slopes of the features: CHAIN1 = W1 B, INNER1 = σ' CHAIN1, CHAIN2 = W2 INNER1;
 * BENDING is the factor of the squares of a chain in the second derivative.
 */
export function chains(plan: Place, weights: Place, feature: Place): void {
  const strains = whole(plan, STRAINS), inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const stride = strains + 2;
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  const chain1 = place(plan, CHAIN1_AT), inner = place(plan, INNER1_AT);
  const W2 = past(weights, first * inputs + first), w3 = past(W2, second * first + second);
  product(first, inputs, strains, weights, inputs, 1, feature, chain1, stride);
  for (let i = 0; i < first; i++) {
    const neuron = from(one, i * NEURON);
    const slope = at(neuron, SLOPE);
    for (let v = 0; v < strains; v++) put(inner, i * stride + v, mul(slope, at(chain1, i * stride + v)));
    put(neuron, BENDING, mul(at(neuron, ADJOINT), at(neuron, CURVATURE)));
  }
  product(second, first, strains, W2, first, 1, inner, place(plan, CHAIN2_AT), stride);
  for (let k = 0; k < second; k++) put(two, k * NEURON + BENDING, mul(shared(w3, k), at(two, k * NEURON + CURVATURE)));
}

/** y after `forward`. */
export function value(plan: Place, weights: Place): Lane {
  const inputs = whole(plan, INPUTS), first = whole(plan, FIRST), second = whole(plan, SECOND);
  const w3 = past(weights, first * inputs + first + second * first + second);
  let y = splat(0.0);
  for (let k = 0; k < second; k++) y = add(y, mul(shared(w3, k), at(place(plan, NEURON2_AT), k * NEURON + VALUE)));
  return y;
}

/** dy/dx into `out` after `forward`. */
export function slopes(plan: Place, weights: Place, out: Place): void {
  const inputs = whole(plan, INPUTS), first = whole(plan, FIRST);
  const one = place(plan, NEURON1_AT);
  for (let i = 0; i < first; i++) put(one, i * NEURON + SENSITIVITY, mul(at(one, i * NEURON + ADJOINT), at(one, i * NEURON + SLOPE)));
  applyTransposed(first, inputs, weights, from(one, SENSITIVITY), NEURON, out);
}

/** Adds the second derivative along the slopes of the features, packed, after `chains`. */
export function addBending(plan: Place, out: Place): void {
  const strains = whole(plan, STRAINS);
  const one = place(plan, NEURON1_AT), two = place(plan, NEURON2_AT);
  addSquares(whole(plan, SECOND), strains, from(two, BENDING), NEURON, place(plan, CHAIN2_AT), strains + 2, out);
  addSquares(whole(plan, FIRST), strains, from(one, BENDING), NEURON, place(plan, CHAIN1_AT), strains + 2, out);
}
