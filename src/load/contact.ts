/**
 * Frictionless contact with a moving rigid body: augmented Lagrangian (simo1992), one multiplier per contact point.
 * With p = ⟨λ - ε g⟩ the potential is Σ w (p² - λ²) / 2ε: once differentiable, so that a line search survives first touch, and symmetric.
 */
import type { TimeFunction } from "../core/time.js";
import { type FacePoint, facePoints } from "../fe/face-points.js";
import { placeIn } from "../fe/pattern.js";
import type { Mesh } from "../mesh/mesh.js";
import type { SparsityPattern } from "../sparse/pattern.js";
import type { ConservativeLoad } from "./conservative.js";
import type { Obstacle } from "./obstacle.js";

/** Faces that a rigid body pushes. */
export interface ContactLoad {
  /** Pairs `[count, 2]` of (cell, local face). */
  readonly faces: ArrayLike<number>;
  readonly obstacle: Obstacle;
  /** Displacement of the obstacle over time, one function per direction, unit of length. */
  readonly motion: readonly TimeFunction[];
  /** ε, stress per length; default: `stiffening` times the stiffness of the body at the contact points. */
  readonly penalty?: number;
  /** Penetration that is left when the multipliers are accepted, unit of length. */
  readonly tolerance: number;
}

/** Where contact is looked for: place = Σ N x over `nodes[start[k] .. start[k+1]]`, with its share of the reference area. */
interface ContactPoints {
  readonly start: Int32Array;
  readonly nodes: Int32Array;
  readonly N: Float64Array;
  readonly area: Float64Array;
}

/** A contact laid out on a stiffness. */
export interface Contact extends ConservativeLoad {
  readonly load: ContactLoad;
  readonly points: ContactPoints;
  /** ε, stress per length. NaN until `tune`. */
  penalty: number;
  /** λ of each point: of the current iterate, and of the last accepted step; stress per reference area. */
  readonly multiplier: Float64Array;
  readonly accepted: Float64Array;
  /** p and g of each point at the last displacement. */
  readonly pressure: Float64Array;
  readonly gap: Float64Array;
}

/** What a contact answers with. */
export type ContactAnswer = Pick<Contact, "points" | "pressure" | "gap" | "forces">;

/** Default ε over the stiffness of the body: a hundredth of the penetration is left at each augmentation, or less. */
const stiffening = 100;

/**
 * Contact points: the nodes of linear faces with their share of the area (the weighted gap of dual multipliers, which neither locks nor
 * oscillates on a curved obstacle); the quadrature points of quadratic faces, whose nodal shares may be zero or negative.
 */
function contactPoints(mesh: Mesh, faces: ArrayLike<number>): ContactPoints {
  const quadrature = facePoints(mesh, faces);
  const isLinear = ({ nodes }: FacePoint): boolean => nodes.length <= (mesh.dimension === 2 ? 2 : 4);
  const byNode = new Map<number, number>();
  for (const { nodes, N, area } of quadrature.filter(isLinear)) nodes.forEach((node, a) => byNode.set(node, (byNode.get(node) ?? 0) + N[a] * area));
  const atNodes = [...byNode].sort((a, b) => a[0] - b[0]).map(([node, area]) => ({ nodes: Int32Array.of(node), N: Float64Array.of(1), area }));
  const all = [...atNodes, ...quadrature.filter((point) => !isLinear(point))];
  const start = new Int32Array(all.length + 1);
  all.forEach(({ nodes }, k) => { start[k + 1] = start[k] + nodes.length; });
  return {
    start, nodes: Int32Array.from(all.flatMap(({ nodes }) => [...nodes])), N: Float64Array.from(all.flatMap(({ N }) => [...N])),
    area: Float64Array.from(all, ({ area }) => area),
  };
}

/**
 * Lays a contact out on a stiffness.
 * @param pattern of a stiffness over all dofs; every pair of nodes of a face must be in it
 * @throws MeshError E_MESH_INDEX when a face does not exist
 */
export function createContact(mesh: Mesh, load: ContactLoad, pattern: SparsityPattern): Contact {
  const points = contactPoints(mesh, load.faces);
  const count = points.area.length, d = mesh.dimension;
  const vector = (): Float64Array => new Float64Array(count);
  const normals = new Float64Array(3 * count), curvatures = new Float64Array(9 * count);
  const contact: Contact = {
    load, points, penalty: load.penalty ?? NaN, multiplier: vector(), accepted: vector(), pressure: vector(), gap: vector(), forces: new Float64Array(pattern.size),
    respond(u, time) {
      measureGaps(mesh, contact, u, time, normals, curvatures);
      return push(contact, normals, d);
    },
    addStiffness: (K) => addContactStiffness(contact, { normals, curvatures, d, pattern }, K),
  };
  return contact;
}

function measureGaps(mesh: Mesh, { load, points, gap }: Contact, u: Float64Array, time: number, normals: Float64Array, curvatures: Float64Array): void {
  const d = mesh.dimension;
  const moved = load.motion.map((motion) => motion(time));
  const x = new Float64Array(3);
  for (let k = 0; k < gap.length; k++) {
    x.fill(0);
    for (let m = points.start[k]; m < points.start[k + 1]; m++) {
      const node = points.nodes[m];
      for (let i = 0; i < d; i++) x[i] += points.N[m] * (mesh.points[3 * node + i] + u[node * d + i]);
    }
    for (let i = 0; i < d; i++) x[i] -= moved[i];
    gap[k] = load.obstacle.distance(x, normals.subarray(3 * k, 3 * k + 3), curvatures.subarray(9 * k, 9 * k + 9));
  }
}

/** Pressures and forces of the measured gaps; returns the potential. Nothing pushes before ε is known. */
function push({ points, penalty, multiplier, pressure, gap, forces }: Contact, normals: Float64Array, d: number): number {
  let potential = 0;
  forces.fill(0);
  if (Number.isNaN(penalty)) return 0;
  for (let k = 0; k < gap.length; k++) {
    const lambda = multiplier[k];
    const p = Math.max(0, lambda - penalty * gap[k]);
    pressure[k] = p;
    potential += (points.area[k] * (p * p - lambda * lambda)) / (2 * penalty);
    for (let m = points.start[k]; m < points.start[k + 1]; m++) {
      const share = p * points.area[k] * points.N[m];
      for (let i = 0; i < d; i++) forces[points.nodes[m] * d + i] += share * normals[3 * k + i];
    }
  }
  return potential;
}

interface Frame { readonly normals: Float64Array; readonly curvatures: Float64Array; readonly d: number; readonly pattern: SparsityPattern }

/** Adds w N_a N_b (ε n⊗n - p ∇∇g) of the points that push. */
function addContactStiffness({ points, penalty, pressure }: Contact, { normals, curvatures, d, pattern }: Frame, K: Float64Array): void {
  const { start, nodes, N, area } = points;
  for (let k = 0; k < pressure.length; k++) {
    if (pressure[k] === 0) continue;
    for (let a = start[k]; a < start[k + 1]; a++) {
      const row = nodes[a] * d;
      for (let b = start[k]; b < start[k + 1]; b++) {
        const offset = placeIn(pattern.rowStart, pattern.columns, row, nodes[b] * d) - pattern.rowStart[row];
        const share = area[k] * N[a] * N[b];
        for (let i = 0; i < d; i++) {
          const place = pattern.rowStart[row + i] + offset;
          for (let j = 0; j < d; j++) {
            K[place + j] += share * (penalty * normals[3 * k + i] * normals[3 * k + j] - pressure[k] * curvatures[9 * k + 3 * i + j]);
          }
        }
      }
    }
  }
}

/**
 * Chooses ε where the load gives none: in proportion to the mean stiffness of the body at the contact points, per area.
 * @param K stiffness of the body on the pattern of the contact
 */
export function tuneContact(contact: Contact, pattern: SparsityPattern, dimension: number, K: Float64Array): void {
  const { points } = contact;
  let stiffness = 0, area = 0;
  for (let k = 0; k < points.area.length; k++) {
    area += points.area[k];
    for (let m = points.start[k]; m < points.start[k + 1]; m++) {
      for (let i = 0; i < dimension; i++) {
        const row = points.nodes[m] * dimension + i;
        stiffness += (points.N[m] * points.N[m] * K[placeIn(pattern.rowStart, pattern.columns, row, row)]) / dimension;
      }
    }
  }
  contact.penalty = (stiffening * stiffness) / area;
}

/** Largest penetration of the points that push, and gap that a multiplier still bridges, unit of length. */
export function penetration({ pressure, gap }: ContactAnswer): number {
  return gap.reduce((worst, g, k) => (pressure[k] > 0 ? Math.max(worst, Math.abs(g)) : worst), 0);
}

/** Takes the pressures as the new multipliers. */
export function augment({ multiplier, pressure }: Contact): void {
  multiplier.set(pressure);
}

/**
 * Pressures and gaps at the nodes of the mesh, means over the contact points around a node; 0 at the others.
 * @param nodes number of nodes of the mesh
 * @returns pressure per reference area (unit of stress) and gap (unit of length), both `[nodes]`
 */
export function contactAtNodes({ points, pressure, gap }: ContactAnswer, nodes: number): { readonly pressure: Float64Array; readonly gap: Float64Array } {
  const weight = new Float64Array(nodes), p = new Float64Array(nodes), g = new Float64Array(nodes);
  for (let k = 0; k < pressure.length; k++) {
    for (let m = points.start[k]; m < points.start[k + 1]; m++) {
      const share = points.area[k] * points.N[m] * points.N[m], node = points.nodes[m];
      weight[node] += share;
      p[node] += share * pressure[k];
      g[node] += share * gap[k];
    }
  }
  return { pressure: p.map((sum, node) => (weight[node] === 0 ? 0 : sum / weight[node])), gap: g.map((sum, node) => (weight[node] === 0 ? 0 : sum / weight[node])) };
}
