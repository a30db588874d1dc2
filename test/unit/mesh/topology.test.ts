import { describe, expect, it } from "vitest";
import { elementOf } from "../../../src/element/index.js";
import { elementTypes, faceCorners, topology } from "../../../src/mesh/index.js";

/** Reference coordinates of the nodes of a type: they come from the elements, which the topology does not know. */
const referenceNodes = (type: (typeof elementTypes)[number]): number[][] => {
  const { referenceNodes: flat, dimension, nodes } = elementOf(type);
  return Array.from({ length: nodes }, (_, a) => Array.from(flat.subarray(a * dimension, (a + 1) * dimension)));
};
const mean = (points: readonly number[][]): number[] => points[0].map((_, i) => points.reduce((sum, p) => sum + p[i] / points.length, 0));
const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x - b[i]);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);

describe.each(elementTypes)("topology of %s", (type) => {
  const { corners, edges, faces, faceType, nodes, dimension } = topology[type];
  const at = referenceNodes(type);

  it("has its mid nodes in the middle of its edges", () => {
    expect(nodes).toBe(nodes === corners ? corners : corners + edges.length);
    for (let node = corners; node < nodes; node++) expect(at[node]).toEqual(mean(edges[node - corners].map((corner) => at[corner])));
  });

  it("has mid nodes of faces between the corners of the same face, in order", () => {
    const count = faceCorners[faceType];
    for (const face of faces) {
      face.slice(count).forEach((node, side) => {
        expect(at[node]).toEqual(mean([at[face[side]], at[face[(side + 1) % count]]]));
      });
    }
  });

  it("has faces whose normals point outwards", () => {
    for (const face of faces) {
      const [a, b, c] = face.map((node) => at[node]);
      const u = minus(b, a);
      const v = dimension === 3 ? minus(c, a) : [];
      const normal = dimension === 2 ? [u[1], -u[0]] : [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      expect(dot(normal, minus(mean(face.map((node) => at[node])), mean(at)))).toBeGreaterThan(0);
    }
  });

  it("covers every edge by two faces (3D), every corner by two edges (2D)", () => {
    const cornersOf = faces.map((face) => face.slice(0, faceCorners[faceType]));
    if (dimension === 3) for (const edge of edges) expect(cornersOf.filter((face) => edge.every((node) => face.includes(node)))).toHaveLength(2);
    else for (let corner = 0; corner < corners; corner++) expect(cornersOf.filter((face) => face.includes(corner))).toHaveLength(2);
  });
});

it("numbers the faces of the cube x-, x+, y-, y+, z-, z+", () => {
  const at = referenceNodes("hex8");
  topology.hex8.faces.forEach((face, f) => {
    const axis = Math.floor(f / 2);
    expect(face.map((node) => at[node][axis])).toEqual(new Array(4).fill(f % 2 === 0 ? -1 : 1));
  });
});
