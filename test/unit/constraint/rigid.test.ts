import { describe, expect, it } from "vitest";
import { fix, prescribe } from "../../../src/constraint/constraint.js";
import { tiePairs } from "../../support/pairs.js";
import { checkRigidMotions, freeMotions } from "../../../src/constraint/rigid.js";
import type { Mesh } from "../../../src/mesh/mesh.js";
import { gridMesh, nodesWhere } from "../../support/meshes.js";

const square = gridMesh("quad4", [2, 2]);
const cube = gridMesh("hex8", [1, 1, 1], (s, t, r) => [s + 100, t, 2 * r]);
const motions = (...of: Parameters<typeof freeMotions>): string[] => freeMotions(...of).map((free) => free.motion);

/** Two copies of a mesh that share no nodes. */
function twice(mesh: Mesh): Mesh {
  const nodes = mesh.points.length / 3;
  const shifted = mesh.points.map((x, k) => (k % 3 === 0 ? x + 5 : x));
  const [{ type, connectivity }] = mesh.blocks;
  return {
    ...mesh, points: Float64Array.of(...mesh.points, ...shifted),
    blocks: [{ type, connectivity: Int32Array.of(...connectivity, ...connectivity.map((node) => node + nodes)) }],
  };
}

describe("rigid motions left free", () => {
  it("are all of them without constraints", () => {
    expect(motions(square, [])).toEqual(["rotation about z", "translation in x", "translation in y"]);
    expect(motions(cube, [])).toHaveLength(6);
  });

  it("are none for a clamped edge, a face, or three points that hold just enough", () => {
    expect(motions(square, fix(nodesWhere(square, (x) => x === 0), [0, 1], 2, "left"))).toEqual([]);
    expect(motions(square, [...fix([0], [0, 1], 2, "corner"), ...fix([1], [1], 2, "roller")])).toEqual([]);
    const at = (x: number, y: number, z: number): number[] => nodesWhere(cube, (a, b, c) => a === x && b === y && c === z);
    const held = [...fix(at(100, 0, 0), [0, 1, 2], 3, "a"), ...fix(at(101, 0, 0), [1, 2], 3, "b"), ...fix(at(100, 1, 0), [2], 3, "c")];
    expect(motions(cube, held)).toEqual([]);
  });

  it("are named by what moves", () => {
    expect(motions(square, fix(nodesWhere(square, (x) => x === 0), [0], 2, "left"))).toEqual(["translation in y"]);
    expect(motions(square, fix([4], [0, 1], 2, "centre"))).toEqual(["rotation about z"]);
    // A pin away from the centre: the body turns about the pin.
    expect(motions(square, fix([0], [0, 1], 2, "corner"))).toEqual(["rotation about z"]);
    expect(motions(cube, fix(nodesWhere(cube, (_x, y) => y === 0), [1], 3, "bottom"))).toEqual(["rotation about y", "translation in x", "translation in z"]);
  });

  it("are found in each part that hangs on nothing", () => {
    const mesh = twice(square);
    const left = fix(nodesWhere(mesh, (x) => x === 0), [0, 1], 2, "left");
    expect(() => checkRigidMotions(mesh, left)).toThrow(/E_RIGID_BODY: the body is free to move: rotation about z, translation in x, translation in y of the separate part with node 9 \(the mesh has 2 parts/);
    const pairs = nodesWhere(square, (x) => x === 1).flatMap((node) => [node + 7, node]);
    expect(motions(mesh, [...left, ...tiePairs(pairs, 2, () => () => 0, "tie")])).toEqual([]);
  });

  it("periodic constraints leave translations free but no rotation", () => {
    const right = nodesWhere(square, (x) => x === 1), left = nodesWhere(square, (x) => x === 0);
    const periodic = tiePairs(right.flatMap((node, k) => [node, left[k]]), 2, () => () => 0, "periodic");
    expect(motions(square, periodic)).toEqual(["translation in x", "translation in y"]);
  });

  it("a node without cells may drive a constraint when it is prescribed itself", () => {
    const mesh = { ...square, points: Float64Array.of(...square.points, 9, 9, 0) };
    const driven = { slave: 0, masters: [18], factors: [1], value: () => 0, source: "rod" };
    const rest = [...fix([0], [1], 2, "corner"), ...fix([2], [1], 2, "roller")];
    expect(motions(mesh, [driven, ...rest, ...prescribe([9], 0, 2, () => 1, "rod end")])).toEqual([]);
    expect(motions(mesh, [driven, ...rest])).toHaveLength(1);
  });
});
