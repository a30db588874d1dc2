/** The polygons of a surface close it, and their normals point outwards. */
import { describe, expect, it } from "vitest";
import { box, elementTypes, surface, topology, type Mesh, type Surface } from "../../../src/mesh/index.js";

const sizes = { 2: [3, 2], 3: [3, 2, 1] } as const;
const cells = { 2: [2, 3], 3: [2, 3, 1] } as const;

/** Volume inside the polygons by the divergence theorem, fans of triangles from the first corner (exact for plane polygons). */
function enclosed({ points }: Mesh, { corners, offsets, cells: behind }: Surface): number {
  const at = (i: number): number[] => [...points.subarray(3 * corners[i], 3 * corners[i] + 3)];
  let volume = 0;
  for (let p = 0; p < behind.length; p++) {
    for (let i = offsets[p] + 1; i + 1 < offsets[p + 1]; i++) {
      const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [at(offsets[p]), at(i), at(i + 1)];
      volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
    }
  }
  return volume;
}

describe("surface", () => {
  for (const element of elementTypes) {
    const { dimension, faceType } = topology[element];
    const mesh = box({ size: sizes[dimension], cells: cells[dimension], element });
    const seen = surface(mesh);
    it(`of ${element} has corners only, in polygons that follow one another`, () => {
      expect(seen.offsets[0]).toBe(0);
      expect(seen.offsets.at(-1)).toBe(seen.corners.length);
      const sides = dimension === 2 ? topology[element].corners : { tri3: 3, tri6: 3, quad4: 4, quad8: 4, line2: 2, line3: 2 }[faceType];
      expect([...seen.offsets.subarray(1)].every((end, p) => end - seen.offsets[p] === sides)).toBe(true);
    });
    if (dimension === 3) {
      it(`of ${element} encloses the body, normals outwards`, () => {
        expect(enclosed(mesh, seen)).toBeCloseTo(6, 12);
      });
    } else {
      it(`of ${element} is its cells in order`, () => {
        expect([...seen.cells]).toEqual(Array.from({ length: seen.cells.length }, (_, cell) => cell));
      });
    }
  }
});
