/** Rigid bodies as signed distances: what a contact pushes against. */

/** A rigid body at its place at time 0. In two dimensions z is 0 everywhere. */
export interface Obstacle {
  /**
   * Distance of a place from the surface, negative inside.
   * @param x place `[3]`, unit of length
   * @param normal out: gradient of the distance, a unit vector out of the obstacle `[3]`
   * @param curvature out: second derivatives of the distance `[3, 3]`, one over length
   */
  distance(x: Float64Array, normal: Float64Array, curvature: Float64Array): number;
}

type Vector = ArrayLike<number>;

const component = (v: Vector, i: number): number => v[i] ?? 0;

/**
 * Half-space behind a plane.
 * @param point on the plane, unit of length
 * @param normal out of the obstacle, of any length but 0
 */
export function wall(point: Vector, normal: Vector): Obstacle {
  const n = unit(normal);
  return {
    distance(x, out, curvature) {
      curvature.fill(0);
      out.set(n);
      let g = 0;
      for (let i = 0; i < 3; i++) g += n[i] * (x[i] - component(point, i));
      return g;
    },
  };
}

/**
 * Ball (in two dimensions a disc). Curved obstacles push back as a plane does where a place lies at their centre.
 * @param radius > 0, unit of length
 */
export function sphere(center: Vector, radius: number): Obstacle {
  return { distance: (x, normal, curvature) => roundDistance((i) => x[i] - component(center, i), radius, normal, curvature) };
}

/**
 * Endless round cylinder.
 * @param point on its axis, unit of length
 * @param direction of its axis, of any length but 0
 * @param radius > 0, unit of length
 */
export function cylinder(point: Vector, direction: Vector, radius: number): Obstacle {
  const a = unit(direction);
  const arm = new Float64Array(3);
  return {
    distance(x, normal, curvature) {
      let along = 0;
      for (let i = 0; i < 3; i++) along += a[i] * (x[i] - component(point, i));
      for (let i = 0; i < 3; i++) arm[i] = x[i] - component(point, i) - along * a[i];
      const g = roundDistance((i) => arm[i], radius, normal, curvature);
      const distance = g + radius;
      // Straight along the axis.
      for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) curvature[3 * i + j] -= distance === 0 ? 0 : (a[i] * a[j]) / distance;
      return g;
    },
  };
}

/** Distance from a ball around the origin of `arm`. */
function roundDistance(arm: (i: number) => number, radius: number, normal: Float64Array, curvature: Float64Array): number {
  let square = 0;
  for (let i = 0; i < 3; i++) square += arm(i) * arm(i);
  const distance = Math.sqrt(square);
  for (let i = 0; i < 3; i++) normal[i] = distance === 0 ? (i === 2 ? 1 : 0) : arm(i) / distance;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) curvature[3 * i + j] = distance === 0 ? 0 : ((i === j ? 1 : 0) - normal[i] * normal[j]) / distance;
  }
  return distance - radius;
}

/**
 * Box along the axes with rounded edges and corners.
 * @param center of the box, unit of length
 * @param size outer edge lengths, one per direction (in two dimensions it is endless along z)
 * @param radius of the edges, 0 < radius <= half the smallest edge
 */
export function roundedBox(center: Vector, size: Vector, radius: number): Obstacle {
  const core = Float64Array.from({ length: 3 }, (_, i) => (i < size.length ? size[i] / 2 - radius : Infinity));
  const beyond = new Float64Array(3);
  return {
    distance(x, normal, curvature) {
      let nearest = 0;
      for (let i = 0; i < 3; i++) {
        beyond[i] = Math.abs(x[i] - component(center, i)) - core[i];
        if (beyond[i] > beyond[nearest]) nearest = i;
      }
      const side = (i: number): number => (x[i] < component(center, i) ? -1 : 1);
      if (beyond[nearest] > 0) return outsideCore(beyond, side, radius, normal, curvature);
      curvature.fill(0);
      normal.fill(0);
      normal[nearest] = side(nearest);
      return beyond[nearest] - radius;
    },
  };
}

/** Distance from the sharp core of a rounded box, less the radius; flat in the directions in which the place is beside the core. */
function outsideCore(beyond: Float64Array, side: (i: number) => number, radius: number, normal: Float64Array, curvature: Float64Array): number {
  let square = 0;
  for (const b of beyond) square += b > 0 ? b * b : 0;
  const distance = Math.sqrt(square);
  for (let i = 0; i < 3; i++) normal[i] = beyond[i] > 0 ? (side(i) * beyond[i]) / distance : 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const identity = i === j && beyond[i] > 0 ? 1 : 0;
      curvature[3 * i + j] = (identity - normal[i] * normal[j]) / distance;
    }
  }
  return distance - radius;
}

function unit(v: Vector): Float64Array {
  let square = 0;
  for (let i = 0; i < v.length; i++) square += v[i] * v[i];
  return Float64Array.from({ length: 3 }, (_, i) => component(v, i) / Math.sqrt(square));
}
