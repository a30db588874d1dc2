/** The frame of VTK's XML files: the XML part, the appended part, and how arrays are stored. */
import { Cursor } from "./cursor.js";
import { decodeBase64 } from "./base64.js";
import { unpackPlain, unpackZlib, type ArrayStorage, type Fail } from "./vtk-array.js";
import { failXml, parseXml, type XmlElement } from "./xml.js";

export interface VtkFile {
  readonly root: XmlElement;
  /** Bytes after the underscore of the appended part; undefined where there is none. */
  readonly appended: Uint8Array | undefined;
}

const closing = "</AppendedData></VTKFile>";

/** Splits a file into its XML and its appended part, which may be binary. Throws FormatError E_FORMAT_XML. */
export function splitVtkFile(bytes: Uint8Array, file: string): VtkFile {
  const cursor = new Cursor(bytes, file);
  if (!cursor.skipPast("<AppendedData")) return { root: vtkRoot(new TextDecoder().decode(bytes), file), appended: undefined };
  const open = cursor.skipPast(">");
  const xml = new TextDecoder().decode(bytes.subarray(0, cursor.at)) + (open ? closing : "");
  const root = vtkRoot(xml, file);
  cursor.skipSpace();
  if (bytes[cursor.at] !== "_".charCodeAt(0)) cursor.failAtByte("E_FORMAT_XML", 'the appended data do not start with "_".', "the file is damaged or incomplete: write or copy it again.");
  return { root, appended: bytes.subarray(cursor.at + 1) };
}

function vtkRoot(xml: string, file: string): XmlElement {
  const root = parseXml(xml, file);
  if (root.name !== "VTKFile") failXml(file, root.line, "E_FORMAT_XML", `expected <VTKFile>, got <${root.name}>.`, "this is not a VTK XML file (.vtu, .pvd).");
  return root;
}

/** How the arrays of a file are stored. Throws FormatError E_FORMAT_COMPRESSION for compressors other than zlib. */
export function storageOf({ root, appended }: VtkFile, file: string): ArrayStorage {
  const attribute = (name: string, missing: string, allowed: readonly string[]): string => {
    const value = root.attributes.get(name) ?? missing;
    return allowed.includes(value) ? value : failXml(file, root.line, "E_FORMAT_XML", `${name}="${value}" is not supported.`, `save with ${name} ${allowed.filter(Boolean).join(" or ")}.`);
  };
  const compressor = attribute("compressor", "", ["", "vtkZLibDataCompressor"]);
  return {
    file,
    littleEndian: attribute("byte_order", "LittleEndian", ["LittleEndian", "BigEndian"]) === "LittleEndian",
    headBytes: attribute("header_type", "UInt32", ["UInt32", "UInt64"]) === "UInt32" ? 4 : 8,
    unpack: compressor === "" ? unpackPlain : unpackZlib,
    appended: appendedReader(root, appended, file),
  };
}

function appendedReader(root: XmlElement, appended: Uint8Array | undefined, file: string): ArrayStorage["appended"] {
  if (!appended) return (_, fail) => fail("E_FORMAT_XML", "it is appended, but the file has no appended data.");
  const section = root.children.find(({ name }) => name === "AppendedData");
  const encoding = section?.attributes.get("encoding") ?? "raw";
  const from = (offset: number, fail: Fail): Uint8Array => (offset < appended.length ? appended.subarray(offset) : fail("E_FORMAT_TRUNCATED", `it starts at byte ${offset} of the appended data, which have ${appended.length}.`));
  if (encoding === "raw") return from;
  if (encoding !== "base64") failXml(file, root.line, "E_FORMAT_XML", `appended data in encoding "${encoding}" are not supported.`, "save them raw or in base64.");
  const ends = arrayEnds(root, appended);
  return (offset, fail) => {
    const end = ends.find((candidate) => candidate > offset) ?? appended.length;
    return decodeBase64(from(offset, fail).subarray(0, end - offset)) ?? fail("E_FORMAT_BASE64", "it is not base64.");
  };
}

/** Where arrays in base64 can end: at the offset of another one, or at the end tag. */
function arrayEnds(root: XmlElement, appended: Uint8Array): number[] {
  const offsets: number[] = [];
  const visit = (element: XmlElement): void => {
    const offset = Number(element.attributes.get("offset") ?? Number.NaN);
    if (element.name === "DataArray" && offset >= 0) offsets.push(offset);
    element.children.forEach(visit);
  };
  visit(root);
  const end = appended.indexOf("<".charCodeAt(0));
  return [...offsets, end < 0 ? appended.length : end].sort((a, b) => a - b);
}
