/** Why a solve stopped short, and where: what the stepper cuts for and finally reports. */
import { PointStatus, type PointStatusCode } from "../constitutive/model.js";
import { determinant } from "../fe/deformation.js";
import { pointPlace } from "../fe/patch.js";
import type { RegionPoints, System } from "./system.js";

/** A Gauss point that failed. */
export interface FailedPoint {
  readonly region: string;
  readonly cell: number;
  /** Gauss point of the cell. */
  readonly point: number;
  /** Reference coordinates, unit of length. */
  readonly place: readonly number[];
  readonly status: PointStatusCode;
  readonly determinant: number;
}

/** A node where equilibrium is missed most. */
export interface WorstNode {
  readonly node: number;
  readonly place: readonly number[];
  /** Norm of the unbalanced force, unit of force. */
  readonly residual: number;
}

/**
 * `inverted`: det F <= 0 before the model was asked; `points`: the model failed; `iterations`: too many;
 * `singular`: the stiffness has no inverse; `linear`: an iterative solver has
 * failed where no direct one fits; `notFinite`: forces are not numbers;
 * `contact`: penetrations do not go away.
 */
export interface Failure {
  readonly kind: "inverted" | "points" | "iterations" | "singular" | "linear" | "notFinite" | "contact";
  readonly points: readonly FailedPoint[];
  readonly nodes: readonly WorstNode[];
}

/** Places listed per failure. */
const listed = 5;

/** The failed points of a region with status ≠ ok or det F <= 0, the first few. */
export function failedPoints(system: System, regionPoints: RegionPoints): FailedPoint[] {
  const { region, patches, arena } = regionPoints;
  const out: FailedPoint[] = [];
  for (const patch of patches) {
    for (let k = 0; k < patch.cells.length * patch.points && out.length < listed; k++) {
      const point = patch.firstPoint + k;
      const J = determinant(arena.F, 9 * point);
      const status = J > 0 ? (arena.response.status[point] as PointStatusCode) : PointStatus.inverted;
      if (status === PointStatus.ok) continue;
      const q = k % patch.points, c = (k - q) / patch.points;
      const place = Array.from(pointPlace(system.problem.mesh, patch, c, q, new Float64Array(3)));
      out.push({ region: region.name, cell: patch.cells[c], point: q, place, status, determinant: J });
    }
  }
  return out;
}

/** The nodes with the largest unbalanced forces. */
export function worstNodes(system: System): WorstNode[] {
  const { dimension, T, work, problem } = system;
  const squares = new Map<number, number>();
  T.freeDofs.forEach((dof, p) => {
    const node = (dof - (dof % dimension)) / dimension;
    squares.set(node, (squares.get(node) ?? 0) + work.residual[p] * work.residual[p]);
  });
  return [...squares].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, listed).map(([node, square]) => ({
    node, residual: Math.sqrt(square), place: Array.from(problem.mesh.points.subarray(3 * node, 3 * node + 3)),
  }));
}

/** A failure of single points. */
export function pointFailure(kind: "inverted" | "points", system: System): Failure {
  return { kind, points: system.regions.flatMap((region) => failedPoints(system, region)).slice(0, listed), nodes: [] };
}

/** A failure of the whole solve. */
export function solveFailure(kind: Exclude<Failure["kind"], "inverted" | "points">, system: System): Failure {
  return { kind, points: [], nodes: worstNodes(system) };
}
