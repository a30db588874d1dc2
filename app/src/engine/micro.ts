/** The microstructure at a point: its RVE solved again at the deformation of the cell, with its fields. */
import { CaseError, defineRve, loadCase, localize, type Material, memoryFiles, type RveMaterial, type Study } from "twoscale";
import { frameOf } from "./frames.js";
import type { Bundle, Micro } from "./messages.js";
import { skinOf } from "./skin.js";

/** Where to look. */
export interface MicroQuery {
  readonly cell: number;
  /** Deformation gradients of all cells `[cells, 3, 3]`. */
  readonly F: Float64Array;
  /** Area growth of the cell; 1 where nothing grows. */
  readonly theta: number;
}

/**
 * Micro fields of the cell's RVE at the elastic part of its mean deformation.
 * @throws CaseError when the cell has no RVE, or grows otherwise than in area
 */
export async function microOf(bundle: Bundle, { cell, F, theta }: MicroQuery): Promise<Micro> {
  const study = await loadCase(bundle.main, memoryFiles(bundle.files));
  const material = materialAt(study, cell);
  const rve = material && rveOf(material);
  if (!rve) throw new CaseError("E_MATERIAL", "the material of this cell is a law: it has no microstructure.", { hint: "choose the collagen microstructure as material." });
  const Fe = elasticPart(F.subarray(9 * cell, 9 * cell + 9), theta, normalOf(material));
  const fields = await localize(defineRve(rve), Fe, { threads: 1 });
  const parts = skinOf(fields.mesh);
  const tensors: Readonly<Record<string, Float64Array>> = { F: fields.F, P: fields.P, cauchy: fields.cauchy };
  const scalars: Readonly<Record<string, Float64Array>> = { J: fields.J, W: fields.W, phase: Float64Array.from(fields.phase) };
  const frame = frameOf({
    index: 1, time: 0, u: fields.displacement, states: ["phase"], nodes: {},
    cells: (name) => (name in tensors ? { components: 9, values: tensors[name] } : name in scalars ? { components: 1, values: scalars[name] } : undefined),
  }, parts);
  return { skin: parts.skin, frame };
}

/** Whether some material of a case has a microstructure. */
export async function hasMicro(bundle: Bundle): Promise<boolean> {
  const { materials } = await loadCase(bundle.main, memoryFiles(bundle.files));
  return Object.values(materials).some((material) => rveOf(material) !== undefined);
}

/** The RVE of a material, also behind its surrogate; undefined where there is none. */
export function rveOf(material: Material): RveMaterial["rve"] | undefined {
  return (material as Partial<RveMaterial>).rve ?? (material as { readonly guard?: Pick<RveMaterial, "rve"> }).guard?.rve;
}

function materialAt({ mesh, regions, materials }: Study, cell: number): Material | undefined {
  const set = Object.keys(regions).find((name) => name === "all" || mesh.sets.cells[name]?.includes(cell));
  return set === undefined ? undefined : materials[regions[set]];
}

/** Normal of area growth; undefined where the material does not grow. */
function normalOf(material: Material): readonly number[] | undefined {
  const growth = (material as { readonly growth?: { readonly law: string; readonly normal?: readonly number[] } }).growth;
  if (!growth) return undefined;
  if (growth.law.startsWith("area-") && Array.isArray(growth.normal)) return growth.normal;
  throw new CaseError("E_MATERIAL", `the RVE of a material with growth "${growth.law}" cannot be shown.`, { hint: "area growth with a given normal can." });
}

/** Fe = F Fg⁻¹ with Fg = √ϑ I + (1 - √ϑ) n ⊗ n. */
function elasticPart(F: Float64Array, theta: number, normal: readonly number[] | undefined): Float64Array {
  if (!normal) return F.slice();
  const length = Math.sqrt(normal.reduce((sum, x) => sum + x * x, 0));
  const n = normal.map((x) => x / length);
  const root = 1 / Math.sqrt(theta);
  return F.map((_, k) => {
    const [i, J] = [Math.floor(k / 3), k % 3];
    return [0, 1, 2].reduce((sum, K) => sum + F[3 * i + K] * ((K === J ? root : 0) + (1 - root) * n[K] * n[J]), 0);
  });
}
