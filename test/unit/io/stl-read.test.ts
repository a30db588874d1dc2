import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/core/errors.js";
import { readStl, writeStl, writeStlText, writeSurfaceStl, writeSurfaceStlText } from "../../../src/io/index.js";
import { surfaceBody } from "../../../src/load/surface-body.js";
import { box, ellipsoid } from "../../../src/mesh/index.js";

const cube = box({ size: [2, 1, 1], cells: [2, 2, 2], element: "hex8" });
const read = (bytes: Uint8Array): ReturnType<typeof readStl> => readStl(bytes, "body.stl");
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an STL file", () => {
  it("comes back from binary and text as one welded surface, closed as Euler says", () => {
    for (const surface of [read(writeStl(cube)), read(writeStlText(cube))]) {
      // V - E + F = 2 with E = 3F/2.
      const faces = surface.triangles.length / 3;
      expect(faces).toBe(2 * 2 * (4 + 4 + 4));
      expect(surface.points.length / 3 - faces / 2).toBe(2);
      expect(read(writeSurfaceStl(surface))).toEqual(surface);
      expect(read(writeSurfaceStlText(surface))).toEqual(surface);
    }
  });
  it.each<[string, Uint8Array, RegExp]>([
    ["cut off", writeStl(cube).slice(0, 200), /E_FORMAT_TRUNCATED: body\.stl announces 48 triangles \(2484 bytes\) and ends after 200 bytes/],
    ["shorter than its head", new Uint8Array(50), /E_FORMAT_TRUNCATED/],
    ["too long", Uint8Array.from([...writeStl(cube), 0]), /E_FORMAT_COUNT/],
    ["text that is cut off", writeStlText(cube).slice(0, 900), /E_FORMAT_(TRUNCATED|NUMBER|SECTION)/],
    ["text with a bad number", encode("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 x\nendloop\nendfacet\nendsolid a\n"), /E_FORMAT_NUMBER: body\.stl:4: "vertex 0 0 x" is no corner/],
    ["text with two corners", encode("solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nendloop\nendfacet\nendsolid a\n"), /E_FORMAT_COUNT: body\.stl:7/],
    ["text with a strange word", encode("solid a\nfacet normal 0 0 1\npolygon\nendsolid a\n"), /E_FORMAT_SECTION: body\.stl:3/],
    ["empty", encode("solid a\nendsolid a\n"), /E_FORMAT_CELLS/],
  ])("that is %s is refused with the reason", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });
  it("never fails in another way, however it is damaged", () => {
    const files = [writeStl(cube), writeStlText(cube)];
    fc.assert(fc.property(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }), (file, at, flip) => {
      const damaged = Uint8Array.from(file, (byte, i) => (i === at % file.length ? byte ^ flip : byte));
      try { read(damaged); } catch (error) { expect(error).toBeInstanceOf(FormatError); }
    }), { numRuns: 300 });
  });
});

describe("a rigid body of triangles", () => {
  const body = surfaceBody(read(writeStl(cube)), "body.stl");
  const at = (x: readonly number[]): { g: number; n: Float64Array; H: Float64Array } => {
    const n = new Float64Array(3), H = new Float64Array(9);
    return { g: body.distance(Float64Array.from(x), n, H), n, H };
  };
  /** Signed distance of the box [0, 2] × [0, 1]². */
  const exact = (x: readonly number[]): number => {
    const d = x.map((v, i) => Math.abs(v - [1, 0.5, 0.5][i]) - [1, 0.5, 0.5][i]), out = Math.hypot(...d.map((v) => Math.max(v, 0)));
    return out > 0 ? out : Math.max(...d);
  };
  it("has the signed distance of a box, inside and outside, over faces, edges and corners", () => {
    const place = fc.double({ min: -1, max: 3, noNaN: true });
    fc.assert(fc.property(place, place, place, (...x) => { expect(Math.abs(at(x).g - exact(x))).toBeLessThan(1e-12); }), { numRuns: 500 });
  });
  it.each([[[2.5, 0.3, 0.4]], [[2.4, 1.3, 0.4]], [[2.4, 1.3, -0.4]]])("has normal and curvature that are the derivatives of the distance, at %j", (x) => {
    const h = 1e-5, { n, H } = at(x);
    for (let j = 0; j < 3; j++) {
      const [up, down] = [h, -h].map((s) => at(x.map((v, i) => (i === j ? v + s : v))));
      expect((up.g - down.g) / (2 * h)).toBeCloseTo(n[j], 8);
      for (let i = 0; i < 3; i++) expect((up.n[i] - down.n[i]) / (2 * h)).toBeCloseTo(H[3 * i + j], 7);
    }
  });
  it("is refused when it has a hole or is turned inside out", () => {
    const wall = ellipsoid({ inner: [7, 17], outer: [10, 20], base: 5, cells: [1, 2, 4], element: "hex8" }), surface = read(writeStl(wall));
    expect(() => surfaceBody({ ...surface, triangles: surface.triangles.slice(3) }, "hole.stl")).toThrow(/E_CONTACT: the surface hole\.stl has a hole/);
    const turned = surface.triangles.map((_, k, all) => all[k - (k % 3) + [0, 2, 1][k % 3]]);
    expect(() => surfaceBody({ ...surface, triangles: turned }, "turned.stl")).toThrow(/turned inside out/);
  });
});
