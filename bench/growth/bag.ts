/**
 * Two limits of the silicone bag that han2022 filled, on the porcine set-up at 55 ml and the median rate (`porcine.ts` has neither): a wall of 1 mm that is bonded to the skin over the footprint, and a
 * rigid body in the shape that the bag takes by itself, on which the skin slides. `npx tsx bench/growth/bag.ts [bonded] [rigid]` (a minute of processor time, by default both) prints a line of JSON for the bag alone and for each run. With a strip the facets of the rigid body are too coarse for its contact.
 */
import { box, type CaseInput, createStudy, expansion, type Mesh, run, type Step } from "../../src/index.js";
import { writeSurfaceStl } from "../../src/io/stl-write.js";
import { createMesh, sheet } from "../../src/mesh/index.js";
import { memoryFiles } from "../../src/platform/files.js";
import { rates } from "./published.js";

const cells = 20, depth = 2.5, volume = 55000, thickness = 1;
/** Neo-Hookean silicone of the authors, MPa. */
const silicone = { law: "mooney-rivlin", c10: 0.43631, c01: 0, bulk: 2 / 0.013, volumetric: "quad" };
const round = (x: number): number => Number(x.toPrecision(4));

/** The last step of a run and the largest value of a probe on the way. */
async function solve(input: CaseInput, probe: string, files = memoryFiles({})): Promise<{ readonly last: Step; readonly peak: number }> {
  let last: Step | undefined, peak = 0;
  for await (const step of run(await createStudy(input, files), { threads: 1 })) {
    peak = Math.max(peak, step.probes[probe].at(-1)!);
    last = step;
  }
  return { last: last!, peak };
}

function porcine(attached: number): CaseInput {
  return expansion({
    cells: [cells, cells, 2], depth, grading: 1, attached, deflation: 0, load: { fills: [[0, volume]] },
    growth: { law: "area-homeostatic", rate: `${rates.median} 1/h`, threshold: 1.198, normal: [0, 0, 1] },
  });
}

function print(what: string, attached: number, { last: { probes }, peak }: { readonly last: Step; readonly peak: number }): void {
  console.log(JSON.stringify({ what, attached, apex: round(probes.apex[0]), between: round(probes.middle[0]), rim: round(probes.rim[0]), height: round(probes.height[2]), peak: round(1000 * peak) }));
}

/** A sheet with a layer of cells below its footprint, the set `wall`, whose lower faces are `inside`. */
function withWall(skin: Mesh): Mesh {
  const { points, blocks: [{ connectivity }], sets: { nodes, faces, cells: sets } } = skin, first = points.length / 3;
  const lower = new Map(Array.from(nodes.footprint, (node, k) => [node, first + k]));
  const added = Array.from(nodes.footprint).flatMap((node) => [points[3 * node], points[3 * node + 1], points[3 * node + 2] - thickness]);
  const columns = Array.from({ length: faces.footprint.length / 2 }, (_, f) => Array.from(connectivity.subarray(8 * faces.footprint[2 * f], 8 * faces.footprint[2 * f] + 4)));
  const old = connectivity.length / 8, wall = Int32Array.from(columns, (_, k) => old + k);
  return createMesh({
    dimension: 3, points: Float64Array.from([...points, ...added]),
    blocks: [{ type: "hex8", connectivity: Int32Array.from([...connectivity, ...columns.flatMap((corners) => [...corners.map((node) => lower.get(node)!), ...corners])]) }],
    sets: {
      nodes, faces: { ...faces, inside: Int32Array.from([...wall].flatMap((cell) => [cell, faces["z-"][1]])) },
      cells: { ...sets, skin: Int32Array.from({ length: old }, (_, cell) => cell), wall, all: Int32Array.from({ length: old + wall.length }, (_, cell) => cell) },
    },
  });
}

/** The wall bonded to the skin; the filling pushes on the wall. */
function bonded(attached: number): CaseInput {
  const input = porcine(attached), skin = sheet({ size: [100, 100, 3], cells: [cells, cells, 2], footprint: { shape: "rectangle", area: 2400 }, grading: 1, margin: attached });
  const inside = (condition: object): object => ("volume" in condition ? { ...condition, on: "inside", above: { z: -thickness - depth } } : condition);
  const { height, apex, middle, rim } = input.probes as Record<string, never>;
  return {
    ...input, mesh: withWall(skin), materials: { ...input.materials, wall: silicone }, regions: { skin: "skin", wall: "wall" }, boundary: (input.boundary as object[]).map(inside),
    probes: { height, apex, middle, rim, pressure: { on: "inside", field: "pressure" } },
  } as unknown as CaseInput;
}

/** A grid of points, rows along x. */
type Grid = readonly (readonly (readonly number[])[])[];

/** The upper side of the bag when it is filled alone, its edge held, and its pressure in MPa. */
async function freeBag(): Promise<{ readonly outside: Grid; readonly pressure: number }> {
  const [nx, ny] = [16, 24], base = box({ size: [40, 60, thickness], cells: [nx, ny, 1], element: "hex8" });
  const points = base.points.map((x, k) => x - [20, 30, 0][k % 3]), count = (nx + 1) * (ny + 1);
  const edge = Int32Array.from(Array.from({ length: count }, (_, node) => node).filter((node) => node % (nx + 1) % nx === 0 || Math.floor(node / (nx + 1)) % ny === 0));
  const { last } = await solve({
    mesh: createMesh({ ...base, points, sets: { ...base.sets, nodes: { ...base.sets.nodes, edge } } }), formulation: "mixed", materials: { wall: silicone }, regions: { all: "wall" },
    boundary: [{ on: "edge", fix: ["x", "y", "z"] }, { on: "z-", volume: [[0, 2400 * depth], [1, volume]], above: { z: -depth } }],
    steps: { end: 1, size: 0.01, min: 1e-5, max: 0.1 }, solver: { tolerance: 1e-6 }, probes: { pressure: { on: "z-", field: "pressure" } },
  } as unknown as CaseInput, "pressure");
  const u = last.field("u").values, at = (i: number, j: number): number[] => [0, 1, 2].map((k) => points[3 * (count + j * (nx + 1) + i) + k] + u[3 * (count + j * (nx + 1) + i) + k]);
  return { outside: Array.from({ length: ny + 1 }, (_, j) => Array.from({ length: nx + 1 }, (_, i) => at(i, j))), pressure: last.probes.pressure[0] };
}

/** Points on a curve of Catmull and Rom, `parts` for each of its pieces. */
function refined(curve: readonly (readonly number[])[], parts: number): number[][] {
  const n = curve.length - 1, beyond = (a: readonly number[], b: readonly number[]): number[] => a.map((x, k) => 2 * x - b[k]);
  const at = (k: number): readonly number[] => (k < 0 ? beyond(curve[0], curve[1]) : k > n ? beyond(curve[n], curve[n - 1]) : curve[k]);
  return Array.from({ length: n * parts + 1 }, (_, m) => {
    const piece = Math.min(n - 1, Math.floor(m / parts)), s = m / parts - piece, [a, b, c, d] = [-1, 0, 1, 2].map((k) => at(piece + k));
    return b.map((x, k) => x + 0.5 * s * (c[k] - a[k] + s * (2 * a[k] - 5 * x + 4 * c[k] - d[k] + s * (3 * x - a[k] - 3 * c[k] + d[k]))));
  });
}

/** A closed body of triangles: the grid above, its shadow at z = -10 below. */
function bodyOf(coarse: Grid): Uint8Array {
  const parts = 4, rows = coarse.map((row) => refined(row, parts)), columns = rows[0].map((_, i) => refined(rows.map((row) => row[i]), parts));
  const nx = columns.length, ny = columns[0].length, above = (i: number, j: number): number => j * nx + i, below = (i: number, j: number): number => nx * ny + above(i, j);
  const top = Array.from({ length: nx * ny }, (_, k) => columns[k % nx][Math.floor(k / nx)]), bottom = top.map((_, k) => [40 * ((k % nx) / (nx - 1)) - 20, 60 * (Math.floor(k / nx) / (ny - 1)) - 30, -10]);
  const quad = (a: number, b: number, c: number, d: number): number[] => [a, b, c, a, c, d];
  const inner = Array.from({ length: (nx - 1) * (ny - 1) }, (_, k) => [k % (nx - 1), Math.floor(k / (nx - 1))] as const);
  const faces = inner.flatMap(([i, j]) => [...quad(above(i, j), above(i + 1, j), above(i + 1, j + 1), above(i, j + 1)), ...quad(below(i, j), below(i, j + 1), below(i + 1, j + 1), below(i + 1, j))]);
  const along = Array.from({ length: nx - 1 }, (_, i) => [...quad(below(i, 0), below(i + 1, 0), above(i + 1, 0), above(i, 0)), ...quad(above(i, ny - 1), above(i + 1, ny - 1), below(i + 1, ny - 1), below(i, ny - 1))]);
  const across = Array.from({ length: ny - 1 }, (_, j) => [...quad(above(0, j), above(0, j + 1), below(0, j + 1), below(0, j)), ...quad(below(nx - 1, j), below(nx - 1, j + 1), above(nx - 1, j + 1), above(nx - 1, j))]);
  return writeSurfaceStl({ points: Float64Array.from([...top, ...bottom].flat()), triangles: Int32Array.from([...faces, ...along.flat(), ...across.flat()]) });
}

/** Skin over the bag as a rigid body, which rises to its place while the bag would be filled. */
function rigid(height: number): CaseInput {
  const input = porcine(0), { height: top, apex, middle, rim } = input.probes as Record<string, never>;
  return {
    ...input, boundary: [...(input.boundary as object[]).filter((condition) => !("volume" in condition)), { on: "z-", contact: { surface: "bag.stl", move: { z: [[0, -height - 0.01], [0.1, 0]] } } }],
    steps: { end: 7, size: 0.005, min: 1e-5, max: 0.5 }, probes: { height: top, apex, middle, rim, pressure: { on: "z-", field: "contactPressure" } },
  } as unknown as CaseInput;
}

async function solveRigid(): Promise<void> {
  const { outside, pressure } = await freeBag(), height = Math.max(...outside.flat().map(([, , z]) => z));
  console.log(JSON.stringify({ what: "bag alone", height: round(height), pressure: round(1000 * pressure) }));
  print("rigid bag", 0, await solve(rigid(height), "pressure", memoryFiles({ "bag.stl": bodyOf(outside) })));
}

const limits = process.argv.slice(2);
if (limits.length === 0 || limits.includes("bonded")) for (const attached of [0, 10]) print("bonded wall", attached, await solve(bonded(attached), "pressure"));
if (limits.length === 0 || limits.includes("rigid")) await solveRigid();
