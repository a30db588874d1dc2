/** Forces and stiffness of a cube of hex8 cells in one pass from displacements: on one and two workers, in the standard formulation and in those against locking. */
import { addStiffness } from "../src/fe/assembly.js";
import { respond } from "../src/solve/respond.js";
import { createSystem, type System } from "../src/solve/system.js";
import { box, type Mesh } from "../src/mesh/index.js";
import { createStudy } from "../src/study/create.js";
import { type Prepared, prepare } from "../src/study/prepare.js";
import type { BenchCase } from "./case.js";

const cube = (n: number): Mesh => box({ size: [1, 1, 1], cells: [n, n, n], element: "hex8" });

/** A cube whose cells have each a shape of their own, without edges along the axes. */
function bentCube(n: number): Mesh {
  const mesh = cube(n), { points } = mesh;
  return { ...mesh, points: points.map((x, k) => { const next = points[k - (k % 3) + ((k + 1) % 3)]; return x + 0.2 * next * (1 - next) * x; }) };
}

function passCase(formulation: "standard" | "fbar" | "mixed", n: number, threads: number, shape: (n: number) => Mesh = cube): BenchCase {
  let prepared: Prepared, system: System;
  return {
    name: `assembly, ${formulation}${shape === cube ? "" : ", bent cells"}`, size: `${n}³ hex8`, backend: "wasm", threads,
    async setup() {
      const study = await createStudy({
        mesh: shape(n), materials: { body: { law: "neo-hookean", mu: 1, lambda: formulation === "standard" ? 10 : 1000 } },
        regions: { all: "body" }, formulation, boundary: [{ on: "z-", fix: ["x", "y", "z"] }], steps: { count: 1 }, solver: { linear: "iterative" },
      });
      prepared = await prepare(study, { threads });
      system = await createSystem(prepared.problem);
      for (let dof = 0; dof < system.u.length; dof++) system.u[dof] = 0.1 * ((dof * 0.618) % 1) / n;
    },
    async run() {
      const { failure } = await respond(system, 1);
      if (failure) throw new Error("the pass has failed: a cell is inverted.");
      if (!system.sweep) system.K.fill(0);
      addStiffness(system.assembler, system.stress, system.K, system.sweep?.rest);
    },
    teardown() {
      system.sweep?.dispose();
      prepared.dispose();
    },
  };
}

export const cases: readonly BenchCase[] = [
  passCase("standard", 16, 1), passCase("standard", 16, 1, bentCube), passCase("standard", 16, 2), passCase("standard", 24, 1), passCase("standard", 24, 2), passCase("fbar", 12, 1), passCase("fbar", 12, 2), passCase("mixed", 12, 1), passCase("mixed", 12, 2),
];
