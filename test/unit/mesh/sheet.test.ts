import { describe, expect, it } from "vitest";
import { footprintShapes, meshQuality, sheet, type SheetSpec } from "../../../src/mesh/index.js";
import { footprint } from "../../../src/mesh/footprint.js";

const spec = (shape: (typeof footprintShapes)[number], cells = 20): SheetSpec => ({ size: [100, 100, 3], cells: [cells, cells, 2], footprint: { shape, area: 2400 } });

/** Area below gauge 1 by a fine grid of squares. */
function areaOf(shape: (typeof footprintShapes)[number]): number {
  const { gauge } = footprint({ shape, area: 2400 });
  let count = 0;
  for (let i = -400; i < 400; i++) for (let j = -400; j < 400; j++) if (gauge((i + 0.5) / 8, (j + 0.5) / 8) < 1) count++;
  return count / 64;
}

describe.each(footprintShapes)("a sheet with a %s", (shape) => {
  it("has a footprint of the area asked for", () => {
    // Squares of 1/8 mm along some 200 mm of edge.
    expect(Math.abs(areaOf(shape) / 2400 - 1)).toBeLessThan(2e-3);
    for (const given of [8, 10, 14, 20, 25, 40].flatMap((cells) => [{}, { angle: 30, at: [5, -5] as const }].map((placed) => ({ ...spec(shape, cells), footprint: { shape, area: 2400, ...placed } })))) {
      const mesh = sheet(given), { faces, cells } = mesh.sets;
      expect(faces.footprint.length).toBe(faces["footprint-top"].length);
      expect(cells.footprint.length).toBe(faces.footprint.length);
      // The area of whole faces, but to rounding that which was asked for.
      for (const set of ["footprint", "footprint-top"]) expect(Math.abs(faceArea(mesh, faces[set]) / 2400 - 1), `${given.cells[0]} cells`).toBeLessThan(2e-12);
    }
  });

  it("is symmetric to the bit, and graded towards the rim", () => {
    const mesh = sheet(spec(shape));
    const xs = [...new Set(Array.from(mesh.points).filter((_, k) => k % 3 === 0))].sort((a, b) => a - b);
    xs.forEach((x, k) => expect(x + xs[xs.length - 1 - k]).toBe(0));
    const steps = xs.slice(1).map((x, k) => x - xs[k]);
    // Asked for is 1.5 at the very rim, less what whole cells on the footprint round.
    expect(steps[0] / steps[10]).toBeGreaterThan(1.1);
    expect(meshQuality(mesh).worst.value).toBeCloseTo(1, 12);
  });

  it("has zones that do not overlap, the first two of them over the footprint", () => {
    const { cells } = sheet(spec(shape)).sets;
    const [apex, middle, rim] = ["apex", "middle", "rim"].map((zone) => Array.from(cells[`zone-${zone}`]));
    expect(new Set([...apex, ...middle])).toEqual(new Set(cells.footprint));
    expect(apex.length + middle.length).toBe(cells.footprint.length);
    expect(rim.filter((cell) => cells.footprint.includes(cell))).toEqual([]);
  });
});

function faceArea({ points, blocks }: ReturnType<typeof sheet>, faces: Int32Array): number {
  let sum = 0;
  for (let f = 0; f < faces.length; f += 2) {
    const nodes = Array.from(blocks[0].connectivity.subarray(8 * faces[f], 8 * faces[f] + 4));
    const [xs, ys] = [0, 1].map((axis) => nodes.map((node) => points[3 * node + axis]));
    sum += (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
  }
  return sum;
}

describe("a sheet", () => {
  it.each([10, 20, 24, 30, 40] as const)("of %i cells each way has lines along the edges of its footprint and of the inner half of it", (cells) => {
    const mesh = sheet(spec("rectangle", cells)), { points, blocks, sets } = mesh;
    const extent = (set: string, axis: number): number => Math.max(...Array.from(sets.cells[set], (cell) => Math.max(...Array.from(blocks[0].connectivity.subarray(8 * cell, 8 * cell + 8), (node) => points[3 * node + axis]))));
    for (const [axis, edge] of [[0, 40], [1, 60]] as const) {
      expect(extent("footprint", axis)).toBeCloseTo(edge / 2, 12);
      expect(extent("zone-apex", axis)).toBeCloseTo(edge / 4, 12);
    }
  });

  it("has the nodes below within a margin of its sides as a set, without a margin those of its lower edges", () => {
    const even: SheetSpec = { ...spec("rectangle"), grading: 1 };
    expect(sheet(even).sets.nodes.margin.length).toBe(80);
    const { points, sets } = sheet({ ...even, margin: 5 });
    expect(sets.nodes.margin.length).toBe(80 + 72);
    for (const node of sets.nodes.margin) {
      expect(points[3 * node + 2]).toBe(0);
      expect(Math.max(Math.abs(points[3 * node]), Math.abs(points[3 * node + 1]))).toBeGreaterThan(44.9);
    }
  });

  it.each([
    [{ ...spec("square"), footprint: { shape: "square", area: 12000 } }, /E_BOX: sheet: the footprint is 109.5 wide along x, the sheet 100/],
    [{ ...spec("square"), cells: [2, 20, 1] }, /2 cells along x; at least 4/],
    [{ ...spec("square"), margin: -1 }, /margin is -1/],
    [{ ...spec("square"), grading: 0 }, /grading is 0/],
  ] as const)("refuses %j", (given, message) => {
    expect(() => sheet(given as SheetSpec)).toThrow(message);
  });
});

describe("a footprint that is moved and turned", () => {
  const moved: SheetSpec = { size: [100, 100, 3], cells: [40, 40, 1], footprint: { shape: "rectangle", area: 1500, aspect: 1.5, at: [18, -7], angle: 30 } };

  /** Middles of the cells of a set, weighted by their areas seen from above, and second moments about them. */
  function moments(mesh: ReturnType<typeof sheet>, set: string): { readonly middle: readonly number[]; readonly angle: number } {
    const list = Array.from(mesh.sets.cells[set], (cell) => {
      const at = (axis: number): number[] => Array.from(mesh.blocks[0].connectivity.subarray(8 * cell, 8 * cell + 4), (node) => mesh.points[3 * node + axis]);
      const [xs, ys] = [at(0), at(1)];
      const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, area: (x1 - x0) * (y1 - y0) };
    });
    const mean = (of: (cell: (typeof list)[number]) => number): number => list.reduce((sum, cell) => sum + cell.area * of(cell), 0) / list.reduce((sum, { area }) => sum + area, 0);
    const [x, y] = [mean((cell) => cell.x), mean((cell) => cell.y)];
    const [xx, yy, xy] = [mean((cell) => (cell.x - x) ** 2), mean((cell) => (cell.y - y) ** 2), mean((cell) => (cell.x - x) * (cell.y - y))];
    return { middle: [x, y], angle: (90 * Math.atan2(2 * xy, xx - yy)) / Math.PI };
  }

  it("has its area, its middle and its long axis where they are asked for", () => {
    const mesh = sheet(moved), { middle, angle } = moments(mesh, "footprint");
    // Faces are 1.5 to 2 mm wide: a stair of them round the edge.
    expect(Math.abs(faceArea(mesh, mesh.sets.faces.footprint) / 1500 - 1)).toBeLessThan(0.01);
    expect(middle[0]).toBeCloseTo(18, 0);
    expect(middle[1]).toBeCloseTo(-7, 0);
    // The long axis is y, turned by 30 degrees: 120 degrees from x.
    expect(Math.abs((((angle - 120) % 180) + 270) % 180 - 90)).toBeLessThan(3);
    expect(meshQuality(mesh).worst.value).toBeCloseTo(1, 12);
  });

  it("is the upright one when it is turned by half a turn, and must stay on the sheet", () => {
    const turned = footprint({ shape: "rectangle", area: 1500, angle: 180 }), upright = footprint({ shape: "rectangle", area: 1500 });
    expect(turned.gauge(7, -11)).toBeCloseTo(upright.gauge(7, -11), 12);
    expect(() => sheet({ ...moved, footprint: { ...moved.footprint, at: [40, 0] } })).toThrow(/E_BOX: sheet: the middle of the footprint is at x = 40/);
  });
});
