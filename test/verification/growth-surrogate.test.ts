/** Growth that fibres of the microscale drive, with the collagen cell at every Gauss point and with its shipped surrogate. */
import { expect, it } from "vitest";
import { folderFiles } from "../../src/platform/files.node.js";
import { type CaseInput, createStudy } from "../../src/study/create.js";
import { run } from "../../src/study/run.js";

const cases = folderFiles("cases");

/** A cube of skin that is stretched in its plane and held. */
async function grownCube(material: object): Promise<{ readonly theta: number; readonly stretch: number; readonly iterations: number; readonly error: number | undefined }> {
  const growth = { law: "area-kuhl", tau: 2, threshold: 1.02, max: 2, stimulus: "fibreStretch", normal: [0, 0, 1] };
  const input = {
    mesh: { box: { size: [1, 1, 1], cells: [1, 1, 1], element: "hex8" } }, materials: { skin: { ...material, growth } }, regions: { all: "skin" },
    boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }, { on: "x+", move: { x: [[0, 0], [1, 0.18], [4, 0.18]] } }, { on: "y+", move: { y: [[0, 0], [1, 0.12], [4, 0.12]] } }],
    steps: { end: 4, size: 0.5 }, probes: {
      theta: { cell: 0, field: "theta" }, stretch: { cell: 0, field: "fibreStretch" }, ...("surrogate" in material ? { error: { cell: 0, field: "error(fibreStretch)" } } : {}),
    },
  } as unknown as CaseInput;
  const steps = run(await createStudy(input, cases), { threads: 2 });
  let next = await steps.next();
  while (!next.done) next = await steps.next();
  const { summary: { probes, steps: accepted } } = next.value;
  return { theta: probes.theta[0], stretch: probes.stretch[0], error: probes.error?.[0], iterations: accepted.reduce((sum, { iterations }) => sum + iterations, 0) };
}

it("grows alike, by as many iterations, and says how far the stretch of the fibres may be off", async () => {
  const truth = await grownCube({ rve: "skin-cell.yaml" });
  const surrogate = await grownCube({ surrogate: "skin.surrogate.json" });
  expect(truth.theta).toBeGreaterThan(1.05);
  // The grown part of ϑ within one per cent, the change of the fibres' stretch likewise.
  expect(Math.abs(surrogate.theta - truth.theta)).toBeLessThan(0.01 * (truth.theta - 1));
  expect(Math.abs(surrogate.stretch - truth.stretch)).toBeLessThan(0.01 * Math.abs(truth.stretch - 1));
  expect(Math.abs(surrogate.stretch - truth.stretch)).toBeLessThan(3 * surrogate.error!);
  expect(surrogate.iterations).toBe(truth.iterations);
}, 60_000);
