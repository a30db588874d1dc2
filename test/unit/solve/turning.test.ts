import { expect, it } from "vitest";
import { prescribe } from "../../../src/constraint/constraint.js";
import { symmetricSolver } from "../../../src/solve/direct.js";
import { gridMesh, nodesWhere } from "../../support/meshes.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";
import { type Kept, problem, runAll } from "../../support/problems.js";

const square = gridMesh("quad4", [1, 1]);
const base = nodesWhere(square, (_x, y) => y === 0);

/** A square that follows its base along a motion, in one step if it can. */
function moved(place: (x: number, t: number) => readonly [number, number]): Promise<Kept[]> {
  const constraints = base.flatMap((node) => [0, 1].flatMap((i) => prescribe([node], i, 2, (t) => place(square.points[3 * node], t)[i] - [square.points[3 * node], 0][i], "base")));
  return runAll(problem(square, neoHookeanModel(1, 1), { constraints, linear: symmetricSolver, steps: { end: 1, size: 1, min: 0.01, max: 1, stops: [1] } }));
}

it("a turn by nearly a circle is walked through in turns of at most half a circle, though its ends look like a small turn the other way", async () => {
  const angle = (350 * Math.PI) / 180;
  const steps = await moved((x, t) => [x * Math.cos(angle * t), x * Math.sin(angle * t)]);
  const times = steps.map(({ time }) => time);
  times.forEach((time, k) => expect(350 * (time - (times[k - 1] ?? 0))).toBeLessThanOrEqual(180));
  expect(steps[steps.length - 1].time).toBe(1);
});

it("a straight motion and a turn by a third of a circle stay one step", async () => {
  const third = (2 * Math.PI) / 3;
  expect(await moved((x, t) => [x * (1 + t), t])).toHaveLength(1);
  expect((await moved((x, t) => [x, 0.1 * Math.sin(third * t)]))).toHaveLength(1);
});
