import { describe, expect, it } from "vitest";
import { cellDirections, cellField, formulaField, laplace, meshPoints, type MeshPoints, ruleFields } from "../../../src/fibres/index.js";
import { forEachPoint, placeOf } from "../../../src/fibres/points.js";
import { box, createMesh, ellipsoid, type ElementType, type Mesh, nodesOf } from "../../../src/mesh/index.js";

/** A quarter of a tube about z: radii 1 and 2, height 1, middle nodes on the arcs; sets of the box it was bent from. */
function tube(element: ElementType, n: number): Mesh {
  const flat = box({ size: [1, 1, 1], cells: [n, 2 * n, n], element });
  const points = flat.points.slice();
  for (let at = 0; at < points.length; at += 3) {
    const [depth, turn, z] = points.slice(at, at + 3), angle = turn * Math.PI / 2;
    points.set([(1 + depth) * Math.cos(angle), (1 + depth) * Math.sin(angle), z], at);
  }
  return createMesh({ ...flat, points });
}

const largest = (list: Iterable<number>): number => Math.max(...Array.from(list, Math.abs));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Visits points with their place and the value of a field there. */
function each(points: MeshPoints, values: Float64Array, visit: (place: Float64Array, value: Float64Array) => void): void {
  forEachPoint(points, (at) => visit(placeOf(points, at, new Float64Array(3)), values.subarray(3 * at.point, 3 * at.point + 3)));
}

describe("laplace", () => {
  it.each([["hex8", 2], ["hex20", 3.5], ["tet10", 2.5]] as const)("on a tube of %s converges to ln r / ln 2 by order %f or more", async (element, order) => {
    const error = async (n: number): Promise<number> => {
      const mesh = tube(element, n), points = meshPoints(mesh);
      const values = await laplace(points, nodesOf(mesh, "x-"), nodesOf(mesh, "x+"));
      return largest(Array.from(values, (value, node) => value - Math.log(Math.hypot(mesh.points[3 * node], mesh.points[3 * node + 1])) / Math.LN2));
    };
    const [coarse, fine] = [await error(2), await error(4)];
    expect(Math.log2(coarse / fine)).toBeGreaterThan(order - 0.15);
  });

  it("refuses a body of which a part touches neither set", async () => {
    const one = box({ size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" });
    const shifted = one.points.map((x) => x + 5);
    const two = createMesh({ dimension: 3, points: Float64Array.of(...one.points, ...shifted), blocks: [{ type: "hex8", connectivity: Int32Array.of(...one.blocks[0].connectivity, ...one.blocks[0].connectivity.map((n) => n + 8)) }] });
    await expect(laplace(meshPoints(two), Int32Array.of(0), Int32Array.of(6))).rejects.toThrow(/neither of the two sets/);
  });
});

describe("rule", () => {
  const rule = { helix: [60, -40], inner: "x-", outer: "x+", apex: "z-", base: "z+" };

  it("turns fibres of a tube from one angle to the other with the harmonic depth, as the closed form", async () => {
    const points = meshPoints(tube("hex20", 3));
    const { fibre, sheet, normal } = await ruleFields(points, "heart", rule);
    let worst = 0;
    each(points, fibre.values, (place, f) => {
      const radius = Math.hypot(place[0], place[1]);
      const angle = (60 - 100 * Math.log(radius) / Math.LN2) * Math.PI / 180;
      const around = [-place[1] / radius, place[0] / radius, 0];
      worst = Math.max(worst, Math.abs(dot(f, around) - Math.cos(angle)), Math.abs(f[2] - Math.sin(angle)));
    });
    // The depth itself is right to 1e-3 on this mesh (see above).
    expect(worst).toBeLessThan(3e-3);
    forEachPoint(points, ({ point }) => {
      const [f, s, n] = [fibre, sheet, normal].map(({ values }) => values.subarray(3 * point, 3 * point + 3));
      expect(largest([dot(f, s), dot(f, n), dot(s, n), dot(f, f) - 1, dot(s, s) - 1, dot(n, n) - 1])).toBeLessThan(1e-14);
      // Right-handed.
      expect(f[0] * (s[1] * n[2] - s[2] * n[1]) - f[1] * (s[0] * n[2] - s[2] * n[0]) + f[2] * (s[0] * n[1] - s[1] * n[0])).toBeCloseTo(1, 13);
    });
  });

  it("tilts the sheet about the fibre", async () => {
    const points = meshPoints(tube("hex20", 2));
    const [flat, tilted] = [await ruleFields(points, "heart", rule), await ruleFields(points, "heart", { ...rule, sheet: [30, 30] })];
    expect(tilted.fibre).toEqual(flat.fibre);
    for (let at = 0; at < flat.sheet.values.length; at += 3) expect(dot(tilted.sheet.values.subarray(at), flat.sheet.values.subarray(at))).toBeCloseTo(Math.cos(Math.PI / 6), 13);
  });

  it("gives a ventricle fibres in the wall everywhere, and the wanted angle at both sides", async () => {
    const mesh = ellipsoid({ inner: [7, 17], outer: [10, 20], base: 5, cells: [3, 4, 6], element: "hex8" });
    const points = meshPoints(mesh);
    const { fibre, sheet } = await ruleFields(points, "heart", { helix: [60, -60], inner: "inner", outer: "outer", apex: "apex", base: "base" });
    each(points, fibre.values, (place, f) => {
      // Away from the apex the wall is nearly that of a tube: steep fibres inside, opposite outside.
      if (place[2] < 0) return;
      const radius = Math.hypot(place[0], place[1]), depth = (radius / Math.sqrt(1 - (place[2] / 18.5) ** 2) - 7) / 3;
      if (Math.abs(depth - 0.5) > 0.3) expect(Math.sign(f[2] * (place[0] * f[1] - place[1] * f[0]))).toBe(depth < 0.5 ? 1 : -1);
    });
    expect(sheet.values.every(Number.isFinite)).toBe(true);
  });

  it("refuses sets that leave no direction", async () => {
    const points = meshPoints(tube("hex8", 1));
    await expect(ruleFields(points, "heart", { ...rule, apex: "x-", base: "x+" })).rejects.toThrow(/not independent/);
  });
});

describe("formulas and cells", () => {
  const points = meshPoints(tube("hex8", 2));
  it("normalises formulas of the place", () => {
    each(points, formulaField(points, "around", ["-3*y", "3*x", "0"]).values, ([x, y], value) => {
      const radius = Math.hypot(x, y);
      expect(largest([value[0] + y / radius, value[1] - x / radius, value[2]])).toBeLessThan(1e-15);
    });
  });
  it("refuses a formula without direction, with the place", () => {
    expect(() => formulaField(points, "hole", ["pos(x - 10)", "0", "0"])).toThrow(/fibres.hole is \(0, 0, 0\) at \(.*\) in cell 0/);
    expect(() => formulaField(points, "bad", ["w", "0", "0"])).toThrow(/"w" has no meaning/);
  });
  it("spreads vectors of cells, and averages to them whatever their sense", () => {
    const vectors = Float64Array.from({ length: 3 * 16 }, (_, i) => (i % 3 === 0 ? 2 : Math.floor(i / 3) * 0.1));
    const field = cellField(points, "scan", vectors);
    const back = cellDirections(points, field);
    for (let cell = 0; cell < 16; cell++) {
      const v = vectors.subarray(3 * cell, 3 * cell + 3), length = Math.hypot(...v);
      for (let i = 0; i < 3; i++) expect(back[3 * cell + i]).toBeCloseTo(v[i] / length, 14);
    }
    const flipped = { values: field.values.map((x, i) => (Math.floor(i / 3) % 2 === 0 ? x : -x)) };
    expect(cellDirections(points, flipped)).toEqual(back);
    expect(() => cellField(points, "scan", vectors.subarray(3))).toThrow(/15 vectors, but the mesh has 16 cells/);
    expect(() => cellField(points, "scan", new Float64Array(48))).toThrow(/in cell 0/);
  });
});
