/** Mesh files in the repository, and how to compare meshes. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Mesh } from "../../src/mesh/index.js";

const fixtures = fileURLToPath(new URL("../fixtures/mesh/", import.meta.url));
const shipped = fileURLToPath(new URL("../../meshes/", import.meta.url));

/** Bytes of a file in test/fixtures/mesh. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fixtures + name));
}

/** Names of the fixtures with an extension. */
export function fixtureNames(extension: string): string[] {
  return readdirSync(fixtures).filter((name) => name.endsWith(extension)).sort();
}

/** Bytes of a file in meshes/. */
export function shippedMesh(name: string): Uint8Array {
  return new Uint8Array(readFileSync(shipped + name));
}

/** Everything a mesh says, as plain arrays with names in order, for comparison by value. */
export function contents(mesh: Mesh): unknown {
  const plain = (sets: Readonly<Record<string, Int32Array>>) => Object.keys(sets).sort().map((name) => [name, Array.from(sets[name])]);
  return {
    dimension: mesh.dimension,
    points: Array.from(mesh.points),
    blocks: mesh.blocks.map(({ type, connectivity }) => [type, Array.from(connectivity)]),
    sets: [plain(mesh.sets.nodes), plain(mesh.sets.faces), plain(mesh.sets.cells)],
  };
}
