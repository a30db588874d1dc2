/** Collections of .vtu files over time (.pvd), which ParaView opens as one animation. */
import { failXml, escapeXml, parseXml } from "./xml.js";

/** One written step. */
export interface PvdEntry {
  /** Time, unit of the case. */
  readonly time: number;
  /** Name of the .vtu file, relative to the .pvd file. */
  readonly file: string;
}

/** Bytes of a .pvd file. */
export function writePvd(entries: readonly PvdEntry[]): Uint8Array {
  const lines = [
    '<?xml version="1.0"?>',
    '<VTKFile type="Collection" version="0.1" byte_order="LittleEndian">',
    "<Collection>",
    ...entries.map(({ time, file }) => `<DataSet timestep="${time}" group="" part="0" file="${escapeXml(file)}"/>`),
    "</Collection>",
    "</VTKFile>",
  ];
  return new TextEncoder().encode(lines.join("\n") + "\n");
}

/** Entries of a .pvd file in its order. Throws FormatError E_FORMAT_XML with the line. */
export function readPvd(bytes: Uint8Array, file: string): PvdEntry[] {
  const root = parseXml(new TextDecoder().decode(bytes), file);
  const collection = root.name === "VTKFile" ? root.children.find(({ name }) => name === "Collection") : undefined;
  if (!collection) return failXml(file, root.line, "E_FORMAT_XML", "expected <VTKFile> with a <Collection>.", "this is not a .pvd file.");
  return collection.children.filter(({ name }) => name === "DataSet").map((entry) => {
    const time = Number(entry.attributes.get("timestep") ?? "0");
    const target = entry.attributes.get("file");
    if (target === undefined || !Number.isFinite(time)) return failXml(file, entry.line, "E_FORMAT_XML", "a <DataSet> needs a file and a number as timestep.", "the file is damaged there: write it again.");
    return { time, file: target };
  });
}
