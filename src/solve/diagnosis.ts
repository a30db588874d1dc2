/** The likely cause of a step that cannot be solved, from the last state that was in equilibrium and the attempts that failed: what a user should try. */
import { determinant } from "../fe/deformation.js";
import { standard } from "../fe/formulation.js";
import { displacementGradient } from "../fe/gradient.js";
import type { NewtonResult } from "./newton.js";
import type { RegionPoints, System } from "./system.js";
import { norm } from "./vector.js";

/** A cause, in words that fit behind "Likely cause:", and what to try. */
export interface Diagnosis {
  readonly likely: "collapsing cell" | "unstable material" | "failing material" | "locking" | "missing support" | "limit point" | "load too large" | "contact" | "linear solver";
  readonly words: string;
  readonly advice: string;
}

/** Volume ratio below which a cell counts as collapsing, and bulk over shear stiffness beyond which linear cells lock. */
const crushed = 0.1;
const incompressible = 100;

/** Attempts after which it is not the size of the step that stands in the way. */
const manyCuts = 4;

/** What is known when a step is given up. */
interface Evidence {
  readonly system: System;
  /** Of the last accepted step. */
  readonly time: number;
  /** Attempts of the step, in order; the last one has failed. */
  readonly attempts: readonly NewtonResult[];
  /** Where the last attempt lost the stability of a material. */
  readonly softened: Softened | undefined;
}

/** A region and a cell of it whose material is not strongly elliptic. */
export interface Softened { readonly region: string; readonly cell: number }

/** What is looked at, in the order in which it is believed. */
const suspects: readonly ((evidence: Evidence) => Diagnosis | undefined)[] = [
  failingContact, failingModel, failingSolver, missingSupport, crushedCell, softMaterial, invertedCell, locking, softeningMaterial, limitPoint,
];

/**
 * The first suspect that fits; "load too large" when none does.
 * @param system with the stresses of the last accepted state
 * @param time of the last accepted step
 * @param attempts of the step that failed, in order
 * @param softened where the last attempt lost the stability of a material (`findSoftened`)
 */
export function diagnose(system: System, time: number, attempts: readonly NewtonResult[], softened: Softened | undefined): Diagnosis {
  for (const suspect of suspects) {
    const found = suspect({ system, time, attempts, softened });
    if (found) return found;
  }
  return {
    likely: "load too large", words: "the load changes faster than the steps can follow, or is more than the body carries",
    advice: "load less or slower, reduce steps.min, or refine the mesh near the nodes that are named.",
  };
}

function lastKind(attempts: readonly NewtonResult[]): string | undefined {
  return attempts[attempts.length - 1].failure?.kind;
}

function failingContact({ attempts }: Evidence): Diagnosis | undefined {
  if (lastKind(attempts) !== "contact") return undefined;
  return {
    likely: "contact", words: "the faces cannot follow the rigid body as closely as asked",
    advice: "raise the tolerance of the contact, refine the mesh there, or use linear cells.",
  };
}

function failingModel({ attempts }: Evidence): Diagnosis | undefined {
  const point = attempts.filter(({ failure }) => failure?.kind === "points").at(-1)?.failure?.points[0];
  if (lastKind(attempts) !== "points" || !point) return undefined;
  return {
    likely: "failing material", words: `the material of region "${point.region}" has no answer at the deformation of cell ${point.cell}`,
    advice: "load less, look at the parameters (an exponential that overflows, an RVE that collapses), or refine the mesh near that cell.",
  };
}

function failingSolver({ attempts }: Evidence): Diagnosis | undefined {
  if (lastKind(attempts) !== "linear") return undefined;
  return { likely: "linear solver", words: "the iterative linear solver stalls, and no direct one fits", advice: "use a coarser mesh, or a direct solver on a machine with more memory." };
}

/** A stiffness that was singular before anything had moved. */
function missingSupport({ system, attempts }: Evidence): Diagnosis | undefined {
  if (lastKind(attempts) !== "singular" || system.u0.some((u) => u !== 0)) return undefined;
  return {
    likely: "missing support", words: "the body can move without resistance from the start: a part that nothing holds, a mechanism, or a material without stiffness",
    advice: "fix more directions in boundary, hold loose parts with weak springs (spring: { perNode: .. }), or look at the parameters.",
  };
}

/** Stability that was lost in equilibrium already. */
function softMaterial({ system }: Evidence): Diagnosis | undefined {
  return unstable(findSoftened(system));
}

/** Stability that is lost on the way to where the step should lead. */
function softeningMaterial({ softened, attempts }: Evidence): Diagnosis | undefined {
  return lastKind(attempts) === "iterations" || lastKind(attempts) === "singular" ? unstable(softened) : undefined;
}

function unstable(softened: Softened | undefined): Diagnosis | undefined {
  return softened && {
    likely: "unstable material", words: `the material of region "${softened.region}" has lost its stability (strong ellipticity) in cell ${softened.cell}: it softens there`,
    advice: "look at the law and its parameters at that strain (twoscale law NAME --plot law.html), or load less.",
  };
}

/** The first cell whose material, at the stresses that stand in the system, has a direction in which the acoustic tensor is not positive. */
export function findSoftened({ regions }: System): Softened | undefined {
  for (const points of regions) {
    const cell = firstUnstable(points);
    if (cell !== undefined) return { region: points.region.name, cell };
  }
  return undefined;
}

const directions = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1], [0, 1, 1], [0, 1, -1], [1, 1, 1], [1, 1, -1], [1, -1, 1], [-1, 1, 1]]
  .map((n) => n.map((x) => x / Math.sqrt(n.reduce((sum, y) => sum + y * y, 0))));

/** Cell of the first point with A : (m⊗N) ⊗ (m⊗N) <= 0 for one of some pairs of directions. */
function firstUnstable({ patches, arena }: RegionPoints): number | undefined {
  const { A } = arena.response;
  for (const patch of patches) {
    const d = patch.dimension;
    const inPlane = directions.filter((n) => d === 3 || n[2] === 0);
    for (let k = 0; k < patch.cells.length * patch.points; k++) {
      if (inPlane.some((N) => !acousticallyPositive(A, 81 * (patch.firstPoint + k), N, d))) return patch.cells[Math.floor(k / patch.points)];
    }
  }
  return undefined;
}

/** Leading minors of the symmetric part of Q_ik = A_iJkL N_J N_L. */
function acousticallyPositive(A: Float64Array, at: number, N: readonly number[], d: number): boolean {
  const Q = new Float64Array(9);
  for (let i = 0; i < d; i++) for (let J = 0; J < d; J++) for (let k = 0; k < d; k++) for (let L = 0; L < d; L++) {
    const share = (A[at + 27 * i + 9 * J + 3 * k + L] * N[J] * N[L]) / 2;
    Q[3 * i + k] += share;
    Q[3 * k + i] += share;
  }
  const two = Q[0] * Q[4] - Q[1] * Q[1];
  if (!(Q[0] > 0 && two > 0)) return false;
  if (d === 2) return true;
  return Q[8] * two - Q[5] * (Q[0] * Q[5] - Q[1] * Q[2]) + Q[2] * (Q[1] * Q[5] - Q[4] * Q[2]) > 0;
}

/** A cell that is nearly flat at the last accepted state; asked before a lost stability, for what is squeezed to nothing has lost that too. */
function crushedCell({ system }: Evidence): Diagnosis | undefined {
  const { ratio, cell } = smallestRatio(system);
  return ratio > crushed ? undefined : collapsing(`cell ${cell} is compressed to ${ratio.toPrecision(2)} of its volume at a point`);
}

/** A cell that inverts in every attempt. */
function invertedCell({ attempts }: Evidence): Diagnosis | undefined {
  const failure = attempts.at(-1)?.failure, point = failure?.kind === "inverted" ? failure.points[0] : undefined;
  return point && collapsing(`cell ${point.cell} turns inside out however small the step is`);
}

function collapsing(words: string): Diagnosis {
  return {
    likely: "collapsing cell", words,
    advice: "improve the shape of the cells there (twoscale check names bad ones), refine, or load less; a fold needs contact, a kink of the boundary a rounder corner.",
  };
}

/** Smallest ratio of volumes, before a formulation evens it out. */
function smallestRatio({ regions, u0 }: System): { ratio: number; cell: number } {
  const found = { ratio: Infinity, cell: -1 };
  for (const { integrations, arena } of regions) {
    const F = new Float64Array(arena.F.length);
    for (const { patch, gradient = displacementGradient(patch) } of integrations) {
      patch.cells.forEach((cell, c) => {
        gradient.deform(c, u0, F);
        for (let k = c * patch.points; k < (c + 1) * patch.points; k++) {
          const ratio = determinant(F, 9 * (patch.firstPoint + k));
          if (ratio < found.ratio) Object.assign(found, { ratio, cell });
        }
      });
    }
  }
  return found;
}

/** Bulk over shear stiffness of the tangent, in cells that lock. */
function locking({ system: { regions } }: Evidence): Diagnosis | undefined {
  for (const { region, patches, arena } of regions) {
    if ((region.formulation ?? standard).name !== "standard" || patches.every(({ element }) => !/^(tri3|quad4|tet4|hex8)$/.test(element.type))) continue;
    const { A } = arena.response;
    const bulk = [0, 4, 8].reduce((sum, p) => sum + [0, 4, 8].reduce((row, q) => row + A[9 * p + q], 0), 0) / 9;
    const shear = A[27 * 0 + 9 * 1 + 3 * 0 + 1];
    if (!(bulk > incompressible * shear)) continue;
    return {
      likely: "locking", words: `region "${region.name}" is nearly incompressible (bulk over shear stiffness ${(bulk / shear).toPrecision(2)}) in linear cells that lock`,
      advice: "use formulation: mixed (or fbar), or quadratic cells.",
    };
  }
  return undefined;
}

/** How many times faster than on the average a body moves where a limit point is near. */
const runsAway = 4;

/** Steps that became ever smaller although every cell and material is sound, or a body that moved faster and faster: the path turns back, or leaves to the side. */
function limitPoint({ system, time, attempts }: Evidence): Diagnosis | undefined {
  const { u0, lastStep, problem } = system;
  const kinds = attempts.map(({ failure }) => failure?.kind), still = !u0.some((u) => u !== 0);
  if (problem.arc || still || !kinds.some((kind) => kind === "iterations" || kind === "singular")) return undefined;
  const softens = lastStep.dt > 0 && norm(lastStep.increment) / lastStep.dt > (runsAway * norm(u0)) / time;
  if (kinds.length < manyCuts && !softens) return undefined;
  return {
    likely: "limit point", words: `the body carries no more, or snaps or buckles, at this load: no equilibrium is near the last one${softens ? ", where it moved ever faster" : ""}`,
    advice: "follow the path past the limit point with steps: { arc: {} } (loads and motions as numbers), prescribe displacements or an enclosed volume instead of forces or pressures, add what stabilises the body in reality (springs, a foundation), refine, or load less; a body that folds passes through itself here, for it knows no contact with itself.",
  };
}
