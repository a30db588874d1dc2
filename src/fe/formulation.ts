/** Formulations: how cells turn displacements into the F that models see, and the stresses of the models into nodal forces. A model does not know which it is under. */
import { CaseError } from "../core/errors.js";
import type { ElementKernel } from "../kernels/element.js";
import type { Mesh } from "../mesh/mesh.js";
import type { ElementType } from "../mesh/topology.js";
import { deformation } from "./deformation.js";
import type { GradientField } from "./gradient.js";
import { type Arrange, createPatches, type Patch } from "./patch.js";
import type { ReliefGeometry } from "./shear-relief.js";

/** What the models of a region answered. */
export interface Stress {
  /** `[points, 3, 3]` */
  readonly P: Float64Array;
  /** `[points, 3, 3, 3, 3]` */
  readonly A: Float64Array;
}

/** hex8 cells without the shear of bending, with the volume change of their centroid or with its mean. */
export interface RelievedCells {
  readonly kernel: "fbar" | "mixed";
  readonly geometry: ReliefGeometry;
  /** Reference gradients at the centroids `[cells, 3, nodes]`, for those that take their volume change there. */
  readonly central?: Float64Array;
}

/** A patch under a formulation. Remembers what it needs of the last deformation. */
export interface Integration {
  readonly patch: Patch;
  /** Of cells that the pass over laws (sweep.ts) can do under this formulation: its name there, and their geometry. */
  readonly relieved?: RelievedCells;
  /** F before changes of volume are evened out; absent where they are not. */
  readonly gradient?: GradientField;
  /**
   * Writes the F that the models see.
   * @param u displacements `[nodes, dimension]`, unit of length
   * @param F out: `[points of the region, 3, 3]`
   * @returns number of the first point of the region that must not reach a model (det F <= 0 or not a number), -1 when there is none
   */
  deform(u: Float64Array, F: Float64Array): number;
  /** Leaves the forces of the cells [first, first + count) in `kernel.forces`. */
  computeForces(kernel: ElementKernel, first: number, count: number, stress: Stress): void;
  /** Leaves the derivatives of these forces in `kernel.stiffness`. */
  computeStiffness(kernel: ElementKernel, first: number, count: number, stress: Stress): void;
}

/** A formulation, for patches of some element types. */
export interface Formulation {
  readonly name: string;
  /** Types it is made for. */
  readonly elements: readonly ElementType[];
  /** "symmetric" when the stiffness is wherever the tangent of the model is. */
  readonly kind: "symmetric" | "unsymmetric";
  /** Order of the cells of an element type that it needs in a patch; absent: any. */
  arrange?(type: ElementType): Arrange | undefined;
  bind(mesh: Mesh, patch: Patch): Integration;
}

/**
 * Patches of a region as a formulation wants them.
 * @param cells mesh cell numbers of the region, increasing
 * @throws MeshError E_INVERTED_CELL
 */
export function formPatches(formulation: Formulation, mesh: Mesh, cells: Int32Array): Patch[] {
  return createPatches(mesh, cells, (_mesh, block, own) => {
    const arrange = formulation.arrange?.(mesh.blocks[block].type);
    return arrange ? arrange(mesh, block, own) : [{ cells: own, group: 1 }];
  });
}

/** Displacements alone: F = I + ∇u. */
export const standard: Formulation = {
  name: "standard",
  elements: ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"],
  kind: "symmetric",
  bind: (_mesh, patch) => ({
    patch,
    deform: (u, F) => deformation(patch, u, F),
    computeForces: (kernel, first, count, { P }) => kernel.computeForces(patch, first, count, P, patch.firstPoint + first * patch.points),
    computeStiffness: (kernel, first, count, { A }) => kernel.computeStiffness(patch, first, count, A, patch.firstPoint + first * patch.points),
  }),
};

/**
 * Puts a patch under a formulation.
 * @throws CaseError E_FORMULATION when it is not made for the element type
 */
export function integrate(formulation: Formulation, mesh: Mesh, patch: Patch): Integration {
  const { type } = patch.element;
  if (formulation.elements.some((known) => known === type)) return formulation.bind(mesh, patch);
  throw new CaseError("E_FORMULATION", `formulation ${formulation.name} is not made for ${type}; it is for ${formulation.elements.join(", ")}.`, {
    hint: `use a mesh of ${formulation.elements.join(" or ")}, or another formulation.`, details: { formulation: formulation.name, element: type },
  });
}
