import { describe, expect, it } from "vitest";
import { writeStl } from "../../../src/io/index.js";
import { box, createMesh, nodesOf } from "../../../src/mesh/index.js";
import { type CaseInput, createStudy } from "../../../src/study/create.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { record } from "../../../src/study/record.js";
import { type Result, run } from "../../../src/study/run.js";
import { block } from "../../support/cases.js";
import { parseVtu } from "../../support/parse-vtu.js";

async function finish(given: CaseInput): Promise<Result> {
  const course = run(await createStudy(given), { threads: 1 });
  for (;;) {
    const next = await course.next();
    if (next.done) return next.value;
  }
}

const rollers = [{ on: "y-", fix: ["y"] }, { on: "y+", fix: ["y"] }] as const;
const withBoundary = (boundary: readonly object[], probes: CaseInput["probes"] = {}): CaseInput => ({ ...block, boundary: boundary as CaseInput["boundary"], probes });
const refusal = (boundary: readonly object[], probes?: CaseInput["probes"]): Promise<unknown> => createStudy(withBoundary(boundary, probes)).then(() => "accepted", (error: unknown) => String(error));

describe("springs of a case", () => {
  it("hold a body that nothing else holds, with units, by area and by node", async () => {
    // Two nodes of the left edge of length 1 carry it evenly: 0.5 N/mm³ over the edge is 0.25 N/mm at each of its ends, but there are three nodes.
    const springs = [{ stiffness: "0.5 N/mm^3" }, { stiffness: 0.5, direction: [-3, 0] }, { stiffness: 0.5, direction: "all" }];
    for (const spring of springs) {
      const { summary } = await finish(withBoundary([...rollers, { on: "x-", spring }, { on: "x+", traction: [0.1, 0] }],
        { left: { at: [0, 0], field: "u" }, spring: { on: "x-", field: "springForce" } }));
      expect(summary.probes.left[0]).toBeCloseTo(0.2, 9);
      expect(summary.probes.spring[0]).toBeCloseTo(-0.1, 9);
    }
    const { summary } = await finish(withBoundary([...rollers, { on: "all", spring: { perNode: "0.2 N/mm" } }, { on: "x+", traction: [0.1, 0] }],
      { spring: { on: "all", field: "springForce" } }));
    expect(summary.probes.spring[0]).toBeCloseTo(-0.1, 9);
  });

  it("say what is wrong with them", async () => {
    expect(await refusal([{ on: "x-", spring: { stiffness: 1 } }])).toMatch(/E_RIGID_BODY.*translation in y/);
    expect(await refusal([{ on: "x-", spring: { perNode: 1, direction: "normal" } }])).toMatch(/E_DIRECTION: .*boundary\[0\]\.spring\.direction is normal, but nodes have no normal/);
    expect(await refusal([{ on: "all", spring: { stiffness: 1 } }])).toMatch(/E_SET.*"all" is a set of this mesh, but not a face set/);
    expect(await refusal([{ on: "x-", spring: { stiffness: 1, direction: [1, 0, 0] } }])).toMatch(/E_LENGTH/);
    expect(await refusal([{ on: "x-", spring: { stiffness: 1, direction: [0, 0] } }])).toMatch(/E_VALUE.*a direction that is not zero/);
    expect(await refusal([{ on: "x-", spring: { stiffness: 0 } }])).toMatch(/E_VALUE.*greater than 0/);
    expect(await refusal([{ on: "x-", fix: ["x", "y"] }], { f: { on: "x-", field: "springForce" } })).toMatch(/E_PROBE.*has no spring in `boundary`/);
  });
});

describe("contact in a case", () => {
  const pressed = (contact: object): readonly object[] => [...rollers, { on: "x-", fix: ["x"] }, { on: "x+", contact }];
  const probes = { f: { on: "x+", field: "contactForce" }, p: { on: "x+", field: "contactPressure" }, gap: { on: "x+", field: "gap" }, P: { cell: 0, field: "P" } } as const;
  const moving = { wall: { point: [2.1, 0], normal: [-1, 0] }, move: { x: [[0, 0], [1, -0.4]] } };

  it("balances the stress of a homogeneous compression", async () => {
    const { summary } = await finish(withBoundary(pressed(moving), probes));
    expect(summary.probes.f[0]).toBeCloseTo(summary.probes.P[0], 7);
    expect(summary.probes.p[0]).toBeCloseTo(-summary.probes.P[0], 7);
    // Stretch 1.7/2 with held sides; a penetration of 1e-5 times the edge of a cell, 1, is left.
    expect(Math.abs(summary.probes.P[0] - (0.85 - 1 / 0.85 + (2 * Math.log(0.85)) / 0.85))).toBeLessThan(1e-5);
    const exact = (await finish(withBoundary(pressed({ ...moving, tolerance: "1e-9 mm" }), probes))).summary;
    expect(exact.probes.P[0]).toBeCloseTo(0.85 - 1 / 0.85 + (2 * Math.log(0.85)) / 0.85, 8);
    expect(Math.abs(summary.probes.gap[0])).toBeLessThan(1e-5);
    expect(summary.steps[0].probes.f[0]).not.toBe(0);
  });

  it("writes pressures and gaps of the nodes into the result files", async () => {
    const files = memoryFiles({});
    const course = record(await createStudy(withBoundary(pressed(moving), probes)), files, { threads: 1 });
    while (!(await course.next()).done);
    const arrays = parseVtu((await files.read("step-0002.vtu"))!);
    const pressure = Array.from(arrays.get("PointData/contactPressure")!.values);
    expect(pressure.filter((p) => p > 0.1)).toHaveLength(3);
    expect(pressure.filter((p) => p === 0)).toHaveLength(6);
    expect(arrays.get("PointData/gap")!.values.length).toBe(9);
  });

  it("says what is wrong with it", async () => {
    expect(await refusal(pressed({ wall: { point: [2.1, 0], normal: [1, 0] } }))).toMatch(/E_CONTACT: .*boundary\[3\]\.contact begins with node 2 at depth 0\.1 inside the rigid body/);
    expect(await refusal(pressed({ box: { center: [3, 0], size: [1, 1], radius: 0.6 } }))).toMatch(/E_CONTACT: .*is 0\.6, but must be at most half the smallest edge, 0\.5/);
    expect(await refusal(pressed({ cylinder: { point: [3, 0], direction: [0, 1], radius: 0.6 } }))).toMatch(/E_CONTACT: .*body in space, but the mesh is plane.*sphere/);
    expect(await refusal(pressed({ sphere: { center: [3, 0, 0], radius: 0.6 } }))).toMatch(/E_LENGTH/);
    expect(await refusal(pressed({ ball: { center: [3, 0], radius: 0.6 } }))).toMatch(/E_KEY|E_VALUE/);
    expect(await refusal(pressed({ sphere: { center: [3, 0], radius: 0.6 }, move: { z: 1 } }))).toMatch(/E_DIRECTION/);
    expect(await refusal([{ on: "x-", fix: ["x", "y"] }], { f: { on: "x-", field: "gap" } })).toMatch(/E_PROBE.*has no contact in `boundary`/);
  });
});

describe("tied faces of a case", () => {
  it("hold two blocks together whose meshes do not match", async () => {
    // The block of 2 cells over the height, and above it one of 3 by 1 cells that begins at y = 1: one mesh, two bodies.
    const lower = box({ size: [2, 1], cells: [2, 2], element: "quad4" }), upper = box({ size: [2, 1], cells: [3, 1], element: "quad4", origin: [0, 1] });
    const nodes = lower.points.length / 3, cells = 4;
    const counted = (faces: Int32Array): Int32Array => faces.map((value, k) => (k % 2 === 0 ? value + cells : value));
    const mesh = createMesh({
      dimension: 2, points: Float64Array.of(...lower.points, ...upper.points),
      blocks: [{ type: "quad4", connectivity: Int32Array.of(...lower.blocks[0].connectivity, ...upper.blocks[0].connectivity.map((node) => node + nodes)) }],
      sets: {
        faces: { base: lower.sets.faces["y-"], joint: lower.sets.faces["y+"], foot: counted(upper.sets.faces["y-"]), top: counted(upper.sets.faces["y+"]) },
        nodes: { sides: Int32Array.of(...nodesOf(lower, "x-"), ...nodesOf(upper, "x-").map((node) => node + nodes)) },
      },
    });
    const given = (tie: object): CaseInput => ({
      ...block, mesh, regions: { all: "tissue" }, probes: { P: { cell: 4, field: "P" }, Q: { cell: 0, field: "P" } },
      boundary: [{ on: "base", fix: ["y"] }, { on: "sides", fix: ["x"] }, { on: "top", traction: [0, 0.3] }, tie] as CaseInput["boundary"],
    });
    const { summary } = await finish(given({ on: "foot", tie: "joint" }));
    expect(summary.probes.P[4]).toBeCloseTo(0.3, 8);
    expect(summary.probes.Q[4]).toBeCloseTo(0.3, 8);
    await expect(createStudy(given({ on: "foot", tie: "joints" }))).rejects.toThrow(/E_SET: .*boundary\[3\]\.tie names no usable set.*joint/);
    await expect(createStudy(given({ on: "foot", tie: "top" }))).rejects.toThrow(/E_TIE: .*boundary.*has master faces opposite/);
    await expect(createStudy(given({ on: "top", traction: [0, 0.1] }))).rejects.toThrow(/E_RIGID_BODY/);
  });
});

describe("a rigid body from an STL file", () => {
  const plate = writeStl(box({ size: [6, 6, 2], cells: [1, 1, 1], element: "hex8", origin: [-2, -2, 1.1] }));
  const pressed = (contact: object): CaseInput => ({
    mesh: { box: { size: [1, 1, 1], cells: [2, 2, 2], element: "hex8" } }, materials: { tissue: { law: "neo-hookean", mu: 1, lambda: 2 } }, regions: { all: "tissue" },
    boundary: [{ on: "x-", fix: ["x"] }, { on: "y-", fix: ["y"] }, { on: "z-", fix: ["z"] }, { on: "z+", contact: { ...contact, move: { z: -0.4 } } }],
    steps: { count: 2 }, probes: { force: { on: "z+", field: "contactForce" } },
  }) as unknown as CaseInput;
  it("pushes as the wall does whose face it has, in any unit", async () => {
    const wall = await finish(pressed({ wall: { point: [0, 0, 1.1], normal: [0, 0, -1] } }));
    const bytes = new DataView(plate.slice().buffer);
    for (let k = 0; k < bytes.getUint32(80, true) * 12; k++) { const at = 84 + 50 * Math.floor(k / 12) + 4 * (k % 12); bytes.setFloat32(at, bytes.getFloat32(at, true) / 4, true); }
    for (const [contact, file] of [[{ surface: "plate.stl" }, plate], [{ surface: "plate.stl", scale: 4 }, new Uint8Array(bytes.buffer)]] as const) {
      const study = await createStudy(pressed(contact), memoryFiles({ "plate.stl": file })), course = run(study, { threads: 1 });
      let force = NaN;
      for await (const { probes } of course) force = probes.force[2];
      // The file holds single precision: 1.1 is off by 2e-8.
      expect(Math.abs(force / wall.summary.probes.force[2] - 1)).toBeLessThan(1e-6);
      expect(study.inputs.map(({ name }) => name)).toContain("plate.stl");
    }
  });
  it("is refused with file and reason when it is damaged or open", async () => {
    const refuse = (file: Uint8Array): Promise<unknown> => createStudy(pressed({ surface: "plate.stl" }), memoryFiles({ "plate.stl": file })).then(() => "accepted", String);
    expect(await refuse(plate.slice(0, 300))).toMatch(/E_FORMAT_TRUNCATED.*plate\.stl/);
    const open = plate.slice(0, plate.length - 50);
    new DataView(open.buffer).setUint32(80, 11, true);
    expect(await refuse(open)).toMatch(/E_CONTACT: the surface plate\.stl has a hole/);
  });
});
