/** Cases as text: YAML, of which JSON is a part. Loaded when there is text to read: the reader is a fifth of what a program loads. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from "yaml";
import { CaseError } from "../core/errors.js";
import type { Path, Source } from "./source.js";

/**
 * Reads YAML or JSON text.
 * @param name file name for errors
 * @throws CaseError E_YAML with line and column when the text is not well-formed, or a key occurs twice
 */
export function readSource(text: string, name: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw malformed(place(problem.pos[0]), problem.message);
  const root = document.contents as Node | null;
  const offsetOf = (node: Node | null | undefined): string | undefined => (node?.range ? place(node.range[0]) : undefined);
  return {
    name,
    data: plainData(document, name),
    placeOfValue: (path) => offsetOf(walk(root, path).value),
    placeOfKey: (path) => {
      const { pair, value } = walk(root, path);
      return offsetOf((pair?.key as Node | undefined) ?? value);
    },
  };
}

function plainData(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw malformed(name, error instanceof Error ? error.message : String(error));
  }
}

function malformed(place: string, message: string): CaseError {
  const [first] = message.split("\n");
  return new CaseError("E_YAML", `${place}: the file is not well-formed: ${/[.!?]$/.test(first) ? first : `${first}.`}`, {
    hint: "check indentation, brackets and colons near this place.", details: { place },
  });
}

interface Found {
  readonly value: Node | null;
  /** Entry of the mapping that holds the value, when its parent is a mapping. */
  readonly pair?: Pair;
}

/** The deepest written node on the way along a path. */
function walk(root: Node | null, path: Path): Found {
  let found: Found = { value: root };
  for (const step of path) {
    const next = child(found.value, step);
    if (next === undefined) return { value: found.value };
    found = next;
  }
  return found;
}

function child(node: Node | null, step: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step));
    return pair && { value: (pair.value ?? pair.key) as Node, pair: pair as Pair };
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined || item === null ? undefined : { value: item as Node };
  }
  return undefined;
}
