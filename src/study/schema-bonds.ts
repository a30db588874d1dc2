/** Schema of the conditions that tie a body to its surroundings or its parts to each other: springs, contact with rigid bodies, tied faces. */
import * as v from "valibot";
import { byKey, exactly, oneOf, overTime, positive, positiveNumber, quantities, says, text } from "./schema-parts.js";
import type { UnitSystem } from "./units.js";

/** Directions of springs that have a name. */
export const springWords = ["normal", "all"] as const;

const vector = v.pipe(
  v.array(v.pipe(v.number(), v.finite()), says("a direction", "write for instance [0, 0, 1].")),
  v.check((parts) => parts.some((part) => part !== 0), says("a direction that is not zero", "write for instance [0, 0, 1].")),
);

/** Springs on faces by area, or at nodes. */
export function springSchema(system: UnitSystem) {
  const direction = v.optional(v.union([oneOf(springWords), vector], says("normal, all or a direction", "write normal, all, or for instance [0, 0, 1].")));
  return byKey({
    stiffness: exactly({ stiffness: positive("forceDensity", system), direction }),
    perNode: exactly({ perNode: positive("springConstant", system), direction }),
  } as const, "a spring");
}

/** A rigid body, and how it moves. */
export function contactSchema(system: UnitSystem) {
  const place = quantities("length", system), length = positive("length", system);
  const displacement = overTime("length", system);
  const common = {
    move: v.optional(exactly({ x: v.optional(displacement), y: v.optional(displacement), z: v.optional(displacement) })),
    penalty: v.optional(positive("forceDensity", system)),
    tolerance: v.optional(length),
  };
  return byKey({
    wall: exactly({ wall: exactly({ point: place, normal: vector }), ...common }),
    sphere: exactly({ sphere: exactly({ center: place, radius: length }), ...common }),
    cylinder: exactly({ cylinder: exactly({ point: place, direction: vector, radius: length }), ...common }),
    box: exactly({ box: exactly({ center: place, size: v.array(length, says("a list of lengths", "write for instance [40, 60, 20].")), radius: length }), ...common }),
    surface: exactly({ surface: text("plate.stl"), scale: v.optional(positiveNumber("1000")), ...common }),
  } as const, "a rigid body");
}

/** The conditions by their key. */
export function bondSchemas(system: UnitSystem) {
  const on = text("skin");
  return { spring: exactly({ on, spring: springSchema(system) }), contact: exactly({ on, contact: contactSchema(system) }), tie: exactly({ on, tie: text("lower") }) } as const;
}
