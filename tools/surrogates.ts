/**
 * `npm run surrogates -- [part of a name]`: what surrogates reach on the shipped cells, as a table. Takes some minutes; the test suite asserts the
 * smaller ones (test/verification/surrogate.test.ts).
 */
import { createArena } from "../src/constitutive/arena.js";
import type { ConstitutiveModel } from "../src/constitutive/model.js";
import { createRandom } from "../src/core/random.js";
import { createSobol } from "../src/core/sobol.js";
import { loadKernels } from "../src/kernels/module.js";
import { type FileStore, folderFiles, memoryFiles } from "../src/platform/files.node.js";
import { rveHash } from "../src/rve/hash.js";
import type { RveSpec } from "../src/rve/spec.js";
import { type CaseInput, createStudy, loadCase, loadRve } from "../src/study/create.js";
import { prepare } from "../src/study/prepare.js";
import { createCourse, run, walk } from "../src/study/run.js";
import type { Study } from "../src/study/study.js";
import type { Summary } from "../src/study/summary.js";
import { sampleActively } from "../src/surrogate/active.js";
import { compare, errorsOf, judge } from "../src/surrogate/assess.js";
import { checkBelongs, decodeSurrogate, encodeSurrogate } from "../src/surrogate/file.js";
import { surrogateModel } from "../src/surrogate/model.js";
import { openCell } from "../src/surrogate/open.js";
import { addSamples, beginSamples, rowsOf, sample, type Sampled } from "../src/surrogate/sample.js";
import type { SampleSet } from "../src/surrogate/samples.js";
import { stretchOf } from "../src/surrogate/strain.js";
import type { Surrogate } from "../src/surrogate/surrogate.js";
import { type TrainOptions, trainSurrogate } from "../src/surrogate/train.js";

const cases = folderFiles("cases");
const percent = (x: number): string => `${(100 * x).toPrecision(3)} %`;

async function trained(rve: RveSpec, count: number, range: number, options: TrainOptions = {}): Promise<{ readonly cell: Sampled; readonly surrogate: Surrogate; readonly seconds: number }> {
  const cell = await openCell(rve, { threads: 2 });
  const set = await sample(cell, { count, range });
  const before = process.cpuUsage();
  const { surrogate } = await trainSurrogate(set, await loadKernels(), options);
  const { user, system } = process.cpuUsage(before);
  return { cell, surrogate, seconds: (user + system) / 1e6 };
}

/** Microseconds of CPU that W, P and A take at a point, best and median of some batches, after a first one that starts from rest. */
async function perPoint(model: ConstitutiveModel, dimension: 2 | 3, count: number): Promise<readonly [number, number]> {
  const arena = createArena(model, count), sobol = createSobol(dimension === 3 ? 6 : 3, 4);
  for (let k = 0; k < count; k++) arena.F.set(stretchOf(sobol(k).map((u) => 0.3 * (u - 0.5)), dimension), 9 * k);
  const times: number[] = [];
  for (let batch = 0; batch < 8; batch++) {
    const before = process.cpuUsage();
    await model.evaluate(arena.batch(1), arena.response, "tangent");
    const { user, system } = process.cpuUsage(before);
    if (batch > 0) times.push((user + system) / count);
  }
  times.sort((a, b) => a - b);
  return [times[0], times[3]];
}

/** What a point costs, by the RVE and by its shipped surrogate. */
async function time(file: string, name: string): Promise<void> {
  const { rve } = await loadRve(file, cases);
  const cell = await openCell(rve, { threads: 1 });
  const surrogate = decodeSurrogate(new TextDecoder().decode(await cases.read(name)), name);
  const [slow, fast] = [await perPoint(cell.model, rve.dimension, 16), await perPoint(surrogateModel(surrogate, await loadKernels()), rve.dimension, 1024)];
  console.log(`${file}: RVE ${slow.map((t) => (t / 1000).toFixed(2)).join(" / ")} ms, surrogate ${fast.map((t) => t.toFixed(2)).join(" / ")} µs a point (best / median), 1 : ${(slow[0] / fast[0]).toFixed(0)} / ${(slow[1] / fast[1]).toFixed(0)}`);
  cell.model.dispose?.();
}

/** Errors of P and A at 300 fresh states: 180 states drawn at random, 180 and 120 of the sequence, and 120 by active learning. */
async function active(file: string): Promise<void> {
  const { rve } = await loadRve(file, cases);
  const cell = await openCell(rve);
  const range = 0.2, fresh = await sample(cell, { count: 300, range, seed: 99 });
  const errors = async (set: SampleSet): Promise<string> => {
    const { surrogate } = await trainSurrogate(set, await loadKernels(), { kind: "relaxed", members: 3, holdout: 0.05 });
    const { P, A } = errorsOf(compare(surrogateModel(surrogate, await loadKernels()), fresh.rows, rve.dimension));
    return `${percent(P)} ${percent(A)}`;
  };
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed), none = await beginSamples(cell, { count: 180, range });
    const drawn = Array.from({ length: 180 }, (_, k) => Float64Array.from(none.range.high, (high) => (k === 0 ? 0 : (2 * random.uniform() - 1) * high)));
    console.log(`${file}, seed ${seed}: 180 random ${await errors(await addSamples(cell, none, drawn))}; 180 of the sequence ${await errors(await sample(cell, { count: 180, range, seed }))}; `
      + `120 of the sequence ${await errors(await sample(cell, { count: 120, range, seed }))}; 120 chosen ${await errors(await sampleActively(cell, await loadKernels(), { count: 120, range, seed }))}`);
  }
  cell.model.dispose?.();
}

/** Errors of 200 fresh states in the range, and the guard's view of 200 up to twice as far. */
async function goal(file: string, count: number, range: number, options: TrainOptions = {}): Promise<void> {
  const { rve } = await loadRve(file, cases);
  const { cell, surrogate, seconds } = await trained(rve, count, range, options);
  const model = surrogateModel(surrogate, await loadKernels());
  const inside = compare(model, (await sample(cell, { count: 200, range, seed: 2 })).rows, rve.dimension);
  const beyond = compare(model, (await sample(cell, { count: 200, range: 2 * range, seed: 3 })).rows, rve.dimension);
  const { P, A, W } = errorsOf(inside);
  console.log(`${file}: ${count} solves, ${surrogate.kind}, P ${percent(P)}, A ${percent(A)}, W ${percent(W)}, training ${seconds.toFixed(1)} s of CPU; `
    + `false alarms in range ${percent(judge(inside, surrogate, 0.05).falseAlarms)}, caught up to twice the range ${percent(judge(beyond, surrogate, 0.05).caught)}`);
  cell.model.dispose?.();
}

interface Timed { readonly summary: Summary; readonly cpu: number; readonly wall: number }

async function solved(study: Study): Promise<Timed> {
  const before = process.cpuUsage(), start = performance.now();
  const steps = run(study, { threads: 1 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const { user, system } = process.cpuUsage(before);
  return { summary: next.value.summary, cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
}

function distance(a: readonly number[], b: readonly number[]): number {
  const norm = (x: readonly number[]): number => Math.hypot(...x);
  return norm(a.map((v, i) => v - b[i])) / norm(b);
}

/** One line: probes against those of FE², iterations, cost. */
function tell(name: string, fe2: Timed, other: Timed): void {
  const probes = Object.entries(fe2.summary.probes).map(([probe, value]) => `${probe} ${percent(distance(other.summary.probes[probe], value))}`);
  const iterations = [fe2, other].map(({ summary }) => summary.steps.reduce((sum, step) => sum + step.iterations, 0));
  const constitutive = fe2.summary.timing.constitutive / other.summary.timing.constitutive;
  console.log(`${name}: ${probes.join(", ")}; iterations ${iterations.join(" / ")}; RVE solves ${fe2.summary.counts.rveSolves} / ${other.summary.counts.rveSolves}, guarded ${other.summary.counts.guarded}; `
    + `CPU ${fe2.cpu.toFixed(1)} / ${other.cpu.toFixed(1)} s (1 : ${(fe2.cpu / other.cpu).toFixed(1)}), wall ${fe2.wall.toFixed(1)} / ${other.wall.toFixed(1)} s (1 : ${(fe2.wall / other.wall).toFixed(1)}), one thread each; time in materials ${fe2.summary.timing.constitutive.toFixed(2)} / ${other.summary.timing.constitutive.toFixed(4)} s (1 : ${constitutive.toFixed(0)})`);
  for (const [material, { lessons, speedup, breakEven }] of Object.entries(other.summary.learning ?? {})) {
    console.log(`  ${material}: ${lessons.map(({ step, samples, after }) => `step ${step}: ${samples} samples, ${percent(after)}`).join("; ")}; speed-up per point ${speedup.toFixed(0)}, paid after ${Math.round(breakEven)} answers`);
  }
}

/** The reaction of the gripped end at every step, against FE². */
function tellSteps({ summary: truth }: Timed, { summary }: Timed): void {
  for (const [k, { time, iterations, probes }] of summary.steps.entries()) {
    console.log(`  time ${time}: reaction ${percent(distance(probes.grip, truth.steps[k].probes.grip))}, iterations ${truth.steps[k].iterations} / ${iterations}`);
  }
}

/** Errors of a surrogate at exactly the states that an FE² run has at its steps: of P, and of its mean along x. The last tangents of a step may be of the iterate before. */
async function states(file: string, rveFile: string, name: string): Promise<void> {
  const { rve } = await loadRve(rveFile, cases);
  const surrogate = decodeSurrogate(new TextDecoder().decode(await cases.read(name)), name);
  checkBelongs(surrogate, rveHash(rve), name);
  const model = surrogateModel(surrogate, await loadKernels());
  const prepared = await prepare(await loadCase(file, cases), { threads: 1 });
  const course = createCourse(prepared);
  for await (const { time } of walk(course, {})) {
    const rows = course.accepted!.regions.flatMap(({ arena: { F, response: { W, P, A } } }) => [...rowsOf({ F, W, P, A })]);
    const found = compare(model, Float64Array.from(rows), rve.dimension);
    const sum = (P: Float64Array): number => P.reduce((total, p, i) => total + (i % 9 === 0 ? p : 0), 0);
    console.log(`${name} at the ${found.count} states of ${file} at time ${time}: P ${percent(errorsOf(found).P)}, mean P11 ${percent(sum(found.answer.P) / sum(found.truth.P) - 1)}`);
  }
  prepared.dispose();
}

async function withMaterial(input: Omit<CaseInput, "materials">, material: object, files: FileStore = memoryFiles({})): Promise<Timed> {
  return solved(await createStudy({ ...input, materials: { tissue: material } } as CaseInput, files));
}

async function againstFe2(name: string, input: Omit<CaseInput, "materials">, rve: RveSpec, count: number, range: number, options: TrainOptions = {}): Promise<void> {
  const { surrogate, cell } = await trained(rve, count, range, options);
  cell.model.dispose?.();
  const files = memoryFiles({});
  await files.write("a.surrogate.json", new TextEncoder().encode(encodeSurrogate(surrogate)));
  const fe2 = await withMaterial(input, { rve }), material = { surrogate: "a.surrogate.json", guard: { rve, tolerance: 0.05 } };
  // The first run is slow until the engine has compiled it.
  for (const turn of ["first", "second"]) tell(`${name}, guarded, ${turn} run`, fe2, await withMaterial(input, material, files));
}

const cantilever: Omit<CaseInput, "materials"> = {
  dimension: 2, mesh: { box: { size: [2, 1], cells: [4, 2], element: "quad4" } }, regions: { all: "tissue" }, steps: { count: 1 }, solver: { tolerance: 1e-8 },
  boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0, y: 0.1 } }],
  probes: { right: { on: "x+", field: "reaction" }, middle: { at: [1, 0.5], field: "u" } },
};

/** A block of 1,024 Gauss points that is stretched and sheared. */
const block: Omit<CaseInput, "materials"> = {
  dimension: 3, mesh: { box: { size: [2, 1, 1], cells: [8, 4, 4], element: "hex8" } }, regions: { all: "tissue" }, steps: { count: 2 }, solver: { tolerance: 1e-8 },
  boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 0.1, y: 0.1, z: 0 } }],
  probes: { right: { on: "x+", field: "reaction" }, middle: { at: [1, 0.5, 0.5], field: "u" } },
};

async function cook(): Promise<Omit<CaseInput, "materials">> {
  const { mesh } = await loadCase("cook.yaml", cases);
  return {
    mesh, regions: { tissue: "tissue" }, steps: { count: 5 }, solver: { tolerance: 1e-8 },
    boundary: [{ on: "left", fix: ["x", "y"] }, { on: "right", traction: [0, 0.07] }], probes: { tip: { at: [48, 60], field: "u" }, grip: { on: "left", field: "reaction" } },
  };
}

const demonstrations: Readonly<Record<string, () => Promise<void>>> = {
  "goal wavy-cell": () => goal("wavy-cell.yaml", 200, 0.2),
  "goal wavy-fibre-cell": () => goal("wavy-fibre-cell.yaml", 200, 0.2),
  "goal fibre-cell-3d": () => goal("fibre-cell-3d.yaml", 600, 0.2),
  "process wavy-cell": () => goal("wavy-cell.yaml", 200, 0.2, { kind: "gp" }),
  "process wavy-fibre-cell": () => goal("wavy-fibre-cell.yaml", 200, 0.2, { kind: "gp" }),
  "active wavy-cell": () => active("wavy-cell.yaml"),
  "active wavy-fibre-cell": () => active("wavy-fibre-cell.yaml"),
  "time fibre-cell-3d": () => time("fibre-cell-3d.yaml", "fibre-3d.surrogate.json"),
  "time skin-cell": () => time("skin-cell.yaml", "skin.surrogate.json"),
  "time skin-cell, strip": () => time("skin-cell.yaml", "skin-strip.surrogate.json"),
  "time wavy-fibre-cell": () => time("wavy-fibre-cell.yaml", "wavy-fibre.surrogate.json"),
  "fe2 cantilever": async () => againstFe2("cantilever", cantilever, (await loadRve("cell-2d.yaml", cases)).rve, 200, 0.2),
  "fe2 cook": async () => againstFe2("Cook's membrane", await cook(), (await loadRve("wavy-cell.yaml", cases)).rve, 200, 0.25),
  "fe2 block": async () => {
    const { rve } = await loadRve("fibre-cell-3d.yaml", cases);
    const fe2 = await withMaterial(block, { rve }), guard = { surrogate: "fibre-3d.surrogate.json", guard: { rve, tolerance: 0.05 } };
    // The first run is slow until the engine has compiled it.
    for (const name of ["first", "second", "third"]) tell(`block of fibre-cell-3d, guarded, ${name} run`, fe2, await withMaterial(block, guard, cases));
  },
  // The surrogate does not know the grid: what it saves grows with the voxels. Strains are small here, and so is the floor of the loss.
  "fe2 fine block": async () => {
    const { rve } = await loadRve("fibre-cell-3d.yaml", cases);
    await againstFe2("block of fibre-cell-3d with 16³ voxels", { ...block, mesh: { box: { size: [2, 1, 1], cells: [4, 4, 4], element: "hex8" } } }, { ...rve, grid: [16, 16, 16] }, 600, 0.2, { floor: 0.02 });
  },
  "fe2 strip": async () => {
    const [fe2, fast] = [await solved(await loadCase("fe2-strip.yaml", cases)), await solved(await loadCase("surrogate-strip.yaml", cases))];
    tell("fe2-strip, guarded", fe2, fast);
    tellSteps(fe2, fast);
  },
  "states strip": () => states("fe2-strip.yaml", "skin-cell.yaml", "skin-strip.surrogate.json"),
  "states strip, before": () => states("fe2-strip.yaml", "skin-cell.yaml", "skin.surrogate.json"),
  "learn cantilever": async () => {
    const { rve } = await loadRve("wavy-cell.yaml", cases);
    const input: typeof cantilever = { ...cantilever, mesh: { box: { size: [2, 1], cells: [40, 20], element: "quad4" } }, boundary: [{ on: "x-", fix: ["x", "y"] }, { on: "x+", move: { x: 0, y: 0.4 } }], steps: { count: 20 } };
    tell("cantilever, learned in 20 steps", await withMaterial(input, { rve }), await withMaterial(input, { rve, learn: { tolerance: 0.01 } }));
  },
  "learn block": async () => {
    const { rve } = await loadRve("fibre-cell-3d.yaml", cases);
    const input: typeof block = {
      ...block, mesh: { box: { size: [2, 1, 1], cells: [4, 4, 4], element: "hex8" } }, boundary: [{ on: "x-", fix: ["x", "y", "z"] }, { on: "x+", move: { x: 0.2, y: 0.2, z: 0 } }], steps: { count: 20 },
      probes: { right: { on: "x+", field: "reaction" }, edge: { at: [1, 1, 1], field: "u" } },
    };
    tell("block of fibre-cell-3d, learned in 20 steps", await withMaterial(input, { rve }), await withMaterial(input, { rve, learn: { tolerance: 0.01 } }));
  },
};

const wanted = process.argv.slice(2);
for (const [name, demonstrate] of Object.entries(demonstrations)) if (wanted.every((part) => name.includes(part))) await demonstrate();
