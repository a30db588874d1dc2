/** Checks that every material of a study can be made: laws bind, RVEs are sound. */
import { bindLaw, type LawSpec } from "../law/bind.js";
import { defineRve } from "../rve/rve.js";
import type { RveSpec } from "../rve/spec.js";
import { isVoid } from "../rve/void.js";
import { CaseError } from "../core/errors.js";
import { fieldDirections, withAxes } from "./directions.js";
import { checkFibreName } from "./fibres.js";
import { within } from "./locate.js";
import { type Path, pathText, type Source } from "./source.js";
import { checkBelongs } from "../surrogate/file.js";
import { rveHash } from "../rve/hash.js";
import { isRve, isSurrogate, type Study, type SurrogateMaterial } from "./study.js";
import { lawOf, wrappersOf } from "./wrappers.js";

/**
 * Binds every law, defines every RVE and checks what is wrapped round them, so that their errors appear before anything is written.
 * @throws LawError, CaseError E_RVE, E_SHAPE, E_DIMENSION, with path and place
 */
export function checkMaterials(study: Study, source: Source): void {
  for (const [name, material] of Object.entries(study.materials)) {
    const path: Path = ["materials", name];
    if (isSurrogate(material)) checkSurrogate(study, material, path, source);
    else if (!isRve(material)) checkFieldLaw(study, lawOf(material), path, source);
    else {
      checkRve(material.rve, path, source);
      checkRveDimension(study, material.rve, path, source);
    }
    for (const { wrapper, spec } of wrappersOf(material)) wrapper.check?.(spec, study, [...path, wrapper.key], source);
  }
}

/** Checks an RVE whose key `rve` stands at a path of the source. */
export function checkRve(rve: RveSpec, path: Path, source: Source): void {
  for (const [phase, law] of Object.entries(rve.phases)) if (!isVoid(law)) checkLaw(law, [...path, "rve", "phases", phase], source);
  within(source, path, () => defineRve(rve));
}

/** A law whose directions may be fields of the case. */
function checkFieldLaw(study: Study, law: LawSpec, path: Path, source: Source): void {
  for (const { name, index } of fieldDirections(law)) checkFibreName(study, name, law.direction === undefined ? [...path, "directions", index] : [...path, "direction"], source);
  checkLaw(withAxes(law), path, source);
}

/** A surrogate has the dimension of the mesh, and its guard is the RVE that it was trained on. */
function checkSurrogate(study: Study, { surrogate, guard }: SurrogateMaterial, path: Path, source: Source): void {
  if (surrogate.dimension !== study.mesh.dimension) {
    within(source, [...path, "surrogate"], () => {
      throw new CaseError("E_DIMENSION", `${pathText(path)}.surrogate has dimension ${surrogate.dimension}, but the mesh has dimension ${study.mesh.dimension}.`, {
        hint: `use a surrogate of an RVE of dimension ${study.mesh.dimension}.`, details: { path: pathText(path) },
      });
    });
  }
  if (!guard) return;
  checkRve(guard.rve, [...path, "guard"], source);
  within(source, [...path, "guard", "rve"], () => checkBelongs(surrogate, rveHash(guard.rve), `${pathText(path)}.surrogate`));
}

function checkLaw(law: LawSpec, path: Path, source: Source): void {
  within(source, path, () => bindLaw(law, pathText(path)));
}

function checkRveDimension({ mesh }: Study, rve: RveSpec, path: Path, source: Source): void {
  if (rve.dimension === mesh.dimension) return;
  within(source, [...path, "rve"], () => {
    throw new CaseError("E_DIMENSION", `${pathText(path)}.rve has dimension ${rve.dimension}, but the mesh has dimension ${mesh.dimension}.`, {
      hint: `use an RVE of dimension ${mesh.dimension}.`, details: { path: pathText(path) },
    });
  });
}
