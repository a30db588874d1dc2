/** Sections of Gmsh's MSH format 4.1, the same for ascii and binary numbers. */
import { addNode, groupKey, knownNode, supportedElement, type GmshElements } from "./gmsh-content.js";
import type { NumberSource } from "./gmsh-numbers.js";
import { rawTopology } from "./raw-mesh.js";

/** Physical groups of each entity, by `groupKey(dimension, entity tag)`. */
export type EntityGroups = Map<string, readonly number[]>;

/** Reads `$Entities`: only tags and physical groups matter. */
export function readEntities4(source: NumberSource): EntityGroups {
  const counts = ["points", "curves", "surfaces", "volumes"].map((what) => source.count(`the number of ${what}`, 4));
  const groups: EntityGroups = new Map();
  counts.forEach((count, dimension) => {
    for (let i = 0; i < count; i++) {
      const tag = source.int("the tag of an entity");
      for (let k = 0; k < (dimension === 0 ? 3 : 6); k++) source.real("a bound of an entity");
      const physical = Array.from({ length: source.count("the number of physical groups", 1) }, () => Math.abs(source.int("a physical group")));
      if (dimension > 0) for (let left = source.count("the number of bounding entities", 1); left > 0; left--) source.int("a bounding entity");
      groups.set(groupKey(dimension, tag), physical);
    }
  });
  return groups;
}

/** Reads `$Nodes`; parametric coordinates are skipped. */
export function readNodes4(source: NumberSource, rows: Map<number, number>): Float64Array {
  const blocks = source.count("the number of node blocks", 4);
  const total = source.count("the number of nodes", 4);
  source.size("the smallest node tag");
  source.size("the largest node tag");
  const points = new Float64Array(3 * total);
  let row = 0;
  for (let block = 0; block < blocks; block++) {
    const dimension = source.int("the dimension of an entity");
    source.int("the tag of an entity");
    const parametric = source.int("the parametric flag (0 or 1)");
    if (dimension < 0 || dimension > 3 || parametric < 0 || parametric > 1) source.fail("E_FORMAT_NUMBER", "this is not the head of a node block.", "the file is damaged: write or copy it again.");
    const count = source.count("the number of nodes of a block", 4);
    if (count > total - row) source.fail("E_FORMAT_COUNT", `blocks hold more nodes than the ${total} announced.`, "the file is damaged: write or copy it again.");
    for (let i = 0; i < count; i++) addNode(source, rows, source.size("a node tag"));
    for (let i = 0; i < count; i++, row++) {
      for (let k = 0; k < 3; k++) points[3 * row + k] = source.real(`coordinate ${"xyz"[k]} of a node`);
      for (let k = 0; k < parametric * dimension; k++) source.real("a parametric coordinate");
    }
  }
  if (row !== total) source.fail("E_FORMAT_COUNT", `blocks hold ${row} nodes, but ${total} were announced.`, "the file is damaged: write or copy it again.");
  return points;
}

/** Reads `$Elements`, one entry per block. */
export function readElements4(source: NumberSource, rows: ReadonlyMap<number, number>, groups: EntityGroups): GmshElements[] {
  const blocks = source.count("the number of element blocks", 4);
  const total = source.count("the number of elements", 2);
  source.size("the smallest element tag");
  source.size("the largest element tag");
  let seen = 0;
  const elements = Array.from({ length: blocks }, () => {
    const block = readBlock(source, rows, groups);
    seen += block.nodes.length / rawTopology(block.kind.type).nodes;
    return block;
  });
  if (seen !== total) source.fail("E_FORMAT_COUNT", `blocks hold ${seen} elements, but ${total} were announced.`, "the file is damaged: write or copy it again.");
  return elements;
}

function readBlock(source: NumberSource, rows: ReadonlyMap<number, number>, groups: EntityGroups): GmshElements {
  const dimension = source.int("the dimension of an entity");
  const entity = source.int("the tag of an entity");
  const kind = supportedElement(source, source.int("an element type"));
  const { nodes: size, dimension: own } = rawTopology(kind.type);
  if (own !== dimension) source.fail("E_FORMAT_ELEMENT", `${kind.type} elements on an entity of dimension ${dimension}.`, "the file is damaged: write or copy it again.");
  const count = source.count("the number of elements of a block", size + 1);
  const nodes: number[] = [];
  for (let i = 0; i < count; i++) {
    source.size("an element tag");
    for (let a = 0; a < size; a++) nodes.push(knownNode(source, rows, source.size("a node of an element")));
  }
  return { kind, nodes, groups: groups.get(groupKey(dimension, entity)) ?? [] };
}
