/** Reads Gmsh meshes: MSH 4.1 and 2.2, ascii and binary [geuzaine2009]. */
import type { Mesh } from "../mesh/index.js";
import { Cursor } from "./cursor.js";
import { groupKey, meshOfContent, type GmshElements } from "./gmsh-content.js";
import { binaryNumbers, textNumbers, type NumberSource } from "./gmsh-numbers.js";
import { readElements2Binary, readElements2Text, readNodes2 } from "./gmsh-v2.js";
import { readElements4, readEntities4, readNodes4, type EntityGroups } from "./gmsh-v4.js";

/** How the sections of a file are read. */
interface Dialect {
  nodes(rows: Map<number, number>): Float64Array;
  elements(rows: ReadonlyMap<number, number>, groups: EntityGroups): GmshElements[];
  entities(): EntityGroups;
}

/** Sections as they are gathered. */
interface Gathered {
  names: Map<string, string>;
  groups: EntityGroups;
  readonly rows: Map<number, number>;
  points: Float64Array | undefined;
  elements: GmshElements[] | undefined;
}

/**
 * Mesh of a Gmsh file (MSH 4.1 or 2.2, ascii or binary of either byte order; not partitioned).
 * Physical groups become sets: those of the body cell sets, those of its boundary face sets and node sets, those of lower dimension node sets. A group
 * without a name is called by its number. Nodes that no cell uses are dropped; a file without solids is a plane mesh.
 *
 * @param file name for error messages
 * @throws FormatError with line or byte, MeshError when the mesh itself is broken
 */
export function readGmsh(bytes: Uint8Array, file: string): Mesh {
  const cursor = new Cursor(bytes, file);
  const dialect = readFormat(cursor);
  const gathered: Gathered = { names: new Map(), groups: new Map(), rows: new Map(), points: undefined, elements: undefined };
  for (let line = cursor.nextLine(); line !== undefined; line = cursor.nextLine()) readSection(cursor, dialect, gathered, line);
  const { names, rows, points, elements } = gathered;
  if (!points || !elements) {
    return cursor.failAtLine("E_FORMAT_SECTION", `the section ${points ? "$Elements" : "$Nodes"} is missing.`, "the file is incomplete: write or copy it again.");
  }
  return meshOfContent({ names, rows, points, elements }, file);
}

function readFormat(cursor: Cursor): Dialect {
  const head = cursor.nextLine();
  if (head !== "$MeshFormat") cursor.failAtLine("E_FORMAT_SECTION", `expected $MeshFormat, got "${(head ?? "").slice(0, 40)}".`, "this is not a Gmsh mesh file (.msh).", 0);
  const version = cursor.word("the format version");
  const binary = cursor.integer("the file type (0 or 1)");
  const wordSize = cursor.integer("the size of a double");
  if (!["2", "2.1", "2.2", "4.1"].includes(version)) {
    cursor.failAtLine("E_FORMAT_VERSION", `MSH format ${version} is not supported.`, "save as version 4.1 or 2.2 (gmsh -format msh41).", cursor.at - 1);
  }
  if (wordSize !== 8 || binary < 0 || binary > 1) cursor.failAtLine("E_FORMAT_VERSION", `file type ${binary} with numbers of ${wordSize} bytes is not supported.`, "save with 8-byte numbers.", cursor.at - 1);
  cursor.line("the end of the line");
  const source = binary === 1 ? binaryNumbers(cursor, readByteOrder(cursor) === "little") : textNumbers(cursor);
  expectEnd(cursor, "MeshFormat");
  if (version === "4.1") return dialect4(source);
  return dialect2(cursor, source, binary === 1 ? readElements2Binary : readElements2Text);
}

function readByteOrder(cursor: Cursor): "little" | "big" {
  const one = cursor.take(4, "the byte order mark");
  if (one.getInt32(0, true) === 1) return "little";
  if (one.getInt32(0, false) === 1) return "big";
  return cursor.failAtByte("E_FORMAT_NUMBER", "the byte order mark is not 1.", "the file was changed on its way (copied as text?): copy it again.", cursor.at - 4);
}

function dialect4(source: NumberSource): Dialect {
  return {
    entities: () => readEntities4(source),
    nodes: (rows) => readNodes4(source, rows),
    elements: (rows, groups) => readElements4(source, rows, groups),
  };
}

function dialect2(cursor: Cursor, source: NumberSource, readElements: typeof readElements2Text): Dialect {
  return {
    entities: () => source.fail("E_FORMAT_SECTION", "$Entities in a file of version 2.", "the file is damaged: write or copy it again."),
    nodes: (rows) => readNodes2(cursor, source, rows),
    elements: (rows) => readElements(cursor, source, rows),
  };
}

function readSection(cursor: Cursor, dialect: Dialect, gathered: Gathered, line: string): void {
  if (!/^\$[A-Za-z]\w*$/.test(line) || line.startsWith("$End")) {
    cursor.failAtLine("E_FORMAT_SECTION", `expected the begin of a section ($…), got "${line.slice(0, 40)}".`, "the file is damaged there: write or copy it again.", cursor.at - 1);
  }
  const name = line.slice(1);
  if (!Object.hasOwn(sections, name)) {
    if (!cursor.skipPast(`$End${name}`)) cursor.failAtLine("E_FORMAT_TRUNCATED", `the section $${name} has no end.`, "the file is incomplete: write or copy it again.");
    return;
  }
  sections[name](cursor, dialect, gathered);
  expectEnd(cursor, name);
}

const sections: Readonly<Record<string, (cursor: Cursor, dialect: Dialect, gathered: Gathered) => void>> = {
  PhysicalNames: (cursor, _, gathered) => { gathered.names = readNames(cursor); },
  Entities: (_, dialect, gathered) => { gathered.groups = dialect.entities(); },
  Nodes: (cursor, dialect, gathered) => {
    if (gathered.points) cursor.failAtLine("E_FORMAT_SECTION", "a second section $Nodes.", "the file is damaged: write or copy it again.");
    gathered.points = dialect.nodes(gathered.rows);
  },
  Elements: (cursor, dialect, gathered) => {
    if (!gathered.points || gathered.elements) cursor.failAtLine("E_FORMAT_SECTION", "$Elements must come once, after $Nodes.", "the file is damaged: write or copy it again.");
    gathered.elements = dialect.elements(gathered.rows, gathered.groups);
  },
  PartitionedEntities: (cursor) => cursor.failAtLine("E_FORMAT_SECTION", "the mesh is partitioned.", "save it whole (in Gmsh: Mesh > Unpartition)."),
};

function expectEnd(cursor: Cursor, name: string): void {
  const line = cursor.nextLine();
  if (line !== `$End${name}`) {
    cursor.failAtLine("E_FORMAT_SECTION", `expected $End${name}, got "${(line ?? "").slice(0, 40)}".`, "the section holds more or less than its counts say: write or copy the file again.", cursor.at - 1);
  }
}

function readNames(cursor: Cursor): Map<string, string> {
  const count = cursor.integer("the number of physical names");
  const names = new Map<string, string>();
  cursor.line("the end of the line");
  for (let i = 0; i < count; i++) {
    const line = cursor.line("a physical name");
    const match = /^(\d)\s+(\d+)\s+"(.*)"$/.exec(line);
    if (!match) cursor.failAtLine("E_FORMAT_SECTION", `expected dimension, number and "name" of a physical group, got "${line.slice(0, 40)}".`, "the file is damaged there: write or copy it again.", cursor.at - 1);
    else names.set(groupKey(Number(match[1]), Number(match[2])), match[3]);
  }
  return names;
}
