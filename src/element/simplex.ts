/** Quadrature on the unit triangle (area 1/2) and the unit tetrahedron (volume 1/6). */
import type { Quadrature } from "./element.js";

/** Centroid rule of the triangle, degree 1. */
export const triangle1: Quadrature = {
  degree: 1, points: Float64Array.of(1 / 3, 1 / 3), weights: Float64Array.of(1 / 2), source: "centroid",
};

/** Interior three-point rule of the triangle, degree 2. */
export const triangle3: Quadrature = {
  degree: 2,
  points: Float64Array.of(1 / 6, 1 / 6, 2 / 3, 1 / 6, 1 / 6, 2 / 3),
  weights: Float64Array.of(1 / 6, 1 / 6, 1 / 6),
  source: "strang1973",
};

const near = (8 - Math.sqrt(10) - Math.sqrt(38 - 44 * Math.sqrt(0.4))) / 18, far = (8 - Math.sqrt(10) + Math.sqrt(38 - 44 * Math.sqrt(0.4))) / 18;
const tilt = Math.sqrt(213125 - 53320 * Math.sqrt(10));
const nearWeight = (620 - tilt) / 7440, farWeight = (620 + tilt) / 7440;

/** Interior six-point rule of the triangle, degree 4. */
export const triangle6: Quadrature = {
  degree: 4,
  points: Float64Array.of(near, near, 1 - 2 * near, near, near, 1 - 2 * near, far, far, 1 - 2 * far, far, far, 1 - 2 * far),
  weights: Float64Array.of(nearWeight, nearWeight, nearWeight, farWeight, farWeight, farWeight),
  source: "strang1973",
};

/** Centroid rule of the tetrahedron, degree 1. */
export const tetrahedron1: Quadrature = {
  degree: 1, points: Float64Array.of(1 / 4, 1 / 4, 1 / 4), weights: Float64Array.of(1 / 6), source: "centroid",
};

const a = (5 - Math.sqrt(5)) / 20;
const b = 1 - 3 * a;

/** Four-point rule of the tetrahedron, degree 2. */
export const tetrahedron4: Quadrature = {
  degree: 2,
  points: Float64Array.of(a, a, a, b, a, a, a, b, a, a, a, b),
  weights: Float64Array.of(1 / 24, 1 / 24, 1 / 24, 1 / 24),
  source: "hammer1956",
};
