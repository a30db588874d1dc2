/** Results of a run as files: those of the command in a folder, of an earlier visit, or dropped into the page. */
import type { FileStore, Mesh, Summary } from "twoscale";
import { readMesh, readPvd, readVtk, readVtu } from "twoscale/io";
import { frameOf, type Moment } from "./frames.js";
import { fittedGradients } from "./gradients.js";
import type { IterationNews, StepNews } from "./messages.js";
import { skinOf, type SkinParts } from "./skin.js";

/** Values by name. */
type Arrays = Readonly<Record<string, { readonly components: number; readonly values: Float64Array }>>;

/** What a file with a mesh holds. */
export interface Content {
  readonly mesh: Mesh;
  readonly pointData: Arrays;
  readonly cellData: Arrays;
  readonly time?: number | undefined;
}

/** Mesh and fields of a `.vtu` or `.vtk` file, or the mesh of any other format. Throws FormatError and MeshError. */
export function readContent(bytes: Uint8Array, name: string): Content {
  if (/\.vtu$/i.test(name)) return readVtu(bytes, name);
  if (/\.vtk$/i.test(name)) return readVtk(bytes, name);
  return { mesh: readMesh(bytes, name), pointData: {}, cellData: {} };
}

/** A file as a step. */
export function momentOf({ mesh, pointData, cellData, time = 0 }: Content, index: number): Moment {
  const known = ["F", "P", "cauchy", "J", "W", "vonMises"];
  const u = pointData.u?.components === 3 ? pointData.u.values : undefined;
  const F = cellData.F ?? (u && { components: 9, values: fittedGradients(mesh, u) });
  return {
    index, time, u, cells: (name) => (name === "F" ? F : cellData[name]), states: Object.keys(cellData).filter((name) => !known.includes(name)),
    nodes: Object.fromEntries(Object.entries(pointData).filter(([name]) => name !== "u").map(([name, { components, values }]) => [name, magnitudes(values, components)])),
  };
}

function magnitudes(values: Float64Array, components: number): Float64Array {
  if (components === 1) return values;
  return Float64Array.from({ length: values.length / components }, (_, i) => Math.hypot(...values.subarray(i * components, (i + 1) * components)));
}

/** A row of `probes.csv`. */
type Row = Omit<StepNews, "frame"> & { readonly time: number };

/** Reads the steps of a folder of results, each once; asked again it gives those that have come since. */
export interface StepReader {
  /** Parts of the mesh, once the first step is there. */
  readonly parts: SkinParts | undefined;
  /** Steps that are new; `again` when the folder has been begun anew. */
  next(): Promise<{ readonly news: StepNews[]; readonly again: boolean }>;
}

/** A reader of the steps in a folder. */
export function stepReader(store: FileStore): StepReader {
  let seen: string[] = [];
  let parts: SkinParts | undefined;
  return {
    get parts() { return parts; },
    async next() {
      const entries = await collection(store);
      const again = seen.length > entries.length || seen.some((file, i) => entries[i].file !== file);
      if (again) [seen, parts] = [[], undefined];
      const rows = await probeRows(store);
      const news: StepNews[] = [];
      for (const { file, time } of entries.slice(seen.length)) {
        const bytes = await store.read(file);
        if (!bytes) break;
        const content = readContent(bytes, file);
        parts ??= skinOf(content.mesh);
        const index = Number(/(\d+)\.vtu$/.exec(file)?.[1] ?? seen.length + 1);
        const row = rows.find((candidate) => candidate.time === time);
        news.push({ frame: frameOf({ ...momentOf(content, index), time }, parts), iterations: row?.iterations ?? 0, residual: row?.residual ?? 0, probes: row?.probes ?? {} });
        seen = [...seen, file];
      }
      return { news, again };
    },
  };
}

async function collection(store: FileStore): Promise<ReturnType<typeof readPvd>> {
  const bytes = await store.read("result.pvd");
  return bytes ? readPvd(bytes, "result.pvd") : [];
}

async function probeRows(store: FileStore): Promise<Row[]> {
  const [head, ...lines] = (await text(store, "probes.csv")).trim().split("\n");
  const names = (head ?? "").split(",").slice(3);
  return lines.map((line) => {
    const [time, iterations, residual, ...values] = line.split(",").map(Number);
    const probes: Record<string, number[]> = {};
    names.forEach((name, i) => { (probes[name.replace(/\.\d+$/, "")] ??= []).push(values[i]); });
    return { time, iterations, residual, probes };
  });
}

/** The Newton iterations of a folder. */
export async function iterationsOf(store: FileStore): Promise<IterationNews[]> {
  const lines = (await text(store, "log.ndjson")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as IterationNews).map(({ time, iteration, residual, relative }) => ({ time, iteration, residual, relative }));
}

/** The summary of a run that has ended. */
export async function summaryOf(store: FileStore): Promise<Summary | undefined> {
  const found = await text(store, "summary.json");
  return found === "" ? undefined : JSON.parse(found) as Summary;
}

async function text(store: FileStore, name: string): Promise<string> {
  const bytes = await store.read(name);
  return bytes ? new TextDecoder().decode(bytes) : "";
}
