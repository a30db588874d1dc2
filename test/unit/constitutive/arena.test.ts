import { expect, it } from "vitest";
import { createArena } from "../../../src/constitutive/arena.js";
import type { ConstitutiveModel } from "../../../src/constitutive/model.js";
import { neoHookeanModel } from "../../support/neo-hookean.js";

const model: ConstitutiveModel = {
  ...neoHookeanModel(1, 1), state: [{ name: "a", size: 2, unit: "1" }, { name: "b", size: 1, unit: "1" }],
  initialState: (out) => void out.fill(7),
};

it("starts undeformed, with the model's initial state, on memory that workers share", () => {
  const arena = createArena(model, 3);
  expect(Array.from(arena.F.subarray(9, 18))).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(Array.from(arena.state0)).toEqual(new Array(9).fill(7));
  expect([arena.F, arena.state0, arena.response.P, arena.response.A, arena.response.state, arena.response.status].every(({ buffer }) => (buffer as object) instanceof SharedArrayBuffer)).toBe(true);
});

it("a commit swaps the two states and copies nothing", () => {
  const arena = createArena(model, 3);
  const [accepted, next] = [arena.state0, arena.response.state];
  next.fill(9);
  arena.commit();
  expect(arena.state0).toBe(next);
  expect(arena.response.state).toBe(accepted);
  expect(arena.batch(1).state0).toBe(next);
});
