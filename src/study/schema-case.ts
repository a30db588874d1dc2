/** Schema of the case file (DESIGN §4). Lengths of lists and names that refer to each other are checked in `check.ts`, where the mesh is known. */
import * as v from "valibot";
import { formulations } from "../fe/formulations.js";
import { elementTypes, footprintShapes } from "../mesh/index.js";
import { precisions } from "../solve/single.js";
import { bondSchemas } from "./schema-bonds.js";
import { fibresSchema } from "./fibres.js";
import { materialSchema } from "./schema-material.js";
import { byKey, exactly, gridCounts, named, oneOf, overTime, plainNumber, positive, positiveNumber, quantities, quantity, says, text, whole, yesOrNo } from "./schema-parts.js";
import { surfacesSchema } from "./surfaces.js";
import type { UnitSystem } from "./units.js";

/** Fields that may be written to result files. */
export const outputFields = ["u", "reaction", "P", "cauchy", "vonMises", "F", "J", "W", "state", "fibres"] as const;
export type OutputField = (typeof outputFields)[number];
/** Fields of nodes that a probe may read. */
export const nodeFields = ["u", "reaction"] as const;
/** Fields of sets that a probe may read. */
export const setFields = ["reaction", "pressure", "volume", "springForce", "contactForce", "contactPressure", "gap", "area"] as const;
/** Formulations by name. */
export const formulationNames = Object.keys(formulations) as (keyof typeof formulations)[];
export type FormulationName = keyof typeof formulations;
/** What a case may ask for: `auto` takes for each material one that does not lock. */
export const formulationChoices = ["auto", ...formulationNames] as const;
export type FormulationChoice = (typeof formulationChoices)[number];
/** Linear solvers by name. */
export const linearSolvers = ["auto", "symmetric", "unsymmetric", "iterative"] as const;

/** A macro problem. */
export function caseSchema(system: UnitSystem) {
  return exactly({
    title: v.optional(text("Cook's membrane"), "Untitled"),
    units: v.optional(text("mm-N-MPa")),
    dimension: v.optional(oneOf([2, 3])),
    mesh: meshSchema(system),
    surfaces: v.optional(surfacesSchema(system), {}),
    materials: named(materialSchema(system), "tissue: { law: neo-hookean, mu: 80 kPa, lambda: 120 kPa }"),
    fibres: v.optional(fibresSchema(), {}),
    regions: named(text("tissue"), "all: tissue"),
    formulation: v.optional(oneOf(formulationChoices), "auto"),
    boundary: v.array(boundarySchema(system), says("a list of conditions", "write for instance [{ on: left, fix: [x, y] }].")),
    steps: v.optional(stepsSchema(system), { end: 1, count: 1 }),
    prestress: v.optional(exactly({ tolerance: v.optional(positiveNumber("1.0e-9"), 1e-9), maxIterations: v.optional(whole(1, 60), 60) })),
    solver: v.optional(exactly({
      tolerance: v.optional(positiveNumber("1.0e-8"), 1e-8),
      maxIterations: v.optional(whole(1, 20), 20),
      linear: v.optional(oneOf(linearSolvers), "auto"),
      precision: v.optional(oneOf(precisions), "auto"),
      micro: v.optional(oneOf(["nested", "monolithic"]), "nested"),
      memory: v.optional(positiveNumber("4096")),
      start: v.optional(oneOf(["predicted", "rest"]), "predicted"),
    }), {}),
    probes: v.optional(named(probeSchema(system), "tip: { at: [48, 60], field: u }"), {}),
    output: v.optional(exactly({
      fields: v.optional(v.array(oneOf(outputFields), says("a list of fields", "write for instance [u, cauchy, J].")), ["u", "P", "cauchy", "J", "state", "fibres"]),
      every: v.optional(whole(1, 1), 1),
      xdmf: v.optional(yesOrNo(), false),
    }), {}),
  });
}

function meshSchema(system: UnitSystem) {
  const box = exactly({
    size: quantities("length", system),
    cells: gridCounts("[8, 8]"),
    element: oneOf(elementTypes),
    origin: v.optional(quantities("length", system)),
  });
  const axes = quantities("length", system);
  const ellipsoid = exactly({
    inner: axes, outer: axes, base: quantity("length", system),
    cells: gridCounts("[2, 4, 6]"),
    element: oneOf(["hex8", "hex20"]),
  });
  const count = whole(1, 20), edge = positive("length", system);
  const sheet = exactly({
    size: v.strictTuple([edge, edge, edge], says("three lengths", "write for instance [100, 100, 3].")),
    cells: v.strictTuple([count, count, count], says("three whole numbers", "write for instance [20, 20, 2].")),
    footprint: exactly({
      shape: oneOf(footprintShapes), area: positive("area", system), aspect: v.optional(positiveNumber("1.5")),
      at: v.optional(v.strictTuple([quantity("length", system), quantity("length", system)], says("two lengths", "write for instance [10, -5]."))), angle: v.optional(plainNumber("30")),
    }),
    grading: v.optional(positiveNumber("1.5")),
    margin: v.optional(edge),
  });
  return byKey({ file: exactly({ file: text("../meshes/cook.msh") }), box: exactly({ box }), ellipsoid: exactly({ ellipsoid }), sheet: exactly({ sheet }) } as const, "a mesh");
}

function boundarySchema(system: UnitSystem) {
  const on = text("left");
  const length = quantity("length", system), time = quantity("time", system), pair = says("two times that increase", "write for instance [7, 7.1].");
  const interval = v.pipe(v.strictTuple([time, time], pair), v.check(([from, to]) => from < to, pair));
  const displacement = overTime("length", system);
  const move = exactly({ x: v.optional(displacement), y: v.optional(displacement), z: v.optional(displacement) });
  return byKey({
    fix: exactly({ on, fix: v.array(oneOf(["x", "y", "z"]), says("a list of directions", "write for instance [x, y].")) }),
    move: exactly({ on, move }),
    traction: exactly({ on, traction: v.array(overTime("stress", system), says("a list with one stress per direction", "write for instance [0, 6.25].")) }),
    pressure: exactly({ on, pressure: overTime("stress", system) }),
    volume: exactly({
      on, volume: overTime("volume", system),
      above: v.optional(byKey({ x: exactly({ x: length }), y: exactly({ y: length }), z: exactly({ z: length }) }, "a plane")),
      release: v.optional(interval),
    }),
    ...bondSchemas(system),
    excise: exactly({ on, excise: interval }),
    force: exactly({ on, force: v.array(overTime("forceDensity", system), says("a list with one force per volume and direction", "write for instance [0, -0.01].")) }),
  } as const, "a condition");
}

function stepsSchema(system: UnitSystem) {
  const end = v.optional(positive("time", system), 1);
  return byKey({
    count: exactly({ end, count: whole(1, 10) }),
    size: exactly({ end, size: positive("time", system), min: v.optional(positive("time", system)), max: v.optional(positive("time", system)) }),
    arc: exactly({ arc: arcSchema(system) }),
  } as const, "the steps");
}

/** A path through limit points. */
function arcSchema(system: UnitSystem) {
  const length = v.optional(positiveNumber("0.1")), u = v.optional(quantity("length", system));
  const displacement = exactly({ x: u, y: u, z: u });
  return exactly({
    size: length, min: length, max: length, count: v.optional(whole(1, 100)),
    until: v.optional(byKey({
      load: exactly({ load: plainNumber("1.5") }),
      at: exactly({ at: quantities("length", system), u: displacement }),
      node: exactly({ node: whole(0, 12), u: displacement }),
    } as const, "an end")),
  });
}

function probeSchema(system: UnitSystem) {
  return byKey({
    at: exactly({ at: quantities("length", system), field: oneOf(nodeFields) }),
    node: exactly({ node: whole(0, 12), field: oneOf(nodeFields) }),
    on: exactly({ on: text("right"), field: oneOf(setFields) }),
    cell: exactly({ cell: whole(0, 0), field: text("J") }),
    mean: exactly({ mean: text("all"), field: text("J") }),
    peak: exactly({ peak: text("all"), field: text("vonMises") }),
    integral: exactly({ integral: text("top"), field: text("theta") }),
  } as const, "a probe");
}

