/** Fields of an accepted step, per node and per cell: what probes read and result files show. */
import { type ConstitutiveModel, stride } from "../constitutive/model.js";
import { cellMeans } from "../fe/projection.js";
import { contactAtNodes } from "../load/contact.js";
import { cellCount, type Mesh, nodeCount } from "../mesh/index.js";
import type { AcceptedStep } from "../solve/accept.js";
import type { RegionPoints } from "../solve/system.js";

/** Values `[items, components]` of one field. */
export interface Field {
  readonly components: number;
  readonly values: Float64Array;
}

/** What is read from a step. */
type Accepted = Pick<AcceptedStep, "u" | "reactions" | "regions">;
type AtNodes = Pick<AcceptedStep, "u" | "reactions" | "contacts">;

/** A field of Gauss points, made from what the solver keeps. */
interface PointQuantity {
  readonly components: number;
  /** `[points, components]` */
  values(points: RegionPoints): Float64Array;
}

const quantities: Readonly<Record<string, PointQuantity>> = {
  P: { components: 9, values: ({ arena }) => arena.response.P },
  F: { components: 9, values: ({ arena }) => arena.F },
  W: { components: 1, values: ({ arena }) => arena.response.W },
  J: { components: 1, values: ({ arena }) => Float64Array.from({ length: arena.count }, (_, point) => determinant(arena.F, 9 * point)) },
  cauchy: { components: 9, values: ({ arena }) => cauchy(arena.response.P, arena.F) },
  vonMises: { components: 1, values: ({ arena }) => equivalentStress(cauchy(arena.response.P, arena.F)) },
};

/** Names of the fields that every material has at its Gauss points. */
export const pointFields: readonly string[] = Object.keys(quantities);

/** Names of the state fields of some models that are results, without their working memory. */
export function stateFields(models: readonly ConstitutiveModel[]): string[] {
  return [...new Set(models.flatMap((model) => model.state.filter((field) => !field.internal).map((field) => field.name)))];
}

/** Names of the node fields that contacts add to result files. */
export const contactFields = ["contactPressure", "gap"] as const;

/** A field of nodes by name, undefined when it is one of cells. */
export function nodeFieldOf(mesh: Mesh, step: AtNodes, name: string): Field | undefined {
  const readers: Readonly<Record<string, () => Field>> = {
    u: () => nodeField(mesh, step.u), reaction: () => nodeField(mesh, step.reactions),
    contactPressure: () => contactField(mesh, step, "pressure"), gap: () => contactField(mesh, step, "gap"),
  };
  return Object.hasOwn(readers, name) ? readers[name]() : undefined;
}

/** Pressure per reference area, or gap, of all contacts; where two meet, the larger pressure and the smaller gap; 0 at nodes without. */
function contactField(mesh: Mesh, { contacts }: AtNodes, what: "pressure" | "gap"): Field {
  const values = new Float64Array(nodeCount(mesh)), seen = new Uint8Array(values.length);
  for (const contact of contacts) {
    const own = contactAtNodes(contact, values.length)[what];
    for (const node of contact.points.nodes) {
      const better = what === "pressure" ? own[node] > values[node] : own[node] < values[node];
      if (seen[node] === 0 || better) values[node] = own[node];
      seen[node] = 1;
    }
  }
  return { components: 1, values };
}

/** Displacements (unit of length) or reactions (unit of force) as `[nodes, 3]`; the third component is 0 in 2D. */
export function nodeField(mesh: Mesh, values: Float64Array): Field {
  const d = mesh.dimension;
  const out = new Float64Array(mesh.points.length);
  for (let dof = 0; dof < values.length; dof++) out[3 * Math.floor(dof / d) + (dof % d)] = values[dof];
  return { components: 3, values: out };
}

/** Mean over each cell, weighted by volume, `[cells, components]`; 0 in cells whose material has no such state. */
export function cellField(mesh: Mesh, step: Accepted, name: string): Field {
  const sources = step.regions.map((points) => ({ points, quantity: Object.hasOwn(quantities, name) ? quantities[name] : stateQuantity(points, name) }));
  const components = Math.max(0, ...sources.map(({ quantity }) => quantity?.components ?? 0));
  const fields = sources.flatMap(({ points, quantity }) => (quantity ? [{ patches: points.patches, values: quantity.values(points) }] : []));
  return { components, values: cellMeans(fields, components, cellCount(mesh)) };
}

function stateQuantity({ region }: RegionPoints, name: string): PointQuantity | undefined {
  const { state } = region.model;
  const index = state.findIndex((field) => field.name === name && !field.internal);
  if (index < 0) return undefined;
  const [offset, size, total] = [stride(state.slice(0, index)), state[index].size, stride(state)];
  return {
    components: size,
    values: ({ arena }) => Float64Array.from({ length: arena.count * size }, (_, k) => arena.state0[Math.floor(k / size) * total + offset + (k % size)]),
  };
}

/** Determinant of the 3 by 3 matrix that starts at `at`. */
export function determinant(F: ArrayLike<number>, at: number): number {
  return F[at] * (F[at + 4] * F[at + 8] - F[at + 5] * F[at + 7])
    - F[at + 1] * (F[at + 3] * F[at + 8] - F[at + 5] * F[at + 6])
    + F[at + 2] * (F[at + 3] * F[at + 7] - F[at + 4] * F[at + 6]);
}

/** P Fᵀ / J of all points. */
function cauchy(P: Float64Array, F: Float64Array): Float64Array {
  const out = new Float64Array(P.length);
  for (let at = 0; at < P.length; at += 9) {
    const J = determinant(F, at);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let K = 0; K < 3; K++) sum += P[at + 3 * i + K] * F[at + 3 * j + K];
        out[at + 3 * i + j] = sum / J;
      }
    }
  }
  return out;
}

/** Equivalent stress after von Mises of tensors `[count, 3, 3]`. */
export function equivalentStress(tensors: Float64Array): Float64Array {
  return Float64Array.from({ length: tensors.length / 9 }, (_, k) => {
    const s = tensors.subarray(9 * k, 9 * k + 9);
    const mean = (s[0] + s[4] + s[8]) / 3;
    const square = s.reduce((sum, x, i) => sum + (i % 4 === 0 ? (x - mean) * (x - mean) : x * x), 0);
    return Math.sqrt(1.5 * square);
  });
}
