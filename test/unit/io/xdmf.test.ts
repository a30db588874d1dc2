import { File, ready } from "h5wasm";
import { describe, expect, it } from "vitest";
import { parseXml, type XmlElement } from "../../../src/io/xml.js";
import { storeFields, storeMesh, writeXdmf, writeXdmfMesh } from "../../../src/io/index.js";
import { box, createMesh, type Mesh } from "../../../src/mesh/index.js";
import { memoryFiles } from "../../../src/platform/files.js";
import { createStudy } from "../../../src/study/create.js";
import { record } from "../../../src/study/record.js";
import { readVtu } from "../../../src/io/index.js";
import { block } from "../../support/cases.js";

let opened = 0;

/** Datasets of an HDF5 file: values and shape by name. */
async function readHdf5(bytes: Uint8Array): Promise<Record<string, { readonly values: number[]; readonly shape: readonly number[] }>> {
  const { FS } = await ready;
  const name = `read-${opened++}.h5`;
  FS!.writeFile(name, bytes);
  const file = new File(name, "r");
  const out = Object.fromEntries(file.keys().map((key) => {
    const dataset = file.get(key) as unknown as { readonly value: ArrayLike<number>; readonly shape: number[] };
    return [key, { values: Array.from(dataset.value), shape: dataset.shape }];
  }));
  file.close();
  FS!.unlink(name);
  return out;
}

/** All elements of a name, in the order of the text. */
const all = (root: XmlElement, name: string): XmlElement[] => [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => all(child, name))];
const xml = (bytes: Uint8Array): XmlElement => parseXml(new TextDecoder().decode(bytes), "result.xdmf");

describe("XDMF and HDF5", () => {
  const mesh: Mesh = box({ size: [2, 1, 1], cells: [2, 1, 1], element: "hex20" });

  it("keeps points, connectivity and fields", async () => {
    const { bytes, mesh: said } = await storeMesh(mesh, "mesh.h5");
    const { points, connectivity } = await readHdf5(bytes);
    expect(points).toEqual({ values: Array.from(mesh.points), shape: [mesh.points.length / 3, 3] });
    expect(connectivity).toEqual({ values: Array.from(mesh.blocks[0].connectivity), shape: [2, 20] });
    const stress = { components: 9, values: Float64Array.from({ length: 18 }, (_, i) => i / 7) };
    const stored = await storeFields({ points: {}, cells: { "P/1": stress } }, "step.h5");
    expect(await readHdf5(stored.bytes)).toEqual({ "cell P_1": { values: Array.from(stress.values), shape: [2, 9] } });
    const root = xml(writeXdmf(said, [{ time: 0.5, fields: stored.fields }]));
    expect(all(root, "Topology")[0].attributes.get("TopologyType")).toBe("Hexahedron_20");
    expect(Object.fromEntries(all(root, "Attribute")[0].attributes)).toEqual({ Name: "P/1", AttributeType: "Tensor", Center: "Cell" });
    expect(all(root, "Time").map(({ attributes }) => attributes.get("Value"))).toEqual(["0.5"]);
    expect(all(root, "DataItem").map(({ attributes }) => attributes.get("Dimensions"))).toEqual(["2 20", `${mesh.points.length / 3} 3`, "2 9"]);
  });

  it("numbers the types of a mixed mesh", async () => {
    const points = Float64Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0);
    const mixed = createMesh({ dimension: 2, points, blocks: [{ type: "quad4", connectivity: Int32Array.of(0, 1, 2, 3) }, { type: "tri3", connectivity: Int32Array.of(1, 4, 2) }] });
    const { bytes, mesh: said } = await storeMesh(mixed, "mesh.h5");
    expect(said.topology).toBe("Mixed");
    expect((await readHdf5(bytes)).connectivity.values).toEqual([5, 0, 1, 2, 3, 4, 1, 4, 2]);
  });

  it("keeps sets of a converted mesh as marks", async () => {
    const { h5, xdmf } = await writeXdmfMesh(mesh, "box.h5");
    const arrays = await readHdf5(h5);
    expect(arrays["node nodes_x-"].values.filter((mark) => mark === 1)).toHaveLength(mesh.sets.nodes["x-"].length);
    expect(all(xml(xdmf), "Attribute").map(({ attributes }) => attributes.get("Name"))).toEqual(expect.arrayContaining(["nodes:x-", "faces:z+"]));
  });

  it("refuses numbers that are not finite", async () => {
    await expect(storeFields({ points: {}, cells: { J: { components: 1, values: Float64Array.of(1, NaN) } } }, "a.h5")).rejects.toThrow(/"J" is NaN at item 1/);
  });

  it("is written by a run with the same numbers as .vtu, step by step, and replaced by the next run", async () => {
    const store = memoryFiles({ "step-0007.vtu": "", "step-0007.h5": "", "result.pvd": '<VTKFile><Collection><DataSet timestep="7" file="step-0007.vtu"/></Collection></VTKFile>' });
    const steps = record(await createStudy({ ...block, output: { fields: ["u", "cauchy", "J"], xdmf: true } }), store, { threads: 1 });
    while (!(await steps.next()).done);
    expect([...store.files.keys()]).toEqual(expect.arrayContaining(["result.xdmf", "mesh.h5", "step-0001.h5", "step-0002.h5"]));
    expect(store.files.has("step-0007.h5")).toBe(false);
    const root = xml((await store.read("result.xdmf"))!);
    expect(all(root, "Time").map(({ attributes }) => Number(attributes.get("Value")))).toEqual([0.5, 1]);
    const { pointData, cellData } = readVtu((await store.read("step-0002.vtu"))!, "step-0002.vtu");
    const arrays = await readHdf5((await store.read("step-0002.h5"))!);
    expect(arrays["node u"].values).toEqual(Array.from(pointData.u.values));
    expect(arrays["cell cauchy"].values).toEqual(Array.from(cellData.cauchy.values));
    expect(arrays["cell J"].values).toEqual(Array.from(cellData.J.values));
    // Every dataset that is named is there.
    const datasets: Record<string, string[]> = {};
    for (const text of new TextDecoder().decode((await store.read("result.xdmf"))!).matchAll(/>([\w-]+\.h5):\/([^<]+)</g)) (datasets[text[1]] ??= []).push(text[2]);
    for (const [file, names] of Object.entries(datasets)) expect(Object.keys(await readHdf5((await store.read(file))!))).toEqual(expect.arrayContaining(names));
  });
});
