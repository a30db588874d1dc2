/** Reads meshes of Abaqus input files (.inp). */
import { topology, type ElementType, type Mesh } from "../mesh/index.js";
import { type Card, coordinate, type DataLine, failAt, label, readCards, unquoted } from "./abaqus-cards.js";
import { type AbaqusElement, abaqusElement, abaqusFaces } from "./abaqus-elements.js";
import { assembleMesh, type RawCells, rawTopology, type RawType } from "./raw-mesh.js";

/** An element as it was read. */
interface Element {
  readonly type: RawType;
  /** Node numbers of the file. */
  readonly nodes: readonly number[];
}

/** A set of numbers under the name as it was first spelt; Abaqus does not tell capitals from small letters. */
interface NamedSet {
  readonly name: string;
  readonly members: Set<number>;
}

/** A face set: pairs of element number and local face. */
interface Surface {
  readonly name: string;
  readonly faces: (readonly [element: number, face: number])[];
}

/** Everything gathered from the cards. */
interface Model {
  readonly file: string;
  /** Coordinates by node number. */
  readonly points: Map<number, readonly [number, number, number]>;
  readonly elements: Map<number, Element>;
  readonly nodeSets: Map<string, NamedSet>;
  readonly elementSets: Map<string, NamedSet>;
  readonly surfaces: Surface[];
  /** Sets that a preprocessor made for its own use. */
  readonly internal: Set<string>;
  /** First card whose elements cannot be a body, by their dimension. */
  readonly refusals: { readonly dimension: number; readonly card: Card; readonly hint: string }[];
  /** Within *ASSEMBLY: numbers there mean nodes of the assembly unless an instance is named. */
  level: "model" | "assembly";
  parts: number;
  instances: number;
}

/**
 * Mesh of an Abaqus input file: flat, or one part with one instance that is not moved.
 * *NSET becomes a node set, *ELSET a cell set, *SURFACE (faces S1, S2, …) a face set and a node set; names keep their first spelling. Sets marked INTERNAL
 * and reference points are dropped; materials, sections and steps are not read. Elements below the dimension of the body mark its boundary.
 *
 * @param file name for error messages
 * @throws FormatError with line: E_FORMAT_KEYWORD (a keyword that would change the mesh and is not supported), E_FORMAT_ELEMENT, E_FORMAT_SET (no such
 *   set), E_FORMAT_TAG (no such node or element, or defined twice), E_FORMAT_NUMBER, E_FORMAT_COUNT; MeshError when the mesh itself is broken
 */
export function readAbaqus(bytes: Uint8Array, file: string): Mesh {
  const model: Model = {
    file, points: new Map(), elements: new Map(), nodeSets: new Map(), elementSets: new Map(), surfaces: [], internal: new Set(), refusals: [],
    level: "model", parts: 0, instances: 0,
  };
  const cards = readCards(bytes, file);
  const isMesh = cards.some(({ keyword }) => keyword === "NODE");
  if (!isMesh) failAt({ file }, 1, "E_FORMAT_KEYWORD", "the file has no *NODE.", "this is not an Abaqus input file with a mesh, or it includes one: write it as one file.");
  for (const card of cards) {
    if (card.keyword === "STEP") break;
    if (Object.hasOwn(refused, card.keyword)) failAt(card, card.line, "E_FORMAT_KEYWORD", `*${card.keyword} is not supported.`, refused[card.keyword]);
    if (Object.hasOwn(readers, card.keyword)) readers[card.keyword](model, card);
  }
  checkBody(model);
  return assembleMesh(rawMesh(model), file).mesh;
}

const flat = "write a flat file, or one part with one instance (Abaqus/CAE: Model attributes, \"do not use parts and assemblies\").";
const generated = "write all nodes and elements out (Abaqus/CAE and other preprocessors do).";

/** Keywords that would change the mesh, and what to do about them. */
const refused: Readonly<Record<string, string>> = {
  INCLUDE: "put the included file in its place.", SYSTEM: "give global Cartesian coordinates.", SUBMODEL: flat,
  NGEN: generated, NFILL: generated, NCOPY: generated, NMAP: generated, ELGEN: generated, ELCOPY: generated,
};

const readers: Readonly<Record<string, (model: Model, card: Card) => void>> = {
  NODE: readNodes, ELEMENT: readElements, NSET: readNodeSet, ELSET: readElementSet, SURFACE: readSurface,
  PART: (model, card) => { if (++model.parts > 1) failAt(card, card.line, "E_FORMAT_KEYWORD", "a second *PART.", flat); },
  ASSEMBLY: (model) => { model.level = "assembly"; },
  "END ASSEMBLY": (model) => { model.level = "model"; },
  INSTANCE: readInstance,
};

function readInstance(model: Model, card: Card): void {
  if (++model.instances > 1) failAt(card, card.line, "E_FORMAT_KEYWORD", "a second *INSTANCE.", flat);
  const moved = card.data.find((row) => row.fields.some((field) => coordinate(card, row, field) !== 0));
  if (moved) failAt(card, moved.line, "E_FORMAT_KEYWORD", "the instance is translated or rotated.", "place the part where it belongs, with an instance that is not moved.");
}

function readNodes(model: Model, card: Card): void {
  // Nodes of the assembly are reference points: no element of the part uses them.
  if (model.level === "assembly") return;
  const system = card.options.get("SYSTEM") ?? "R";
  if (system.toUpperCase() !== "R") failAt(card, card.line, "E_FORMAT_KEYWORD", `coordinates in SYSTEM=${system} are not supported.`, "give Cartesian coordinates.");
  const set = card.options.has("NSET") ? named(model.nodeSets, card.options.get("NSET")!) : undefined;
  for (const row of card.data) {
    const node = label(card, row, row.fields[0], "the number of a node");
    if (model.points.has(node)) failAt(card, row.line, "E_FORMAT_TAG", `node ${node} is defined twice.`, "remove one of the two.");
    model.points.set(node, [coordinate(card, row, row.fields[1]), coordinate(card, row, row.fields[2]), coordinate(card, row, row.fields[3])]);
    set?.members.add(node);
  }
}

function readElements(model: Model, card: Card): void {
  if (model.level === "assembly") return;
  const name = card.options.get("TYPE") ?? "";
  const kind = abaqusElement(name);
  if (typeof kind === "string") return failAt(card, card.line, "E_FORMAT_ELEMENT", `element type ${name || "(none)"} is not supported.`, kind);
  const { dimension, nodes: size } = rawTopology(kind.type);
  if (kind.refusal !== undefined) model.refusals.push({ dimension, card, hint: kind.refusal });
  const set = card.options.has("ELSET") ? named(model.elementSets, card.options.get("ELSET")!) : undefined;
  for (const { line, fields } of joinedRows(card, size + 1, name)) {
    const [element, ...nodes] = fields.map((field, i) => label(card, { line, fields }, field, i === 0 ? "the number of an element" : `a node of element ${fields[0]}`));
    if (model.elements.has(element)) failAt(card, line, "E_FORMAT_TAG", `element ${element} is defined twice.`, "remove one of the two.");
    model.elements.set(element, elementOf(model, card, line, { kind, element, nodes }));
    set?.members.add(element);
  }
}

interface Row {
  readonly kind: AbaqusElement;
  readonly element: number;
  readonly nodes: readonly number[];
}

function elementOf(model: Model, card: Card, line: number, { kind, element, nodes }: Row): Element {
  const unknown = nodes.find((node) => !model.points.has(node));
  if (unknown !== undefined) failAt(card, line, "E_FORMAT_TAG", `element ${element} names node ${unknown}, which is not defined before.`, "the file is incomplete, or *ELEMENT comes before *NODE.");
  return { type: kind.type, nodes };
}

/** Rows of `size` values; a row goes on in the next lines until it is full. */
function* joinedRows(card: Card, size: number, name: string): Generator<DataLine> {
  let row: string[] = [];
  let line = card.line;
  for (const data of card.data) {
    if (row.length === 0) line = data.line;
    row.push(...data.fields);
    if (row.length < size) continue;
    if (row.length > size) failAt(card, line, "E_FORMAT_COUNT", `an element of type ${name} has ${row.length - 1} nodes, expected ${size - 1}.`, "check the type of the elements.");
    yield { line, fields: row };
    row = [];
  }
  if (row.length > 0) failAt(card, line, "E_FORMAT_COUNT", `an element of type ${name} has ${row.length - 1} nodes, expected ${size - 1}.`, "the file is incomplete, or the type is another one.");
}

function named(sets: Map<string, NamedSet>, name: string): NamedSet {
  const key = name.toUpperCase();
  const known = sets.get(key) ?? { name, members: new Set<number>() };
  sets.set(key, known);
  return known;
}

/** Name without that of its instance: `Part-1-1.Fixed` is `Fixed`. */
function localName(field: string): string {
  return unquoted(field.slice(field.indexOf(".") + 1));
}

function readNodeSet(model: Model, card: Card): void {
  const set = openSet(model, card, "NSET", model.nodeSets);
  const from = card.options.get("ELSET");
  if (from !== undefined) {
    for (const element of members(card, card.line, model.elementSets, from)) for (const node of model.elements.get(element)?.nodes ?? []) set.members.add(node);
  }
  fillSet(model, card, set, model.nodeSets);
}

function readElementSet(model: Model, card: Card): void {
  fillSet(model, card, openSet(model, card, "ELSET", model.elementSets), model.elementSets);
}

function openSet(model: Model, card: Card, option: string, sets: Map<string, NamedSet>): NamedSet {
  const name = card.options.get(option);
  if (!name) return failAt(card, card.line, "E_FORMAT_KEYWORD", `*${card.keyword} has no ${option}=.`, `write *${card.keyword}, ${option}=name.`);
  if (card.options.has("INTERNAL")) model.internal.add(name.toUpperCase());
  return named(sets, name);
}

/** Numbers, names of other sets, or first, last and step with GENERATE. */
function fillSet(model: Model, card: Card, set: NamedSet, sets: Map<string, NamedSet>): void {
  const ofAssembly = model.level === "assembly" && !card.options.has("INSTANCE");
  for (const row of card.data) {
    if (card.options.has("GENERATE")) generate(card, row, set, sets === model.nodeSets ? model.points : model.elements);
    else for (const field of row.fields) addMember(card, row, field, { set, sets, ofAssembly });
  }
}

interface Target {
  readonly set: NamedSet;
  readonly sets: Map<string, NamedSet>;
  /** Numbers are of the assembly, which has no elements. */
  readonly ofAssembly: boolean;
}

function addMember(card: Card, row: DataLine, field: string, { set, sets, ofAssembly }: Target): void {
  if (field === "") return;
  if (!/^\d+$/.test(localName(field))) for (const member of members(card, row.line, sets, localName(field))) set.members.add(member);
  else if (!ofAssembly || field.includes(".")) set.members.add(label(card, row, localName(field), "a number"));
}

/** Numbers from first to last; those that no node or element has are left out, as in Abaqus. */
function generate(card: Card, row: DataLine, set: NamedSet, known: ReadonlyMap<number, unknown>): void {
  const [first, last, step] = [0, 1, 2].map((i) => (i === 2 && row.fields.length < 3 ? 1 : label(card, row, row.fields[i], "first, last and step")));
  if (last < first) failAt(card, row.line, "E_FORMAT_NUMBER", `GENERATE goes from ${first} to ${last}.`, "write first, last, step with first <= last.");
  if ((last - first) / step <= known.size) {
    for (let member = first; member <= last; member += step) if (known.has(member)) set.members.add(member);
  } else {
    for (const member of known.keys()) if (member >= first && member <= last && (member - first) % step === 0) set.members.add(member);
  }
}

function members(card: Card, line: number, sets: ReadonlyMap<string, NamedSet>, name: string): ReadonlySet<number> {
  const found = sets.get(name.toUpperCase());
  if (found) return found.members;
  return failAt(card, line, "E_FORMAT_SET", `there is no set "${name.slice(0, 60)}".`, `known there: ${[...sets.values()].slice(0, 20).map((set) => set.name).join(", ") || "none"}.`);
}

function readSurface(model: Model, card: Card): void {
  const name = card.options.get("NAME");
  if (!name) return failAt(card, card.line, "E_FORMAT_KEYWORD", "*SURFACE has no NAME=.", "write *SURFACE, TYPE=ELEMENT, NAME=name.");
  const kind = (card.options.get("TYPE") ?? "ELEMENT").toUpperCase();
  if (kind === "NODE") return readNodeSurface(model, card, name);
  if (kind !== "ELEMENT" || card.options.has("COMBINE")) return failAt(card, card.line, "E_FORMAT_KEYWORD", `*SURFACE of type ${kind}${card.options.has("COMBINE") ? " with COMBINE" : ""} is not supported.`, "describe it by faces: TYPE=ELEMENT with S1, S2, ….");
  const faces = card.data.flatMap((row) => surfaceFaces(model, card, row));
  if (!card.options.has("INTERNAL")) model.surfaces.push({ name, faces });
}

function readNodeSurface(model: Model, card: Card, name: string): void {
  const set = named(model.nodeSets, name);
  for (const row of card.data) addMember(card, row, row.fields[0] ?? "", { set, sets: model.nodeSets, ofAssembly: model.level === "assembly" });
}

/** Faces of a line `elements, S2`: an element or an element set, and a face label. */
function surfaceFaces(model: Model, card: Card, row: DataLine): Surface["faces"] {
  const [who = "", where = ""] = row.fields;
  const side = /^S([1-6])$/i.exec(where)?.[1];
  if (side === undefined) return failAt(card, row.line, "E_FORMAT_KEYWORD", `the face "${where.slice(0, 40)}" of surface "${card.options.get("NAME") ?? ""}" is not supported.`, "name faces S1 to S6.");
  const elements = /^\d+$/.test(localName(who)) ? [Number(localName(who))] : members(card, row.line, model.elementSets, localName(who));
  return Array.from(elements, (number) => {
    const type = knownElement(model, card, row.line, number).type;
    const local = abaqusFaces[type]?.[Number(side) - 1] ?? Number(side) - 1;
    if (type in topology && local < topology[type as ElementType].faces.length) return [number, local] as const;
    return failAt(card, row.line, "E_FORMAT_SET", `element ${number} (${type}) has no face ${where}.`, "check the surface: solids have S1 to S4 or S6, plane cells S1 to S3 or S4.");
  });
}

function knownElement(model: Model, card: Card, line: number, number: number): Element {
  return model.elements.get(number) ?? failAt(card, line, "E_FORMAT_TAG", `there is no element ${number}.`, "the file is incomplete, or *SURFACE comes before *ELEMENT.");
}

/** Refuses elements that only mark boundaries where they would be the body. */
function checkBody({ elements, refusals }: Model): void {
  const body = Array.from(elements.values()).reduce((most, { type }) => Math.max(most, rawTopology(type).dimension), 0);
  const bad = refusals.find(({ dimension }) => dimension === body);
  if (bad) failAt(bad.card, bad.card.line, "E_FORMAT_ELEMENT", `element type ${bad.card.options.get("TYPE") ?? ""} is not supported.`, bad.hint);
}

function rawMesh(model: Model): { points: Float64Array; cells: RawCells[] } {
  const rows = new Map([...model.points.keys()].map((node, row) => [node, row]));
  const points = Float64Array.from([...model.points.values()].flat());
  return { points, cells: [...bodyCells(model, rows), ...setNodes(model, rows), ...surfaceCells(model, rows)] };
}

/** Elements with the sets that hold them; neighbours in the file that agree go together. */
function bodyCells({ elements, elementSets, internal }: Model, rows: ReadonlyMap<number, number>): RawCells[] {
  const groups = new Map<number, string[]>();
  for (const [key, { name, members: numbers }] of elementSets) {
    if (internal.has(key)) continue;
    for (const number of numbers) groups.set(number, [...(groups.get(number) ?? []), name]);
  }
  const runs: { type: RawType; groups: readonly string[]; nodes: number[] }[] = [];
  for (const [number, { type, nodes }] of elements) {
    const own = groups.get(number) ?? [];
    const last = runs.at(-1);
    const fits = last !== undefined && last.type === type && last.groups.length === own.length && own.every((name, i) => last.groups[i] === name);
    const run = fits ? last : { type, groups: own, nodes: [] };
    if (!fits) runs.push(run);
    for (const node of nodes) run.nodes.push(rows.get(node)!);
  }
  return runs.map(({ type, groups: names, nodes }) => ({ type, groups: names, connectivity: Int32Array.from(nodes) }));
}

function setNodes({ nodeSets, internal, file }: Model, rows: ReadonlyMap<number, number>): RawCells[] {
  return [...nodeSets].filter(([key, { members: numbers }]) => !internal.has(key) && numbers.size > 0).map(([, { name, members: numbers }]) => {
    const connectivity = Int32Array.from(numbers, (node) => rows.get(node) ?? failAt({ file }, 1, "E_FORMAT_TAG", `node set "${name}" names node ${node}, which is not defined.`, "the file is incomplete: write it again."));
    return { type: "point" as const, groups: [name], connectivity };
  });
}

function surfaceCells({ surfaces, elements }: Model, rows: ReadonlyMap<number, number>): RawCells[] {
  return surfaces.flatMap(({ name, faces }) => faces.map(([number, face]) => {
    const { type, nodes } = elements.get(number)!;
    const { faces: all, faceType } = topology[type as ElementType];
    return { type: faceType, groups: [name], connectivity: Int32Array.from(all[face], (local) => rows.get(nodes[local])!) };
  }));
}
