/** The key `growth` of a material: it grows (src/growth). */
import * as v from "valibot";
import { CaseError } from "../core/errors.js";
import { suggestion } from "../core/nearest.js";
import { bindGrowth, type BoundGrowth, grown, growthField, growthLaws, growthStates, type GrowthParameter, type GrowthSpec } from "../growth/index.js";
import { facesOf } from "../mesh/index.js";
import { within } from "./locate.js";
import { outputNamesOf } from "./outputs.js";
import { choose, exactly, oneOf, plainNumber, quantity, says, text } from "./schema-parts.js";
import { type Path, pathText, type Source } from "./source.js";
import { isRve, isSurrogate, type Study } from "./study.js";
import { surfaceNormals } from "./surface-normals.js";
import type { UnitSystem } from "./units.js";
import type { Wrapper } from "./wrappers.js";

/** A growth law of a case: its normal may be that of a surface of the mesh. */
type CaseGrowth = GrowthSpec & { readonly normal?: readonly number[] | { readonly surface: string } };

/** Growth as a wrapper of materials. */
export const growth: Wrapper<CaseGrowth> = {
  key: "growth",
  schema: growthSchema,
  check(spec, study, path, source) {
    const bound = within(source, path, () => bindGrowth(withoutSurface(spec), pathText(path)));
    const surface = surfaceOf(spec);
    if (surface !== undefined) within(source, [...path, "normal", "surface"], () => facesOf(study.mesh, surface));
    else checkDirections(bound, path, source);
    checkPlaneCell(study, bound, path, source);
    checkStimulus(study, bound, path, source);
  },
  states: ({ law }) => growthStates(growthLaws.find(({ name }) => name === law)!.mode),
  tangent: () => "lost",
  wrap({ model, writers }, spec, study) {
    const surface = surfaceOf(spec);
    const own = surface === undefined ? {} : { [growthField("normal")]: surfaceNormals(study.mesh, facesOf(study.mesh, surface)) };
    return { model: grown(model, bindGrowth(withoutSurface(spec))), writers: { ...writers, ...own } };
  },
};

function surfaceOf({ normal }: CaseGrowth): string | undefined {
  return normal !== undefined && "surface" in normal ? normal.surface : undefined;
}

function withoutSurface(spec: CaseGrowth): GrowthSpec {
  return surfaceOf(spec) === undefined ? spec : { ...spec, normal: undefined };
}

function checkDirections({ mode, name, directions }: BoundGrowth, path: Path, source: Source): void {
  if (directions !== undefined) return;
  const key = mode.directions.length === 1 ? mode.directions[0] : "directions";
  within(source, path, () => {
    throw new CaseError("E_DIRECTION", `${pathText(path)} (${name}) has no ${key}.`, {
      hint: key === "normal" ? "add normal: [0, 0, 1], or normal: { surface: z+ } for that of a face set." : key === "direction" ? "add direction: [1, 0, 0]." : "add directions: [[1, 0, 0], [0, 1, 0]].",
    });
  });
}

/** A plane RVE has an answer for F33 = 1 alone, so nothing may grow across the plane. */
function checkPlaneCell({ materials }: Study, { mode, directions, name }: BoundGrowth, path: Path, source: Source): void {
  const material = materials[path[1]];
  if (isSurrogate(material) ? material.surrogate.dimension === 3 : !isRve(material) || material.rve.dimension === 3) return;
  const inPlane = (mode.name === "fibre" || mode.name === "directional") && directions !== undefined && directions.every((x, k) => k % 3 !== 2 || x === 0);
  if (inPlane) return;
  within(source, path, () => {
    throw new CaseError("E_DIMENSION", `${pathText(path)} (${name}) grows across the plane, where an RVE of dimension 2 (plane strain) has no answer.`, {
      hint: "use a 3D RVE, or fibre or directional growth in the plane.", details: { path: pathText(path) },
    });
  });
}

/** Laws return nothing but stress; an RVE returns what its file names. */
function checkStimulus({ materials }: Study, { stimulus }: BoundGrowth, path: Path, source: Source): void {
  const material = materials[path[1]];
  const known = outputNamesOf(material);
  if (stimulus === undefined || known.includes(stimulus)) return;
  within(source, [...path, "stimulus"], () => {
    throw new CaseError("E_STIMULUS", `${pathText(path)}.stimulus is "${stimulus}", which the material inside does not return.`, {
      hint: known.length > 0 ? suggestion(stimulus, known) : "name it under `outputs` of an RVE (and train its surrogate anew), or leave out stimulus.", details: { stimulus },
    });
  });
}

const vector = v.array(plainNumber("1"), says("a direction", "write for instance [0, 0, 1]."));
const surface = exactly({ surface: text("z+") });

/** All keys of all growth laws; which of them a law has, and what must be there, `bindGrowth` knows. */
function growthSchema(system: UnitSystem): v.GenericSchema<unknown, CaseGrowth> {
  const parameters = new Map(growthLaws.flatMap(({ rate }) => rate.parameters).map((parameter) => [parameter.name, parameter]));
  const each = ({ quantity: kind }: GrowthParameter): v.GenericSchema<unknown, number | number[]> => {
    const value = quantity(kind, system);
    return choose<v.GenericSchema<unknown, number | number[]>>((input) => (Array.isArray(input) ? v.array(value) : value), [value, v.array(value)]);
  };
  return exactly({
    law: oneOf(growthLaws.map(({ name }) => name)),
    ...Object.fromEntries([...parameters].map(([name, parameter]) => [name, v.optional(each(parameter))])),
    normal: v.optional(choose<v.GenericSchema<unknown, number[] | { surface: string }>>((input) => (Array.isArray(input) ? vector : surface), [vector, surface])),
    direction: v.optional(vector),
    directions: v.optional(v.array(vector, says("a list of directions", "write for instance [[1, 0, 0], [0, 1, 0]]."))),
    stimulus: v.optional(text("fibreStretch")),
  }) as v.GenericSchema<unknown, CaseGrowth>;
}
