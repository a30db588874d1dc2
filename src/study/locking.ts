/** Elements that lock: found from the ratio of bulk to shear modulus of the laws at rest, before anything is solved. */
import { analyticReference } from "../constitutive/analytic.js";
import type { ConstitutiveModel } from "../constitutive/model.js";
import { createArena } from "../constitutive/arena.js";
import { isVoid } from "../rve/void.js";
import { bindLaw, type LawSpec } from "../law/bind.js";
import { cellPlace, cellsOf } from "../mesh/index.js";
import { withAxes } from "./directions.js";
import type { FormulationName } from "./schema-case.js";
import { surrogateReference } from "../surrogate/model.js";
import { isRve, isSurrogate, type Study } from "./study.js";
import { lawOf } from "./wrappers.js";

/** A material whose cells would be too stiff. */
export interface Locking {
  readonly material: string;
  /** Bulk over shear modulus at rest, and Poisson's ratio. */
  readonly ratio: number;
  readonly poisson: number;
  /** Types of its cells that lock. */
  readonly elements: readonly string[];
}

/** Bulk over shear modulus from which linear displacement elements are visibly too stiff: Poisson's ratio 0.49. */
const stiffRatio = 50;
/** Types whose displacements alone cannot keep their volume in bending. */
const lockingTypes: ReadonlySet<string> = new Set(["tri3", "quad4", "tet4", "hex8"]);

/** Materials of a study that lock since the case asks for the standard formulation. */
export async function findLocking(study: Study): Promise<Locking[]> {
  if (study.formulation !== "standard") return [];
  const found: Locking[] = [];
  for (const material of new Set(Object.values(study.regions))) {
    const elements = typesOf(study, material).filter((type) => lockingTypes.has(type));
    const ratio = elements.length > 0 ? await stiffnessRatio(study, material) : 0;
    if (ratio > stiffRatio) found.push({ material, ratio, poisson: (3 * ratio - 2) / (6 * ratio + 2), elements });
  }
  return found;
}

/** The formulation of a material: what the case asks for; under `auto`, `mixed` where it is nearly incompressible (bulk over shear modulus above 50), else `standard`. */
export async function chooseFormulation(study: Study, material: string): Promise<FormulationName> {
  if (study.formulation !== "auto") return study.formulation;
  return await stiffnessRatio(study, material) > stiffRatio ? "mixed" : "standard";
}

function typesOf({ mesh, regions }: Study, material: string): string[] {
  const sets = Object.keys(regions).filter((set) => regions[set] === material);
  return [...new Set(sets.flatMap((set) => Array.from(cellsOf(mesh, set), (cell) => cellPlace(mesh, cell).block.type)))];
}

/** Bulk over smallest shear modulus at rest; of an RVE the least of its phases, for one soft phase lets the whole cell change its volume. */
async function stiffnessRatio({ materials }: Study, name: string): Promise<number> {
  const material = materials[name];
  if (isSurrogate(material)) return modelRatio(surrogateReference(material.surrogate), material.surrogate.dimension);
  if (!isRve(material)) return lawRatio(lawOf(material));
  let least = Infinity;
  for (const law of Object.values(material.rve.phases)) least = Math.min(least, isVoid(law) ? 0 : await lawRatio(law));
  return least;
}

function lawRatio(law: LawSpec): Promise<number> {
  return modelRatio(analyticReference(bindLaw(withAxes(law))), 3);
}

/** Of a surrogate in the plane only the stiffness in the plane is known. */
async function modelRatio(model: ConstitutiveModel, dimension: 2 | 3): Promise<number> {
  const arena = createArena(model, 1);
  await model.evaluate(arena.batch(0), arena.response, "tangent");
  const { A } = arena.response;
  let bulk = 0, shear = Infinity;
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      bulk += A[27 * i + 9 * i + 3 * j + j] / (dimension * dimension);
      if (i !== j) shear = Math.min(shear, A[27 * i + 9 * j + 3 * i + j]);
    }
  }
  return bulk / shear;
}
