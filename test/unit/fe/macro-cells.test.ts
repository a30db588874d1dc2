import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { arrangeMacroCells, macroPatch } from "../../../src/fe/macro-cells.js";
import { createPatches } from "../../../src/fe/patch.js";
import { readMesh } from "../../../src/io/index.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import { topology } from "../../../src/mesh/topology.js";
import { allCells, gridMesh } from "../../support/meshes.js";

const strip = readMesh(new Uint8Array(readFileSync(new URL("../../../meshes/strip.msh", import.meta.url))), "strip.msh");

function groupsOf(mesh: Mesh): number[][] {
  return arrangeMacroCells(mesh, 0, allCells(mesh)).flatMap(({ cells, group }) => Array.from({ length: cells.length / group }, (_, k) => Array.from(cells.subarray(k * group, (k + 1) * group))));
}

const nodesOf = ({ blocks: [{ type, connectivity }] }: Mesh, cell: number): number[] => Array.from(connectivity.subarray(cell * topology[type].nodes, (cell + 1) * topology[type].nodes));

/** Whether all cells of a group hang together by whole sides. */
function connected(mesh: Mesh, group: readonly number[]): boolean {
  const reached = new Set([group[0]]);
  for (let grown = true; grown;) {
    grown = false;
    for (const cell of group) {
      if (reached.has(cell)) continue;
      const joins = [...reached].some((other) => nodesOf(mesh, other).filter((node) => nodesOf(mesh, cell).includes(node)).length === mesh.dimension);
      if (joins) { reached.add(cell); grown = true; }
    }
  }
  return reached.size === group.length;
}

describe.each([
  ["a grid of triangles", gridMesh("tri3", [7, 5]), 4], ["a grid of tetrahedra", gridMesh("tet4", [4, 3, 3]), 12], ["an unstructured mesh of tetrahedra", strip, 12],
] as const)("macro cells of %s", (_what, mesh, target) => {
  const groups = groupsOf(mesh);

  it("hold every cell once", () => {
    expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from(allCells(mesh)));
  });
  it("hang together by sides", () => {
    expect(groups.filter((group) => !connected(mesh, group))).toEqual([]);
  });
  it("have at least half the cells aimed at, and on average no less than 80 %", () => {
    expect(Math.min(...groups.map((group) => group.length))).toBeGreaterThanOrEqual(target / 2);
    expect(groups.flat().length / groups.length).toBeGreaterThan(0.8 * target);
  });
  it("leave fewer volumes to keep than a third (half) of the displacements", () => {
    expect(groups.length).toBeLessThan(mesh.points.length / 3);
  });
});

it("a macro patch has the gradients of its members, at the nodes of the group", () => {
  const mesh = gridMesh("tri3", [2, 2]);
  for (const patch of createPatches(mesh, allCells(mesh), arrangeMacroCells)) {
    const macro = macroPatch(patch);
    for (let k = 0; k < patch.cells.length; k++) {
      const q = k % macro.points, c = (k - q) / macro.points;
      for (let J = 0; J < 2; J++) {
        for (let a = 0; a < macro.nodes; a++) {
          const local = Array.from(patch.connectivity.subarray(3 * k, 3 * k + 3)).indexOf(macro.connectivity[c * macro.nodes + a]);
          expect(macro.dNdX[((c * macro.points + q) * 2 + J) * macro.nodes + a]).toBe(local < 0 ? 0 : patch.dNdX[(2 * k + J) * 3 + local]);
        }
      }
    }
  }
});
