import { describe, expect, it } from "vitest";
import { createPatches, pointCount, pointPlace } from "../../../src/fe/patch.js";
import { cellMeans, nodeMeans } from "../../../src/fe/projection.js";
import type { ElementType } from "../../../src/mesh/topology.js";
import { allCells, gridMesh } from "../../support/meshes.js";

const types: ElementType[] = ["tri3", "tri6", "quad4", "quad8", "tet4", "tet10", "hex8", "hex20"];

describe.each(types)("projection on %s", (type) => {
  const d = /^(tri|quad)/.test(type) ? 2 : 3;
  const mesh = gridMesh(type, d === 2 ? [3, 2] : [3, 2, 2]);
  const patches = createPatches(mesh, allCells(mesh));
  const nodes = mesh.points.length / 3, cells = patches[0].cells.length;

  it("reproduces constants at nodes and in cells", () => {
    const values = new Float64Array(2 * pointCount(patches)).fill(3.5);
    // Weighted means of equal numbers: a few roundings.
    for (const v of nodeMeans([{ patches, values }], 2, nodes)) expect(v).toBeCloseTo(3.5, 14);
    for (const v of cellMeans([{ patches, values }], 2, cells)) expect(v).toBeCloseTo(3.5, 14);
  });

  it("gives the value at the centroid of a cell for a linear field, and stays within the points at nodes", () => {
    const values = new Float64Array(pointCount(patches)), place = new Float64Array(3);
    for (let k = 0; k < values.length; k++) {
      const q = k % patches[0].points;
      pointPlace(mesh, patches[0], (k - q) / patches[0].points, q, place);
      values[k] = 1 + place[0] - 2 * place[1];
    }
    const means = cellMeans([{ patches, values }], 1, cells);
    for (let c = 0; c < cells; c++) {
      let centre = 0;
      const corners = { tri: 3, quad: 4, tet: 4, hex: 8 }[type.replace(/\d+/, "") as "tri"];
      for (let a = 0; a < corners; a++) {
        const node = patches[0].connectivity[c * patches[0].nodes + a];
        centre += (1 + mesh.points[3 * node] - 2 * mesh.points[3 * node + 1]) / corners;
      }
      expect(means[c]).toBeCloseTo(centre, 13);
    }
    const low = Math.min(...values), high = Math.max(...values);
    for (const v of nodeMeans([{ patches, values }], 1, nodes)) {
      expect(v).toBeGreaterThanOrEqual(low - 1e-14);
      expect(v).toBeLessThanOrEqual(high + 1e-14);
    }
  });
});
