/**
 * The problems of Land et al. (2015) on several levels of mesh and with several bulk moduli: `npx tsx tools/land.ts [beam|ventricle] [first level] [last level] [bulk]`. Prints the tables of docs/validation.md.
 * The ventricle is isotropic, so a quarter of it is solved, and half of the beam, with planes of symmetry. Cells of the beam grow geometrically from the clamped end, where its stress has a singular edge.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { box, cellCount, cellNodes, createMesh, ellipsoid, type EllipsoidSpec, faceNodes, type Mesh } from "../src/mesh/index.js";
import { type CaseInput, createStudy } from "../src/study/create.js";
import { run } from "../src/study/run.js";
import { parse } from "yaml";

/** What is varied, and the published points. */
interface Problem {
  readonly name: "beam" | "ventricle";
  readonly levels: readonly (readonly number[])[];
  readonly bulk: readonly number[];
  readonly points: Readonly<Record<string, number>>;
}

const problems: readonly Problem[] = [
  { name: "beam", levels: [[10, 1, 2], [14, 2, 3], [20, 2, 4], [28, 3, 6]], bulk: [2000, 20000, 200000], points: { tip: 1 } },
  { name: "ventricle", levels: [[1, 2, 4], [2, 4, 6], [3, 6, 9], [4, 8, 12]], bulk: [2000, 20000, 200000], points: { endo: -17, epi: -20 } },
];

interface BeamCase { readonly mesh: { readonly box: { readonly size: readonly number[]; readonly cells: readonly number[] } }; readonly boundary: readonly object[] }
interface VentricleCase { readonly mesh: { readonly ellipsoid: EllipsoidSpec }; readonly boundary: readonly object[] }

const [name = "", first = "1", last = "9", only] = process.argv.slice(2);
for (const problem of problems.filter((each) => each.name.includes(name))) {
  console.log(`| cells | nodes | bulk modulus (kPa) | ${Object.keys(problem.points).map((point) => `z of ${point} (mm)`).join(" | ")} | CPU (s) |\n|${" --- |".repeat(4 + Object.keys(problem.points).length)}`);
  for (const cells of problem.levels.slice(Number(first) - 1, Number(last))) for (const bulk of problem.bulk.filter((each) => only === undefined || each === Number(only))) await solve(problem, cells, bulk);
}

async function solve({ name, points }: Problem, cells: readonly number[], bulk: number): Promise<void> {
  const file = fileURLToPath(new URL(`../cases/land-${name}.yaml`, import.meta.url));
  const data = parse(readFileSync(file, "utf8")) as BeamCase & VentricleCase & { materials: { tissue: { bulk: number } } };
  for (const shape of Object.values(data.mesh) as { cells: readonly number[] }[]) shape.cells = cells;
  data.materials.tissue.bulk = bulk;
  const began = process.cpuUsage();
  const study = await createStudy((name === "ventricle" ? quartered(data) : halved(data)) as unknown as CaseInput);
  let z: number[] = [];
  for await (const { probes } of run(study)) z = Object.entries(points).map(([point, start]) => start + probes[point][2]);
  const { user, system } = process.cpuUsage(began);
  console.log(`| ${cells.join(" × ")} | ${study.mesh.points.length / 3} | ${bulk} | ${z.map((value) => value.toFixed(3)).join(" | ")} | ${((user + system) / 1e6).toFixed(0)} |`);
}

/** Half of the beam, whose first cell is half as long as it is high. */
function halved(data: BeamCase): object {
  const { size: [length, width, height], cells } = data.mesh.box;
  const mesh = box({ size: [length, width / 2, height], cells, element: "hex20" });
  return { ...data, mesh: stretched(mesh, length, cells[0], (0.5 * height) / cells[2]), boundary: [...data.boundary, { on: "y+", fix: ["y"] }] };
}

/** Places along x moved so that cells grow by a constant ratio from `first` on. */
function stretched(mesh: Mesh, length: number, cells: number, first: number): Mesh {
  const reach = (ratio: number, count: number): number => (first * (ratio ** count - 1)) / (ratio - 1);
  let low = 1 + 1e-9, high = 4;
  for (let turn = 0; turn < 60; turn++) if (reach((low + high) / 2, cells) < length) low = (low + high) / 2; else high = (low + high) / 2;
  const place = (x: number): number => {
    const at = (x * cells) / length, cell = Math.floor(at + 1e-9), from = reach(low, cell);
    return from + (at - cell) * (reach(low, cell + 1) - from);
  };
  return { ...mesh, points: mesh.points.map((x, k) => (k % 3 === 0 ? place(x) : x)) };
}

function quartered(data: VentricleCase): object {
  const planes = [{ on: "plane x", fix: ["x"] }, { on: "plane y", fix: ["y"] }];
  return { ...data, mesh: quarter(ellipsoid(data.mesh.ellipsoid)), boundary: [...data.boundary, ...planes] };
}

/** The cells with x >= 0 and y >= 0, with the face sets that are left and the planes of symmetry as node sets. */
function quarter(mesh: Mesh): Mesh {
  const inside = (node: number): boolean => mesh.points[3 * node] > -1e-9 && mesh.points[3 * node + 1] > -1e-9;
  const kept = Array.from({ length: cellCount(mesh) }, (_, cell) => cell).filter((cell) => cellNodes(mesh, cell).every(inside));
  const nodes = [...new Set(kept.flatMap((cell) => Array.from(cellNodes(mesh, cell))))].sort((a, b) => a - b);
  const numbers = new Map(nodes.map((node, k) => [node, k])), cells = new Map(kept.map((cell, k) => [cell, k]));
  const renumbered = (list: Iterable<number>): number[] => Array.from(list).flatMap((node) => numbers.get(node) ?? []);
  const faces = Object.fromEntries(Object.entries(mesh.sets.faces).map(([name, pairs]) => [name, Int32Array.from(Array.from(pairs).flatMap((cell, k) => (k % 2 === 0 && cells.has(cell) ? [cells.get(cell) ?? -1, pairs[k + 1]] : [])))]));
  const plane = (axis: number): Int32Array => Int32Array.from(renumbered(nodes.filter((node) => Math.abs(mesh.points[3 * node + axis]) < 1e-9)));
  const base = Int32Array.from(new Set(renumbered(Array.from(mesh.sets.faces.base).flatMap((cell, k, pairs) => (k % 2 === 0 ? Array.from(faceNodes(mesh, cell, pairs[k + 1])) : [])))));
  return createMesh({
    dimension: 3, points: Float64Array.from(nodes.flatMap((node) => Array.from(mesh.points.subarray(3 * node, 3 * node + 3)))),
    blocks: [{ type: mesh.blocks[0].type, connectivity: Int32Array.from(kept.flatMap((cell) => renumbered(cellNodes(mesh, cell)))) }],
    sets: { nodes: { "plane x": plane(0), "plane y": plane(1), base }, faces }, source: "quarter",
  });
}
