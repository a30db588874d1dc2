import { describe, expect, it } from "vitest";
import { automaticSolver, costsOf, methodFor } from "../../../src/solve/automatic.js";
import { analyse } from "../../../src/sparse/analyse.js";
import type { SparsityPattern } from "../../../src/sparse/pattern.js";

/** Pattern of three directions per node of a grid whose nodes meet their 26 (8) neighbours, and where the rows are. */
function grid(counts: readonly [number, number, number]): { readonly pattern: SparsityPattern; readonly places: { readonly coordinates: Float64Array; readonly nodeOfRow: Int32Array; readonly directionOfRow: Int32Array } } {
  const [nx, ny, nz] = counts, nodes = nx * ny * nz, rowStart = [0], columns: number[] = [], coordinates = new Float64Array(3 * nodes);
  for (let node = 0; node < nodes; node++) {
    const place = [node % nx, Math.floor(node / nx) % ny, Math.floor(node / (nx * ny))];
    coordinates.set(place, 3 * node);
    const near = [0, 1, 2].map((i) => [place[i] - 1, place[i], place[i] + 1].filter((k) => k >= 0 && k < counts[i]));
    const row = near[2].flatMap((z) => near[1].flatMap((y) => near[0].flatMap((x) => [0, 1, 2].map((j) => 3 * (x + nx * (y + ny * z)) + j))));
    for (let i = 0; i < 3; i++) {
      for (const column of row) columns.push(column);
      rowStart.push(columns.length);
    }
  }
  const rows = 3 * nodes;
  return {
    pattern: { size: rows, rowStart: Int32Array.from(rowStart), columns: Int32Array.from(columns) },
    places: { coordinates, nodeOfRow: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / 3)), directionOfRow: Int32Array.from({ length: rows }, (_, row) => row % 3) },
  };
}

function methodOf(counts: readonly [number, number, number], kind: "symmetric" | "unsymmetric", stiffness = 1): string {
  const { pattern, places } = grid(counts);
  return methodFor(costsOf(analyse(pattern, places), kind, stiffness), kind);
}

describe("the choice of the linear solver", () => {
  it("factorises small solids and sheets, iterates large solids", () => {
    expect(methodOf([7, 7, 7], "symmetric")).toBe("ldl");
    expect(methodOf([40, 40, 3], "symmetric")).toBe("ldl");
    expect(methodOf([18, 18, 18], "symmetric")).toBe("cg");
  });

  it("turns to iterations earlier without symmetry, later near incompressibility", () => {
    expect(methodOf([13, 13, 13], "symmetric")).toBe("ldl");
    expect(methodOf([13, 13, 13], "unsymmetric")).toBe("gmres");
    expect(methodOf([18, 18, 18], "symmetric", 5)).toBe("ldl");
  });

  it("iterates where the factor does not fit into a WASM memory, whatever it costs", () => {
    expect(methodFor({ direct: 1, iterative: 2, factor: 4 * 2 ** 30 }, "symmetric")).toBe("ldl");
    expect(methodFor({ direct: 1, iterative: 2, factor: 4 * 2 ** 30 + 1 }, "symmetric")).toBe("cg");
    expect(methodFor({ direct: 1, iterative: 2, factor: 5 * 2 ** 30 }, "unsymmetric")).toBe("gmres");
  });

  it.each([[[7, 7, 7], "ldl"], [[18, 18, 18], "cg"]] as const)("makes the solver that it has chosen: %j", async (counts, name) => {
    const { pattern, places } = grid(counts);
    const solver = await automaticSolver("symmetric", 1).create(pattern, places);
    expect(solver.method.name).toBe(name);
    expect(solver.method.bytes).toBeGreaterThan(8 * pattern.columns.length);
    solver.dispose();
  });
});
