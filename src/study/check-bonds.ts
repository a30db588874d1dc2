/** Checks of springs and contacts. */
import { nodesOfFaces } from "../mesh/index.js";
import type { ContactLoad } from "../load/contact.js";
import { contactsOf } from "./bonds.js";
import { checkAxis, checkLength, type Fail } from "./check-parts.js";
import type { Path } from "./source.js";
import type { Axis, Condition, ContactSpec, SpringSpec, Study } from "./study.js";

/** Directions of springs. */
export function checkSpring({ mesh }: Study, { perNode, direction }: SpringSpec, path: Path, fail: Fail): void {
  if (perNode !== undefined && direction === "normal") {
    fail([...path, "direction"], "E_DIRECTION", "is normal, but nodes have no normal.", "use stiffness on a face set, or give the direction as a vector.");
  }
  if (Array.isArray(direction)) checkLength(direction, mesh.dimension, [...path, "direction"], fail);
}

/** Shape and place of a rigid body, and that the mesh starts outside of it. */
export function checkContact(study: Study, condition: Condition, path: Path, fail: Fail): void {
  const { mesh } = study, contact: ContactSpec = condition.contact!;
  const lists = [["wall", "point"], ["wall", "normal"], ["sphere", "center"], ["cylinder", "point"], ["cylinder", "direction"], ["box", "center"], ["box", "size"]] as const;
  for (const [body, key] of lists) {
    const list = (contact[body] as Readonly<Record<string, readonly number[]>> | undefined)?.[key];
    if (list) checkLength(list, mesh.dimension, [...path, body, key], fail);
  }
  for (const axis of Object.keys(contact.move ?? {})) checkAxis(study, axis as Axis, [...path, "move", axis], fail);
  if (contact.surface && mesh.dimension === 2) fail([...path, "surface"], "E_CONTACT", "is a body in space, but the mesh is plane.", "use wall, sphere or box.");
  if (contact.cylinder && mesh.dimension === 2) fail([...path, "cylinder"], "E_CONTACT", "is a body in space, but the mesh is plane.", "use sphere: in two dimensions it is a disc.");
  const { box } = contact;
  if (box && 2 * box.radius > Math.min(...box.size)) {
    fail([...path, "box", "radius"], "E_CONTACT", `is ${box.radius}, but must be at most half the smallest edge, ${Math.min(...box.size) / 2}.`, "reduce the radius.");
  }
  const { node, depth } = deepest(study, contactsOf({ ...study, boundary: [condition] })[0]);
  if (depth > edgeShare(study)) {
    fail(path, "E_CONTACT", `begins with node ${node} at depth ${Number(depth.toPrecision(4))} inside the rigid body.`,
      "move the body out of the mesh; the normal of a wall points from the wall to the mesh.");
  }
}

/** Depth below which a start inside is taken for rounding of the mesh file, unit of length. */
function edgeShare({ mesh }: Study): number {
  let low = Infinity, high = -Infinity;
  for (const x of mesh.points) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return 1e-3 * (high - low);
}

function deepest({ mesh }: Study, { faces, obstacle, motion }: ContactLoad): { node: number; depth: number } {
  const found = { node: -1, depth: -Infinity };
  const x = new Float64Array(3), normal = new Float64Array(3), curvature = new Float64Array(9);
  for (const node of nodesOfFaces(mesh, Int32Array.from(faces))) {
    for (let i = 0; i < 3; i++) x[i] = mesh.points[3 * node + i] - (motion[i]?.(0) ?? 0);
    const depth = -obstacle.distance(x, normal, curvature);
    if (depth > found.depth) Object.assign(found, { node, depth });
  }
  return found;
}
