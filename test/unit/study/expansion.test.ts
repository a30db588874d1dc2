import { describe, expect, it } from "vitest";
import { createStudy } from "../../../src/study/create.js";
import { expansion, type ExpansionOptions, repeatedFills } from "../../../src/study/expansion.js";
import { run, type Step } from "../../../src/study/run.js";
import { footprintShapes } from "../../../src/mesh/index.js";

const coarse: ExpansionOptions = { cells: [8, 8, 1], days: 2, fillTime: 0.2 };

async function walk(options: ExpansionOptions): Promise<{ time: number; dt: number; probes: Step["probes"] }[]> {
  const out: { time: number; dt: number; probes: Step["probes"] }[] = [];
  for await (const { time, probes } of run(await createStudy(expansion(options)), { threads: 1 })) out.push({ time, dt: time - (out.at(-1)?.time ?? 0), probes });
  return out;
}

describe("expansion", () => {
  it.each(footprintShapes)("makes a case that is accepted: %s, by volume, by pressure and with prestretch", async (shape) => {
    for (const more of [{}, { load: { pressure: 0.01 } }, { prestretch: 1.1, load: { fills: repeatedFills(60000, 3, 7) }, days: 21 }]) {
      const study = await createStudy(expansion({ ...coarse, shape, ...more }));
      expect(Object.keys(study.probes)).toContain("grown");
    }
  });

  it("is plain data: the same case comes back from JSON", async () => {
    const input = expansion(coarse);
    expect(JSON.parse(JSON.stringify(input))).toEqual(input);
  });

  it("holds the volume, grows most at the apex, and is let go without pressure", async () => {
    const steps = await walk(coarse);
    const held = steps.filter(({ time }) => time > 0.19 && time <= 2);
    for (const { probes } of held) expect(probes.volume[0] / 60000).toBeCloseTo(1, 5);
    const [{ probes: last }] = held.slice(-1), [{ probes: end }] = steps.slice(-1);
    expect(last.apex[0]).toBeGreaterThan(last.middle[0]);
    expect(last.middle[0]).toBeGreaterThan(last.rim[0]);
    expect(last.rim[0]).toBeGreaterThan(1);
    // Growth relaxes the skin at constant volume.
    held.slice(1).forEach(({ probes }, k) => expect(probes.pressure[0]).toBeLessThan(held[k].probes.pressure[0]));
    expect(end.pressure[0]).toBe(0);
    expect(end.volume[0]).toBeLessThan(last.volume[0]);
    expect(end.grown[0]).toBeGreaterThan(1.2 * 2400);
  });

  it("a rigid body that rises lifts the skin by its rise, and leaves what has grown when it goes down", async () => {
    const steps = await walk({ ...coarse, shape: "circle", load: { body: [[0, 36000]] } });
    const last = steps.find(({ time }) => Math.abs(time - 2) < 1e-9)!.probes, end = steps.at(-1)!.probes;
    // 36 ml over 24 cm² are 15 mm; the skin is lifted with its underside, and thinner by its stretch.
    expect(last.height[2]).toBeGreaterThan(14);
    expect(last.height[2]).toBeLessThan(15.5);
    expect(last.apex[0]).toBeGreaterThan(1.05);
    expect(last.pressure[0]).toBeGreaterThan(0);
    expect(end.pressure[0]).toBe(0);
    // Slack skin shrinks a little under the homeostatic law while the body goes down.
    expect(end.apex[0]).toBeLessThan(last.apex[0]);
    expect(end.apex[0] - 1).toBeGreaterThan(0.9 * (last.apex[0] - 1));
    await expect(createStudy(expansion({ ...coarse, shape: "square", load: { body: [[0, 36000]] } }))).resolves.toBeDefined();
  });

  it("on a foundation a stiffer one holds the skin beside the footprint more", async () => {
    const at = async (foundation: number): Promise<number> => (await walk({ ...coarse, foundation, deflation: 0, load: { fills: [[0, 20000]] } })).at(-1)!.probes.rim[0];
    const [soft, stiff] = [await at(0.02), await at(1)];
    expect(soft).toBeGreaterThan(stiff);
  });

  it("fills again: pressure jumps with each fill and falls in between", async () => {
    const steps = await walk({ ...coarse, days: 4, load: { fills: repeatedFills(60000, 2, 2) } });
    const at = (day: number): number => steps.find(({ time }) => Math.abs(time - day) < 1e-9)!.probes.pressure[0];
    expect(at(2)).toBeLessThan(at(0.2));
    expect(at(2.2)).toBeGreaterThan(2 * at(2));
  });

  it.each([
    [{ load: { fills: [] } }, /there is no fill/],
    [{ load: { fills: [[0, 100], [1, 50]] } }, /fill 1 brings the volume to 50 mm³ from 100/],
    [{ load: { fills: [[0, 100], [0.05, 150]] } }, /fill 1 is on day 0.05/],
    [{ load: { pressure: -1 } }, /the pressure is -1 MPa/],
    [{ days: 0.05 }, /days is 0.05 and fillTime 0.1/],
    [{ foundation: 0.1, prestretch: 1.1 }, /foundation is 0.1 N\/mm³ and prestretch 1.1/],
    [{ shape: "crescent", load: { body: [[0, 100]] } }, /a crescent is no rigid body/],
    [{ prestretch: 0.9 }, /prestretch is 0.9/],
  ] as const)("refuses %j", (options, message) => {
    expect(() => expansion(options as ExpansionOptions)).toThrow(message);
  });
});
