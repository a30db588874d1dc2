/**
 * Rule-based fibres (bayer2012): two harmonic functions give every point an axis across the wall and one from apex to base; the fibre lies in the
 * wall, at an angle from the circumference that changes linearly with the depth.
 */
import { cos, sin } from "../core/math.gen.js";
import { CaseError } from "../core/errors.js";
import { nodesOf } from "../mesh/index.js";
import { type DirectionField, normalise } from "./field.js";
import { laplace } from "./laplace.js";
import { forEachPoint, type MeshPoints, type PointVisit } from "./points.js";

/** A rule: names of sets, and angles in degrees. */
export interface RuleSpec {
  /** Angle of the fibre from the circumference towards the base, `[inner, outer]`. */
  readonly helix: readonly number[];
  /** Angle of the sheet from the axis across the wall, about the fibre, `[inner, outer]`; 0 when absent. */
  readonly sheet?: readonly number[];
  readonly inner: string;
  readonly outer: string;
  readonly apex: string;
  readonly base: string;
}

/** Material axes of a rule, perpendicular to each other. */
export interface RuleFields {
  readonly fibre: DirectionField;
  /** Across the layers of fibres: towards the outside where the sheet angle is 0. */
  readonly sheet: DirectionField;
  /** fibre × sheet. */
  readonly normal: DirectionField;
}

/** π/180; the nearest double. */
const degree = 0.017453292519943295;

/**
 * Solves for the two functions and turns their gradients into axes at every Gauss point.
 * @param name for errors
 * @throws MeshError E_SET; CaseError E_FIBRES where the two gradients are parallel or vanish; ConvergenceError E_SINGULAR
 */
export async function ruleFields(points: MeshPoints, name: string, rule: RuleSpec): Promise<RuleFields> {
  const { mesh } = points;
  const depth = await laplace(points, nodesOf(mesh, rule.inner), nodesOf(mesh, rule.outer));
  const height = await laplace(points, nodesOf(mesh, rule.apex), nodesOf(mesh, rule.base));
  const [fibre, sheet, normal] = Array.from({ length: 3 }, () => new Float64Array(3 * points.count));
  const across = new Float64Array(3), up = new Float64Array(3), around = new Float64Array(3);
  forEachPoint(points, (at) => {
    gradient(at, depth, across);
    gradient(at, height, up);
    if (!frame(across, up, around)) {
      throw new CaseError("E_FIBRES", `fibres.${name}: the directions across the wall and from apex to base are not independent in cell ${at.cell}.`, {
        hint: "check the sets inner, outer, apex and base: they must lie on four different sides of the wall.", details: { fibres: name, cell: at.cell },
      });
    }
    const share = valueAt(at, depth);
    const from = 3 * at.point, to = from + 3;
    turn(around, up, angleAt(rule.helix, share), fibre.subarray(from, to));
    turn(up, around, -angleAt(rule.helix, share), normal.subarray(from, to));
    // About the fibre: sheet and normal turn together.
    const tilt = angleAt(rule.sheet ?? [0, 0], share);
    turn(across, normal.subarray(from, to), tilt, sheet.subarray(from, to));
    turn(normal.slice(from, to), across, -tilt, normal.subarray(from, to));
    // Right-handed: normal = fibre × sheet.
    for (let k = from; k < to; k++) normal[k] = -normal[k];
  });
  return { fibre: { values: fibre }, sheet: { values: sheet }, normal: { values: normal } };
}

/** Angle in radians at a share of the depth. */
function angleAt([inner, outer]: readonly number[], share: number): number {
  return degree * (inner + share * (outer - inner));
}

/** out = cos a · first + sin a · second. */
function turn(first: Float64Array, second: Float64Array, angle: number, out: Float64Array): void {
  const c = cos(angle), s = sin(angle);
  for (let i = 0; i < 3; i++) out[i] = c * first[i] + s * second[i];
}

function gradient({ patch, c, q }: PointVisit, values: Float64Array, out: Float64Array): void {
  const { nodes, points, dimension, dNdX, connectivity } = patch;
  out.fill(0);
  for (let a = 0; a < nodes; a++) {
    for (let J = 0; J < dimension; J++) out[J] += dNdX[((c * points + q) * dimension + J) * nodes + a] * values[connectivity[c * nodes + a]];
  }
}

function valueAt({ patch, c, q }: PointVisit, values: Float64Array): number {
  const { nodes, dimension, element, connectivity } = patch;
  const N = new Float64Array(nodes);
  element.shape(element.quadrature.points.subarray(q * dimension, (q + 1) * dimension), N);
  return N.reduce((sum, shape, a) => sum + shape * values[connectivity[c * nodes + a]], 0);
}

/** Sine of the smallest angle between the two gradients that still counts as two directions. */
const parallel = 1e-6;

/** Makes unit axes of the two gradients: up keeps its direction, across loses its part along it, around = up × across. False when they are not independent. */
function frame(across: Float64Array, up: Float64Array, around: Float64Array): boolean {
  if (!normalise(up) || !normalise(across)) return false;
  const along = across[0] * up[0] + across[1] * up[1] + across[2] * up[2];
  for (let i = 0; i < 3; i++) across[i] -= along * up[i];
  if (Math.sqrt(across[0] * across[0] + across[1] * across[1] + across[2] * across[2]) < parallel || !normalise(across)) return false;
  for (let i = 0; i < 3; i++) around[i] = up[(i + 1) % 3] * across[(i + 2) % 3] - up[(i + 2) % 3] * across[(i + 1) % 3];
  return true;
}
