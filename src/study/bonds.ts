/** Springs and contacts of a study for the macro solver, in the order in which it reports them. */
import { zero } from "../core/time.js";
import type { ContactLoad } from "../load/contact.js";
import { cylinder, type Obstacle, roundedBox, sphere, wall } from "../load/obstacle.js";
import { surfaceBody } from "../load/surface-body.js";
import { along, everyDirection, faceNormal, foundation, nodeSprings, type SpringDirections, type Springs } from "../load/spring.js";
import { cellNodes, facesOf, type Mesh, nodesOf } from "../mesh/index.js";
import { overTime } from "./conditions.js";
import type { Axis, Condition, ContactSpec, SpringSpec, Study } from "./study.js";

/** All springs. */
export function springsOf({ mesh, boundary }: Study): Springs[] {
  return boundary.flatMap(({ on, spring }) => (spring === undefined ? [] : [springsOn(mesh, on, spring)]));
}

function springsOn(mesh: Mesh, on: string, { stiffness, perNode = 0, direction }: SpringSpec): Springs {
  if (stiffness !== undefined) return foundation(mesh, facesOf(mesh, on), stiffness, directionsOf(direction ?? "normal"));
  return nodeSprings(mesh, nodesOf(mesh, on), perNode, directionsOf(direction ?? "all"));
}

function directionsOf(direction: NonNullable<SpringSpec["direction"]>): SpringDirections {
  if (direction === "normal") return faceNormal;
  return direction === "all" ? everyDirection : along(direction);
}

/** Default tolerance of penetration over the size of a cell at the contact. */
const exactness = 1e-5;

/** All contacts. */
export function contactsOf({ mesh, boundary, steps }: Study): ContactLoad[] {
  return boundary.flatMap(({ on, contact }): ContactLoad[] => {
    if (contact === undefined) return [];
    const faces = facesOf(mesh, on), axes: readonly Axis[] = ["x", "y", "z"];
    const motion = axes.slice(0, mesh.dimension).map((axis) => (contact.move?.[axis] === undefined ? zero : overTime(contact.move[axis], steps.end)));
    return [{
      faces, motion, obstacle: obstacleOf(contact), tolerance: contact.tolerance ?? exactness * edgeLength(mesh, faces[0]),
      ...(contact.penalty === undefined ? {} : { penalty: contact.penalty }),
    }];
  });
}

function obstacleOf(contact: ContactSpec): Obstacle {
  if (contact.wall) return wall(contact.wall.point, contact.wall.normal);
  if (contact.sphere) return sphere(contact.sphere.center, contact.sphere.radius);
  if (contact.cylinder) return cylinder(contact.cylinder.point, contact.cylinder.direction, contact.cylinder.radius);
  if (contact.surface) return surfaceBody(contact.surface, contact.surface.name);
  const { center, size, radius } = contact.box!;
  return roundedBox(center, size, radius);
}

/** Length of the first edge of a cell: only its order of magnitude matters. */
function edgeLength(mesh: Mesh, cell: number): number {
  const [a, b] = cellNodes(mesh, cell);
  return distance(mesh, a, b);
}

function distance(mesh: Mesh, a: number, b: number): number {
  return Math.sqrt([0, 1, 2].reduce((sum, i) => sum + (mesh.points[3 * a + i] - mesh.points[3 * b + i]) * (mesh.points[3 * a + i] - mesh.points[3 * b + i]), 0));
}

/** Sets with springs or contacts, in the order of the solver's. */
export function setsWith({ boundary }: Study, key: "spring" | "contact"): string[] {
  return boundary.filter((condition: Condition) => condition[key] !== undefined).map(({ on }) => on);
}
