/** Sections of Gmsh's MSH format 2.2. */
import type { Cursor } from "./cursor.js";
import { addNode, knownNode, supportedElement, type GmshElements } from "./gmsh-content.js";
import type { GmshElement } from "./gmsh-elements.js";
import type { NumberSource } from "./gmsh-numbers.js";
import { rawTopology } from "./raw-mesh.js";

/** Reads `$Nodes`: the count is text even in binary files, and ends its line. */
export function readNodes2(cursor: Cursor, source: NumberSource, rows: Map<number, number>): Float64Array {
  const count = textCount(cursor, "the number of nodes");
  const points = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    addNode(source, rows, source.int("a node number"));
    for (let k = 0; k < 3; k++) points[3 * i + k] = source.real(`coordinate ${"xyz"[k]} of a node`);
  }
  return points;
}

function textCount(cursor: Cursor, expected: string): number {
  const count = cursor.integer(expected);
  if (count < 0 || count * 8 > cursor.left) {
    cursor.failAtLine("E_FORMAT_COUNT", `${expected} is ${count}, but only ${cursor.left} bytes are left.`, "the file is incomplete or damaged: write or copy it again.", cursor.at - 1);
  }
  cursor.line("the end of the line");
  return count;
}

/** One element as read. */
interface Element2 {
  readonly kind: GmshElement;
  readonly group: number;
  readonly nodes: readonly number[];
}

/** Reads `$Elements` of an ascii file. Gmsh repeats an element for each of its physical groups; the repeats are merged. */
export function readElements2Text(cursor: Cursor, source: NumberSource, rows: ReadonlyMap<number, number>): GmshElements[] {
  const count = textCount(cursor, "the number of elements");
  const merged = merger();
  for (let i = 0; i < count; i++) {
    source.int("an element number");
    const kind = supportedElement(source, source.int("an element type"));
    merged.add(readElement(source, rows, kind, tagCount(source)));
  }
  return merged.elements();
}

/** Reads `$Elements` of a binary file: runs of elements of one type. */
export function readElements2Binary(cursor: Cursor, source: NumberSource, rows: ReadonlyMap<number, number>): GmshElements[] {
  const count = textCount(cursor, "the number of elements");
  const merged = merger();
  for (let done = 0; done < count;) {
    const kind = supportedElement(source, source.int("an element type"));
    const run = source.int("the number of elements that follow");
    const tags = tagCount(source);
    if (run < 1 || run > count - done) source.fail("E_FORMAT_COUNT", `a run of ${run} elements, where 1 to ${count - done} can follow.`, "the file is damaged: write or copy it again.");
    for (let i = 0; i < run; i++) {
      source.int("an element number");
      merged.add(readElement(source, rows, kind, tags));
    }
    done += run;
  }
  return merged.elements();
}

function tagCount(source: NumberSource): number {
  const tags = source.int("the number of tags");
  return tags >= 0 && tags <= 1000 ? tags : source.fail("E_FORMAT_COUNT", `an element with ${tags} tags.`, "the file is damaged: write or copy it again.");
}

function readElement(source: NumberSource, rows: ReadonlyMap<number, number>, kind: GmshElement, tagCount: number): Element2 {
  const tags = Array.from({ length: tagCount }, () => source.int("a tag of an element"));
  const nodes = Array.from({ length: rawTopology(kind.type).nodes }, () => knownNode(source, rows, source.int("a node of an element")));
  // Gmsh marks elements that run against their entity by a negative group.
  return { kind, group: Math.abs(tags[0] ?? 0), nodes };
}

function merger(): { add(element: Element2): void; elements(): GmshElements[] } {
  const known = new Map<string, { kind: GmshElement; nodes: readonly number[]; groups: number[] }>();
  return {
    add: ({ kind, group, nodes }) => {
      const groups = group === 0 ? [] : [group];
      const key = `${kind.number} ${nodes.join(" ")}`;
      const same = known.get(key);
      if (same) same.groups.push(...groups);
      else known.set(key, { kind, nodes, groups });
    },
    elements: () => [...known.values()],
  };
}
