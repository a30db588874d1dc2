/** Which boundary faces of a solid lie on a surface of triangles, such as one that was segmented or drawn: so that it gives them its name. */
import { MeshError } from "../core/errors.js";
import { cellPlace, faceNodes } from "./cells.js";
import { boundaryFaces } from "./faces.js";
import type { Mesh } from "./mesh.js";
import { nearestOn, type Triangulated } from "./nearest-triangle.js";
import { faceCorners, topology } from "./topology.js";

/** Default tolerance, as a share of the edge of a mean boundary face. */
const usual = 0.05;
/** Cosine of the largest angle between a face and the triangle under its centre. */
const aligned = 0.5;
/** How far the area of the faces may differ from that of the surface, relative. */
const whole = 0.1;

/** A boundary face with its distance from the surface: the largest of its nodes and its centre. */
interface Candidate { readonly cell: number; readonly local: number; readonly area: number; readonly distance: number; readonly along: boolean }

/** A surface, its name for messages, and how far faces may be from it, unit of length; absent: a twentieth of an edge. */
export interface NamedSurface { readonly surface: Triangulated; readonly source: string; readonly tolerance?: number | undefined }

/**
 * Faces whose nodes and centre lie on a surface and that run along it, on either side.
 * @param mesh solid
 * @returns pairs `[faces, 2]` of (cell, local face), by cell
 * @throws MeshError E_SURFACE when the mesh is plane, no face lies on the surface, or their area is not that of the surface: it is coarser than the mesh, elsewhere in part, or in another unit
 */
export function facesOnSurface(mesh: Mesh, { surface, source, tolerance }: NamedSurface): Int32Array {
  if (mesh.dimension === 2) throw new MeshError("E_SURFACE", `${source} is a surface in space, but the mesh is plane.`, { hint: "name the edges of a plane mesh in the mesher." });
  const candidates = candidatesOf(mesh, surface), area = areaOf(surface);
  const edge = Math.sqrt(candidates.reduce((sum, face) => sum + face.area, 0) / candidates.length), limit = tolerance ?? usual * edge;
  const found = candidates.filter(({ along, distance }) => along && distance <= limit);
  checkArea(found.reduce((sum, face) => sum + face.area, 0) / area, { candidates, edge, limit, area, source });
  return Int32Array.from(found.flatMap(({ cell, local }) => [cell, local]));
}

interface Search { readonly candidates: readonly Candidate[]; readonly edge: number; readonly limit: number; readonly area: number; readonly source: string }

function checkArea(share: number, search: Search): void {
  if (Math.abs(share - 1) <= whole) return;
  const { candidates, limit, source } = search;
  const nearest = candidates.reduce((least, { distance }) => Math.min(least, distance), Infinity), needed = neededTolerance(search);
  const within = `within ${show(limit)}`, details = { share, tolerance: limit, nearest, needed };
  if (share > 1) {
    throw new MeshError("E_SURFACE", `${source}: the faces of the mesh ${within} of the surface have ${percent(share)} of its area; they must have all of it, and no more.`, {
      hint: "lower the tolerance: it reaches to faces beside or behind the surface.", details,
    });
  }
  const what = share === 0 ? `no face of the mesh lies ${within} of the surface; the nearest is ${show(nearest)} away` : `the faces of the mesh ${within} of the surface have ${percent(share)} of its area; they must have all of it`;
  const hint = needed === undefined ? "bring both to the same place and unit (scale: 1000 for a surface in metres), and cut from the surface what is not the mesh's."
    : `with tolerance: ${show(needed)} all of it has faces: the surface is coarser than the mesh, or made from another one. Export it finer, or raise the tolerance if that is close enough.`;
  throw new MeshError("E_SURFACE", `${source}: ${what}.`, { hint, details });
}

/** The smallest tolerance at which the faces have the area of the surface, if it is less than two of their edges. */
function neededTolerance({ candidates, edge, area }: Search): number | undefined {
  let covered = 0;
  for (const { along, distance, area: own } of [...candidates].sort((a, b) => a.distance - b.distance)) {
    if (!along) continue;
    covered += own;
    if (distance > 2 * edge) return undefined;
    if (covered >= (1 - whole) * area) return covered <= (1 + whole) * area ? distance * 1.01 : undefined;
  }
  return undefined;
}

function candidatesOf(mesh: Mesh, surface: Triangulated): Candidate[] {
  const nearest = nearestOn(surface), faces = boundaryFaces(mesh);
  return Array.from({ length: faces.length / 2 }, (_, k) => {
    const [cell, local] = faces.subarray(2 * k, 2 * k + 2), nodes = faceNodes(mesh, cell, local);
    const corners = faceCorners[topology[cellPlace(mesh, cell).block.type].faceType];
    const places = Array.from(nodes, (node) => Array.from(mesh.points.subarray(3 * node, 3 * node + 3)));
    const normal = areaVector(places.slice(0, corners)), area = length(normal);
    // The middle of the edges of quadratic faces is nearer to a curved centre than that of the corners.
    const centre = mean(places.length > corners ? places.slice(corners) : places);
    const { triangle, square } = nearest(centre);
    const across = areaVector([0, 1, 2].map((i) => at(surface, 3 * triangle + i)));
    return {
      cell, local, area, along: Math.abs(dot(normal, across)) > aligned * area * length(across),
      distance: Math.sqrt(places.reduce((most, place) => Math.max(most, nearest(place).square), square)),
    };
  });
}

function areaOf(surface: Triangulated): number {
  return Array.from({ length: surface.triangles.length / 3 }, (_, t) => length(areaVector([0, 1, 2].map((i) => at(surface, 3 * t + i))))).reduce((sum, area) => sum + area, 0);
}

type Vector = readonly number[];

function at({ points, triangles }: Triangulated, corner: number): number[] {
  return Array.from(points.subarray(3 * triangles[corner], 3 * triangles[corner] + 3));
}

/** Half the sum of the cross products around a polygon: its normal, as long as its area. */
function areaVector(polygon: readonly Vector[]): Vector {
  const [x0, y0, z0] = polygon[0];
  return polygon.slice(1, -1).reduce<Vector>(([nx, ny, nz], [x, y, z], k) => {
    const [u, v, w] = polygon[k + 2], [ax, ay, az] = [x - x0, y - y0, z - z0], [bx, by, bz] = [u - x0, v - y0, w - z0];
    return [nx + (ay * bz - az * by) / 2, ny + (az * bx - ax * bz) / 2, nz + (ax * by - ay * bx) / 2];
  }, [0, 0, 0]);
}

const mean = (places: readonly Vector[]): Vector => [0, 1, 2].map((i) => places.reduce((sum, place) => sum + place[i], 0) / places.length);
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a: Vector): number => Math.sqrt(dot(a, a));
const show = (x: number): string => String(Number(x.toPrecision(3)));
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
