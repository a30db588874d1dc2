/** Damaged mesh files: whatever happens to the bytes, the answer is a valid mesh or an error that helps, soon and in little memory. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError, MeshError } from "../../../src/core/errors.js";
import { readMesh, writeMesh, writeMeshText } from "../../../src/io/index.js";
import { box, createMesh, type Mesh } from "../../../src/mesh/index.js";
import { contents, fixture, fixtureNames } from "../../support/mesh-files.js";

const smallBox = box({ size: [1, 1, 1], cells: [1, 1, 2], element: "hex8" });
const files: readonly (readonly [string, Uint8Array])[] = [
  ...[...fixtureNames(".msh"), ...fixtureNames(".vtu")].filter((name) => !name.includes("lz4")).map((name) => [name, fixture(name)] as const).filter(([, data]) => data.length < 8000),
  ["own.vtu", writeMesh(smallBox, "own.vtu")],
  ["own.msh", writeMesh(smallBox, "own.msh")],
  ["block-hex8.inp", fixture("block-hex8.inp")],
  ["block-hex8.vtk", fixture("block-hex8.vtk")],
  ["own.vtk", writeMesh(smallBox, "own.vtk")],
  ["text.vtk", writeMeshText(smallBox, "text.vtk")],
];

/** Formats that do not say where they end: what is cut off at a section may be a smaller mesh. */
const openEnded = /\.(?:inp|vtk)$/;

/** The mesh, or the error when it is one that we throw on purpose; anything else fails the test. */
function outcome(name: string, data: Uint8Array): Mesh | FormatError | MeshError {
  try {
    return readMesh(data, name);
  } catch (error) {
    if (error instanceof FormatError || error instanceof MeshError) return error;
    throw error;
  }
}

function expectHelpfulOrValid(name: string, data: Uint8Array): void {
  const buffersBefore = process.memoryUsage().arrayBuffers;
  const begin = performance.now();
  const result = outcome(name, data);
  // A damaged file of some kilobytes must not cost more than a large good one: a hundredfold of what good ones take here (below 10 ms).
  expect(performance.now() - begin).toBeLessThan(1000);
  expect(process.memoryUsage().arrayBuffers - buffersBefore).toBeLessThan(64e6);
  if (result instanceof Error) {
    expect(result.message).toContain(name);
    expect(result.hint.length).toBeGreaterThan(10);
  } else {
    expect(contents(createMesh(result))).toEqual(contents(result));
  }
}

const runs = { numRuns: 60 };

describe.each(files)("%s", (name, good) => {
  const whole = contents(readMesh(good, name));

  it("cut anywhere, is refused, unless nothing but the end was lost", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: good.length - 1 }), (length) => {
      const result = outcome(name, good.subarray(0, length));
      if (result instanceof Error || openEnded.test(name)) expectHelpfulOrValid(name, good.subarray(0, length));
      else expect(contents(result)).toEqual(whole);
    }), runs);
  });

  it("with bytes changed, is a valid mesh or refused", () => {
    const change = fc.tuple(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const data = good.slice();
      for (const [at, byte] of changes) data[at] = byte;
      expectHelpfulOrValid(name, data);
    }), runs);
  });

  it("with a piece repeated, removed or moved, is a valid mesh or refused", () => {
    const place = fc.integer({ min: 0, max: good.length });
    fc.assert(fc.property(place, place, place, (a, b, to) => {
      const [from, until] = [Math.min(a, b), Math.max(a, b)];
      const piece = good.subarray(from, until);
      expectHelpfulOrValid(name, Uint8Array.from([...good.subarray(0, to), ...piece, ...good.subarray(to)]));
      expectHelpfulOrValid(name, Uint8Array.from([...good.subarray(0, from), ...good.subarray(until)]));
    }), runs);
  });

  it("with huge or negative numbers in place of numbers, is a valid mesh or refused", () => {
    const text = new TextDecoder("latin1").decode(good);
    const numbers = Array.from(text.matchAll(/\d+/g));
    const huge = fc.constantFrom("4294967295", "9007199254740991", "99999999999999999999", "1e308", "-1", "2147483648", "0", "1000000");
    fc.assert(fc.property(fc.nat(numbers.length - 1), huge, (i, number) => {
      const { index, 0: old } = numbers[i];
      const changed = text.slice(0, index) + number + text.slice(index + old.length);
      expectHelpfulOrValid(name, Uint8Array.from(changed, (character) => character.charCodeAt(0)));
    }), runs);
  });

  it("with 4 or 8 bytes set to a huge binary number, is a valid mesh or refused", () => {
    fc.assert(fc.property(fc.nat(good.length - 8), fc.constantFrom(4, 8), fc.constantFrom(0xff, 0x7f, 0x00), (at, size, byte) => {
      expectHelpfulOrValid(name, good.slice().fill(byte, at, at + size));
    }), runs);
  });
});

it("compressed data carry a check sum: a change there is never a wrong mesh", () => {
  const good = writeMesh(smallBox, "own.vtu");
  const whole = contents(readMesh(good, "own.vtu"));
  const start = new TextDecoder("latin1").decode(good).indexOf('"raw">') + 8;
  fc.assert(fc.property(fc.integer({ min: start, max: good.length - 40 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const data = good.slice();
    data[at] ^= change;
    const result = outcome("own.vtu", data);
    if (!(result instanceof Error)) expect(contents(result)).toEqual(whole);
  }), { numRuns: 500 });
});

it("random bytes and random text are refused", () => {
  fc.assert(fc.property(fc.constantFrom("a.msh", "a.vtu", "a.inp", "a.vtk"), fc.uint8Array({ maxLength: 200 }), (name, data) => {
    expect(outcome(name, data)).toBeInstanceOf(FormatError);
  }));
  const pieces = fc.array(fc.constantFrom("$MeshFormat\n", "4.1 0 8\n", "2.2 0 8\n", "$EndMeshFormat\n", "$Nodes\n", "$EndNodes\n", "$Elements\n", "$EndElements\n", "1 ", "2 ", "4 ", "\n", "1e3 ", "$PhysicalNames\n"), { maxLength: 40 });
  fc.assert(fc.property(pieces, (list) => {
    expectHelpfulOrValid("a.msh", new TextEncoder().encode("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n" + list.join("")));
  }));
  const cards = fc.array(fc.constantFrom("*NODE\n", "*ELEMENT, TYPE=CPE3\n", "*NSET, NSET=a\n", "*ELSET, ELSET=a, GENERATE\n", "*SURFACE, NAME=s\n", "a, S1\n", "1, 2, 3, 4\n", "1, 0, 0\n", "2, 1, 0\n", "3, 0, 1\n", "1, 1e9\n", "*PART\n"), { maxLength: 30 });
  fc.assert(fc.property(cards, (list) => {
    expectHelpfulOrValid("a.inp", new TextEncoder().encode("*NODE\n1,0,0\n2,1,0\n3,0,1\n*ELEMENT, TYPE=CPE3\n1,1,2,3\n" + list.join("")));
  }));
});
