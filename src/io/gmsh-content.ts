/** What a Gmsh file of any version says, and how that becomes a mesh. */
import type { Mesh } from "../mesh/index.js";
import type { NumberSource } from "./gmsh-numbers.js";
import { gmshElement, type GmshElement } from "./gmsh-elements.js";
import { assembleMesh, rawTopology, type RawCells } from "./raw-mesh.js";

/** Elements of one type that lie in the same physical groups. */
export interface GmshElements {
  readonly kind: GmshElement;
  /** Node tags `[elements, nodes]`, Gmsh's order. */
  readonly nodes: readonly number[];
  /** Tags of physical groups of the elements' own dimension. */
  readonly groups: readonly number[];
}

export interface GmshContent {
  /** Names of physical groups by `groupKey`. */
  readonly names: ReadonlyMap<string, string>;
  /** Row in `points` by node tag. */
  readonly rows: ReadonlyMap<number, number>;
  /** Coordinates `[nodes, 3]` in the order of the file. */
  readonly points: Float64Array;
  readonly elements: readonly GmshElements[];
}

/** Key of a physical group: its numbers count per dimension. */
export function groupKey(dimension: number, tag: number): string {
  return `${dimension}:${tag}`;
}

/** The element type with this number, or FormatError E_FORMAT_ELEMENT at the present place. */
export function supportedElement(source: NumberSource, number: number): GmshElement {
  const found = gmshElement(number);
  if (typeof found !== "string") return found;
  return source.fail("E_FORMAT_ELEMENT", `element type ${number} is not supported.`, found);
}

/** Notes the row of a node tag; FormatError E_FORMAT_TAG when the tag was there before. */
export function addNode(source: NumberSource, rows: Map<number, number>, tag: number): void {
  if (rows.has(tag)) source.fail("E_FORMAT_TAG", `node ${tag} is defined twice.`, "the file is damaged: write or copy it again.");
  rows.set(tag, rows.size);
}

/** A node tag of an element; FormatError E_FORMAT_TAG when no such node was read. */
export function knownNode(source: NumberSource, rows: ReadonlyMap<number, number>, tag: number): number {
  if (!rows.has(tag)) source.fail("E_FORMAT_TAG", `an element names node ${tag}, which the file does not define.`, "the file is damaged or incomplete: write or copy it again.");
  return tag;
}

/** Mesh of the content: see `assembleMesh`. */
export function meshOfContent(content: GmshContent, file: string): Mesh {
  const nameOf = groupNames(content);
  const cells = content.elements.map(({ kind, nodes, groups }): RawCells => {
    const { dimension } = rawTopology(kind.type);
    return { type: kind.type, connectivity: vtkRows(content, kind, nodes), groups: groups.map((tag) => nameOf(dimension, tag)) };
  });
  return assembleMesh({ points: content.points, cells }, file).mesh;
}

function vtkRows({ rows }: GmshContent, { type, fromGmsh }: GmshElement, nodes: readonly number[]): Int32Array {
  const size = rawTopology(type).nodes;
  return Int32Array.from(nodes, (_, i) => {
    const local = i % size;
    return rows.get(nodes[i - local + (fromGmsh ? fromGmsh[local] : local)]) ?? -1;
  });
}

const dimensionNames = ["point", "curve", "surface", "volume"];

/**
 * A group without a name is called by its number. Numbers count per dimension: where boundary groups of several dimensions share one, the highest
 * keeps the plain number and the others are called `curve 1`, `point 1`, since a union of them is what nobody means.
 */
function groupNames({ names, elements }: GmshContent): (dimension: number, tag: number) => string {
  const used = elements.flatMap(({ kind, groups }) => groups.map((tag) => ({ dimension: rawTopology(kind.type).dimension, tag })));
  const body = Math.max(...elements.map(({ kind }) => rawTopology(kind.type).dimension));
  const highest = new Map<number, number>();
  for (const { dimension, tag } of used) {
    if (dimension < body && !names.has(groupKey(dimension, tag))) highest.set(tag, Math.max(dimension, highest.get(tag) ?? 0));
  }
  return (dimension, tag) => {
    const plain = dimension === body || highest.get(tag) === dimension;
    return names.get(groupKey(dimension, tag)) ?? (plain ? String(tag) : `${dimensionNames[dimension]} ${tag}`);
  };
}
