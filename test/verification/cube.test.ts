/** The clamped cube against independent codes; `npx tsx tools/cube.ts` compares the large ones as well (hex8 with 16³ cells, tet10 with 8³). */
import { describe, expect, it } from "vitest";
import cube from "../reference/cube.json" with { type: "json" };
import { cubeDifferences, type CubeMotion, type CubeValues, solveCube } from "../support/cube.js";

const elements = { hex: "hex8", tet10: "tet10" } as const;
const wanted = cube.cases.filter(({ cell, N }) => (cell === "hex" && N <= 8) || (cell === "tet10" && N === 4));

describe.each(wanted.map((c) => [c.case as CubeMotion, c.cell as keyof typeof elements, c.N, c.values as CubeValues] as const))("cube in %s, %s, N = %i", (motion, cell, N, expected) => {
  it("has the energy, reactions, torque, displacements and iterations of the reference", async () => {
    const actual = await solveCube(motion, elements[cell], N);
    const { energy, reactions, torque, displacements } = cubeDifferences(actual, expected);
    // Two codes agree to 1e-14 (hex) and 1e-9 (tet10, where one has 8-digit constants); Newton stops at 1e-12 of the forces.
    expect(energy).toBeLessThan(1e-11);
    expect(reactions).toBeLessThan(1e-9);
    expect(torque).toBeLessThan(1e-9);
    expect(displacements).toBeLessThan(1e-9);
    // The reference goes on to 1e-16: up to one iteration more.
    actual.newton_iterations.forEach((count, k) => expect(Math.abs(count - expected.newton_iterations[k])).toBeLessThanOrEqual(1));
  }, 180_000);
});

describe("hex20", () => {
  const triquadratic = (motion: string): CubeValues => cube.cases.find((c) => c.case === motion && c.cell === "hexq2")!.values as CubeValues;
  it.each(["shear", "twist"] as const)("with 4³ cells comes nearer to 27-node cells with 8³ (%s) than hex8 with 8³", async (motion) => {
    const fine = triquadratic(motion), linear = cube.cases.find((c) => c.case === motion && c.cell === "hex" && c.N === 8)!.values as CubeValues;
    const actual = await solveCube(motion, "hex20", 4);
    // Fewer nodes than those of hex8 (425 against 729) and a better energy, from above; the clamped rims are singular, so no element converges fast.
    expect(actual.energy).toBeGreaterThan(fine.energy);
    expect(actual.energy - fine.energy).toBeLessThan(linear.energy - fine.energy);
  }, 180_000);
});
