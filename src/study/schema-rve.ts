/** Schema of an RVE (DESIGN §4, `cell.yaml`). */
import * as v from "valibot";
import { outputQuantities } from "../rve/outputs.js";
import { lawSchema } from "./schema-law.js";
import { byKey, choose, exactly, gridCounts, named, oneOf, plainNumber, positive, quantities, quantity, says, text, yesOrNo } from "./schema-parts.js";
import type { UnitSystem } from "./units.js";

/** An RVE: geometry on a voxel grid, phases, boundary. */
export function rveSchema(system: UnitSystem) {
  return exactly({
    dimension: oneOf([2, 3]),
    size: quantities("length", system),
    grid: gridCounts("[16, 16]"),
    background: text("matrix"),
    shapes: v.optional(v.array(shapeSchema(system), says("a list of shapes", "write for instance [{ circle: { center: [0.5, 0.5], radius: 0.25 }, phase: inclusion }]."))),
    phases: named(phaseSchema(system), "matrix: { law: neo-hookean, mu: 1, lambda: 2 }"),
    boundary: v.optional(oneOf(["periodic", "linear", "minimal"]), "periodic"),
    formulation: v.optional(oneOf(["auto", "standard", "mixed"]), "auto"),
    solver: v.optional(oneOf(["auto", "direct", "pcg", "hybrid"])),
    outputs: v.optional(named(outputSchema(), "fibreStretch: { phase: fibres, mean: fibre-stretch }")),
  });
}

/** A file that holds an RVE under the key `rve`. */
export function rveFileSchema(system: UnitSystem) {
  return exactly({ title: v.optional(text("Fibres in a soft matrix")), units: v.optional(text("mm-N-MPa")), rve: rveSchema(system) });
}

function phaseSchema(system: UnitSystem) {
  const law = lawSchema(system);
  return byKey<v.GenericSchema>({ void: exactly({ void: v.literal(true, says("true", "write { void: true }.")) }), law, formula: law }, "a phase");
}

function outputSchema() {
  const phases = v.array(text("fibres"), says("a list of phases", "write for instance [fibres-up, fibres-down]."));
  return exactly({
    phase: v.optional(choose<v.GenericSchema<unknown, string | string[]>>((input) => (Array.isArray(input) ? phases : text("fibres")), [text("fibres"), phases])),
    mean: v.optional(oneOf(outputQuantities)),
    max: v.optional(oneOf(outputQuantities)),
    direction: v.optional(v.array(plainNumber("1"), says("a direction", "write for instance [1, 0, 0]."))),
  });
}

function shapeSchema(system: UnitSystem) {
  const common = { phase: text("inclusion"), wrap: v.optional(yesOrNo()) };
  const ball = exactly({ center: quantities("length", system), radius: positive("length", system) });
  return byKey({
    circle: exactly({ circle: ball, ...common }),
    sphere: exactly({ sphere: ball, ...common }),
    box: exactly({ box: exactly({ min: quantities("length", system), max: quantities("length", system) }), ...common }),
    laminate: exactly({ laminate: exactly({ axis: oneOf(["x", "y", "z"]), from: quantity("length", system), to: quantity("length", system) }), ...common }),
    cylinder: exactly({
      cylinder: exactly({ point: quantities("length", system), direction: v.array(v.number(), says("a list of numbers", "write for instance [1, 0, 0].")), radius: positive("length", system) }),
      ...common,
    }),
  } as const, "a shape");
}
