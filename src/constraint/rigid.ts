/** Rigid-body motions that the constraints leave free: a singular stiffness, found before anything is solved. */
import { CaseError } from "../core/errors.js";
import { elementOf } from "../element/index.js";
import type { Mesh } from "../mesh/mesh.js";
import type { Constraint } from "./constraint.js";
import { dofName } from "./names.js";

/** A connected part of the mesh that can move as a rigid body. */
export interface FreeMotion {
  /** Number of the part, in order of its lowest node. */
  readonly part: number;
  /** Number of parts of the mesh. */
  readonly parts: number;
  /** Lowest node number of the part. */
  readonly node: number;
  /** E.g. "translation in y", "rotation about z". */
  readonly motion: string;
}

/** Parts of a mesh: nodes that hang together through cells. */
interface Parts {
  /** Part of each node `[nodes]`, -1 for nodes without cells. */
  readonly of: Int32Array;
  /** Lowest node of each part. */
  readonly first: number[];
  /** Centre and size of each part `[parts, 4]`. */
  readonly frame: Float64Array;
  /** Number of a dof of a node without cells among the unknowns; such dofs may serve as masters. */
  readonly loose: ReadonlyMap<number, number>;
  /** Rigid motions of all parts, and loose dofs. */
  readonly unknowns: number;
}

/** Rotations first: a free motion is named by its rotation where it has one (a body pinned at a point rotates). */
const motions = {
  2: ["rotation about z", "translation in x", "translation in y"],
  3: ["rotation about x", "rotation about y", "rotation about z", "translation in x", "translation in y", "translation in z"],
} as const;

/** Rows below this, relative to 1, do not constrain. */
const tolerance = 1e-9;

/**
 * Infinitesimal rigid-body motions of the mesh, or of parts of it that do not hang together, which satisfy all constraints.
 * Empty when the body is held. Mechanisms other than rigid motions are not looked for.
 */
export function freeMotions(mesh: Mesh, constraints: readonly Constraint[]): FreeMotion[] {
  const parts = findParts(mesh, constraints);
  const names = motions[mesh.dimension];
  const basis: Float64Array[] = [];
  for (const constraint of constraints) {
    if (basis.length === parts.unknowns) return [];
    extend(basis, constraintRow(mesh, parts, constraint));
  }
  const rigid = names.length * parts.first.length;
  return freeColumns(basis, parts.unknowns).map((column) => {
    const k = column % names.length, part = (column - k) / names.length;
    if (column < rigid) return { part, parts: parts.first.length, node: parts.first[part], motion: names[k] };
    const dof = [...parts.loose.keys()][column - rigid];
    const node = (dof - (dof % mesh.dimension)) / mesh.dimension;
    return { part: parts.first.length + node, parts: parts.first.length, node, motion: `displacement ${dofName(dof, mesh.dimension)}, which no cell uses` };
  });
}

/**
 * Refuses a problem that leaves a rigid motion free.
 * @throws CaseError E_RIGID_BODY naming the free motions
 */
export function checkRigidMotions(mesh: Mesh, constraints: readonly Constraint[]): void {
  const free = freeMotions(mesh, constraints);
  if (free.length === 0) return;
  const words = describe(free);
  throw new CaseError("E_RIGID_BODY", `the body is free to move: ${words}; every rigid motion must be held.`, {
    hint: "fix more components in `boundary` (a clamped face holds all motions).", details: { free },
  });
}

function describe(free: readonly FreeMotion[]): string {
  if (free[0].parts === 1) return free.map((motion) => motion.motion).join(", ");
  const parts = [...new Set(free.map((motion) => motion.part))];
  const listed = parts.slice(0, 3).map((part) => {
    const own = free.filter((motion) => motion.part === part);
    return `${own.map((motion) => motion.motion).join(", ")} of the separate part with node ${own[0].node}`;
  });
  const more = parts.length > 3 ? `; and ${parts.length - 3} more parts` : "";
  return `${listed.join("; ")}${more} (the mesh has ${free[0].parts} parts that share no nodes)`;
}

function findParts(mesh: Mesh, constraints: readonly Constraint[]): Parts {
  const nodes = mesh.points.length / 3;
  const parent = Int32Array.from({ length: nodes }, (_, node) => node);
  const used = new Uint8Array(nodes);
  for (const block of mesh.blocks) {
    const perCell = elementOf(block.type).nodes;
    for (let k = 0; k < block.connectivity.length; k++) {
      used[block.connectivity[k]] = 1;
      join(parent, block.connectivity[k], block.connectivity[k - (k % perCell)]);
    }
  }
  const of = new Int32Array(nodes).fill(-1);
  const first: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const root = find(parent, node);
    // The root is the lowest node of its part, so it has its number already.
    if (used[node] === 1) of[node] = root === node ? first.push(node) - 1 : of[root];
  }
  const rigid = motions[mesh.dimension].length * first.length;
  const loose = looseDofs(mesh, of, constraints, rigid);
  return { of, first, frame: frames(mesh, of, first.length), loose, unknowns: rigid + loose.size };
}

function looseDofs(mesh: Mesh, of: Int32Array, constraints: readonly Constraint[], rigid: number): Map<number, number> {
  const loose = new Map<number, number>();
  const note = (dof: number): void => {
    const node = (dof - (dof % mesh.dimension)) / mesh.dimension;
    if (of[node] < 0 && !loose.has(dof)) loose.set(dof, rigid + loose.size);
  };
  for (const constraint of constraints) {
    note(constraint.slave);
    for (let k = 0; k < constraint.masters.length; k++) note(constraint.masters[k]);
  }
  return loose;
}

function find(parent: Int32Array, node: number): number {
  let root = node;
  while (parent[root] !== root) root = parent[root];
  for (let next = node; next !== root;) {
    const up = parent[next];
    parent[next] = root;
    next = up;
  }
  return root;
}

function join(parent: Int32Array, a: number, b: number): void {
  const ra = find(parent, a), rb = find(parent, b);
  if (ra < rb) parent[rb] = ra;
  else parent[ra] = rb;
}

/** Centres and half extents, so that rotations and translations have numbers of the same order. */
function frames(mesh: Mesh, of: Int32Array, count: number): Float64Array {
  const low = new Float64Array(3 * count).fill(Infinity), high = new Float64Array(3 * count).fill(-Infinity);
  of.forEach((part, node) => {
    for (let J = 0; J < 3 && part >= 0; J++) {
      low[3 * part + J] = Math.min(low[3 * part + J], mesh.points[3 * node + J]);
      high[3 * part + J] = Math.max(high[3 * part + J], mesh.points[3 * node + J]);
    }
  });
  const frame = new Float64Array(4 * count);
  for (let part = 0; part < count; part++) {
    let size = 0;
    for (let J = 0; J < 3; J++) {
      frame[4 * part + J] = (low[3 * part + J] + high[3 * part + J]) / 2;
      size = Math.max(size, (high[3 * part + J] - low[3 * part + J]) / 2);
    }
    frame[4 * part + 3] = size;
  }
  return frame;
}

/** What a constraint asks of the amplitudes of all rigid motions and of loose dofs. */
function constraintRow(mesh: Mesh, parts: Parts, constraint: Constraint): Float64Array {
  const row = new Float64Array(parts.unknowns);
  addMotion(mesh, parts, constraint.slave, 1, row);
  for (let k = 0; k < constraint.masters.length; k++) addMotion(mesh, parts, constraint.masters[k], -constraint.factors[k], row);
  return row;
}

/** Adds factor times the displacement of a dof under each rigid motion of its part. */
function addMotion(mesh: Mesh, parts: Parts, dof: number, factor: number, row: Float64Array): void {
  const d = mesh.dimension;
  const i = dof % d, node = (dof - i) / d, part = parts.of[node];
  const loose = parts.loose.get(dof);
  if (loose !== undefined) {
    row[loose] += factor;
    return;
  }
  const length = parts.frame[4 * part + 3];
  const at = (J: number): number => (mesh.points[3 * node + J] - parts.frame[4 * part + J]) / length;
  const rotations = d === 2 ? 1 : 3;
  const start = part * (rotations + d);
  for (let axis = 0; axis < rotations; axis++) {
    // Component i of e_axis × X.
    const about = d === 2 ? 2 : axis;
    if (i === (about + 1) % 3) row[start + axis] -= factor * at((about + 2) % 3);
    if (i === (about + 2) % 3) row[start + axis] += factor * at((about + 1) % 3);
  }
  row[start + rotations + i] += factor;
}

/** Adds a row to an orthonormal basis when it is not in its span (Gram–Schmidt, twice for rounding). */
function extend(basis: Float64Array[], row: Float64Array): void {
  const before = length(row);
  if (before === 0) return;
  for (let sweep = 0; sweep < 2; sweep++) {
    for (const b of basis) {
      let share = 0;
      for (let k = 0; k < row.length; k++) share += b[k] * row[k];
      for (let k = 0; k < row.length; k++) row[k] -= share * b[k];
    }
  }
  const after = length(row);
  if (after > tolerance * before) basis.push(row.map((x) => x / after));
}

function length(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
}

/** Columns that name the free motions: those without pivot when the rows are reduced from the last column backwards. */
function freeColumns(basis: readonly Float64Array[], size: number): number[] {
  const rows = basis.map((row) => row.slice());
  const free: number[] = [];
  let used = 0;
  for (let column = size - 1; column >= 0; column--) {
    let best = used;
    for (let r = used; r < rows.length; r++) if (Math.abs(rows[r][column]) > Math.abs(rows[best][column])) best = r;
    if (used >= rows.length || Math.abs(rows[best][column]) < tolerance) {
      free.unshift(column);
      continue;
    }
    [rows[used], rows[best]] = [rows[best], rows[used]];
    for (let r = used + 1; r < rows.length; r++) {
      const factor = rows[r][column] / rows[used][column];
      for (let k = 0; k < size; k++) rows[r][k] -= factor * rows[used][k];
    }
    used++;
  }
  return free;
}
