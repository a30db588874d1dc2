import { describe, expect, it } from "vitest";
import { addAreaDerivatives, addAreas, type Closure, createSurface, enclosedVolume, rimNodes, type Surface, surfaceMaps, volumeGradient } from "../../../src/fe/surface.js";
import { dofPattern, nodeGraph } from "../../../src/fe/pattern.js";
import { createPatches } from "../../../src/fe/patch.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import { type ElementType, topology } from "../../../src/mesh/topology.js";
import { allCells, facesWhere, gridMesh } from "../../support/meshes.js";
import { seeded } from "../../support/random.js";

const types = Object.keys(topology) as ElementType[];
const apex: Closure = { at: Float64Array.of(0.3, -0.2, 0.1), shares: Float64Array.of(0.2, 0.8, 0) };

function shaken(mesh: Mesh, size: number): Float64Array {
  const random = seeded(4);
  return Float64Array.from({ length: (mesh.points.length / 3) * mesh.dimension }, () => size * (random() - 0.5));
}

function areasOf(surface: Surface, u: Float64Array): Float64Array {
  const out = new Float64Array(u.length);
  addAreas(surface, u, 1, out);
  return out;
}

const volumeOf = (surface: Surface, u: Float64Array): number => enclosedVolume(surface, u, apex, areasOf(surface, u));

describe.each(types)("surface of %s", (type) => {
  const d = topology[type].dimension;
  const mesh = gridMesh(type, d === 2 ? [2, 1] : [2, 1, 1]);
  const boundary = createSurface(mesh, facesWhere(mesh, (x, y, z) => x === 0 || x === 1 || y === 0 || y === 1 || (d === 3 && (z === 0 || z === 1))).filter(isOuter(mesh)));
  const side = createSurface(mesh, facesWhere(mesh, (_x, y) => y === 0));

  it("is closed when it is the whole boundary: no rim, no net area, minus the volume of the body, whatever closes the rim", () => {
    const u = shaken(mesh, 0.2), areas = areasOf(boundary, u);
    expect(rimNodes(boundary).size).toBe(0);
    for (let i = 0; i < d; i++) expect(Math.abs(areas.reduce((sum, x, dof) => sum + (dof % d === i ? x : 0), 0))).toBeLessThan(1e-14);
    expect(volumeOf(boundary, new Float64Array(u.length))).toBeCloseTo(-1, 14);
    expect(enclosedVolume(boundary, u, { at: new Float64Array(3), shares: Float64Array.of(1, 0, 0) }, areas)).toBeCloseTo(volumeOf(boundary, u), 13);
  });

  it("has a rim of the nodes where one face ends", () => {
    const rim = [...rimNodes(side)].sort((a, b) => a - b);
    const wanted = Array.from({ length: mesh.points.length / 3 }, (_, node) => node).filter((node) => {
      const [x, y, z] = mesh.points.subarray(3 * node, 3 * node + 3);
      return y === 0 && (x === 0 || x === 1 || (d === 3 && (z === 0 || z === 1)));
    });
    expect(rim).toEqual(wanted);
  });

  it("has derivatives of areas and volume equal to differences", () => {
    const u = shaken(mesh, 0.2), pattern = dofPattern(nodeGraph(mesh.points.length / 3, createPatches(mesh, allCells(mesh))), d);
    const K = new Float64Array(pattern.columns.length), gradient = new Float64Array(u.length);
    addAreaDerivatives(side, surfaceMaps(side, pattern), u, 2, pattern, K);
    volumeGradient(side, u, apex, areasOf(side, u), gradient);
    const h = 1e-6;
    for (let j = 0; j < u.length; j++) {
      const [up, down] = [u.map((x, i) => (i === j ? x + h : x)), u.map((x, i) => (i === j ? x - h : x))];
      const slope = areasOf(side, up).map((x, i) => (x - areasOf(side, down)[i]) / (2 * h));
      for (let i = 0; i < u.length; i++) {
        let entry = 0;
        for (let k = pattern.rowStart[i]; k < pattern.rowStart[i + 1]; k++) if (pattern.columns[k] === j) entry = K[k];
        // Areas are at most quadratic in u, so differences err by rounding alone: 1e-16/h.
        expect(Math.abs(2 * slope[i] - entry)).toBeLessThan(1e-9);
      }
      expect(Math.abs((volumeOf(side, up) - volumeOf(side, down)) / (2 * h) - gradient[j])).toBeLessThan(1e-9);
    }
  });
});

/** Keeps the faces that belong to one cell: pairs (cell, face) of a flat list. */
function isOuter(mesh: Mesh): (value: number, index: number, list: number[]) => boolean {
  const key = (cell: number, face: number): string => {
    const { type, connectivity } = mesh.blocks[0], { nodes, faces } = topology[type];
    return faces[face].map((a) => connectivity[cell * nodes + a]).sort((a, b) => a - b).join();
  };
  return (_value, index, list) => {
    const at = index - (index % 2), own = key(list[at], list[at + 1]);
    let count = 0;
    for (let k = 0; k < list.length; k += 2) if (key(list[k], list[k + 1]) === own) count++;
    return count === 1;
  };
}
