/** The part of XML that VTK's files use: elements, attributes, text, comments. No DOM, so that it runs everywhere. */
import { FormatError } from "../core/errors.js";

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text directly inside, without that of children. */
  readonly text: string;
  /** Line (from 1) of the start tag. */
  readonly line: number;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const startTag = /<([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const endTag = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Throws FormatError at a line of a file. */
export function failXml(file: string, line: number, code: string, text: string, hint: string): never {
  throw new FormatError(code, `${file}, line ${line}: ${text}`, { hint, details: { file, line } });
}

/** Root element of an XML text. Throws FormatError E_FORMAT_XML with the line. */
export function parseXml(text: string, file: string): XmlElement {
  const document: OpenElement = { name: "", attributes: new Map(), children: [], text: "", line: 1 };
  const stack = [document];
  const lines = lineCounter(text);
  const fail = (message: string, at: number) => failXml(file, lines(at), "E_FORMAT_XML", message, "the file is damaged or incomplete: write or copy it again.");
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const top = stack[stack.length - 1];
    top.text += text.slice(at, next < 0 ? text.length : next);
    if (next < 0) break;
    at = skipped(text, next, fail) ?? tag(text, next, stack, lines, fail);
  }
  if (stack.length > 1) fail(`the element <${stack[stack.length - 1].name}> is not closed.`, text.length);
  return document.children.length === 1 ? document.children[0] : fail("expected one XML element.", 0);
}

/** End of a comment, declaration or document type at `at`; undefined when a tag starts there. */
function skipped(text: string, at: number, fail: (message: string, at: number) => never): number | undefined {
  const ends: Readonly<Record<string, string>> = { "<!--": "-->", "<?": "?>", "<!DOCTYPE": ">" };
  const start = Object.keys(ends).find((opening) => text.startsWith(opening, at));
  if (start === undefined) return undefined;
  const end = text.indexOf(ends[start], at + start.length);
  return end < 0 ? fail(`"${start}" is not closed.`, at) : end + ends[start].length;
}

function tag(text: string, at: number, stack: OpenElement[], lines: (at: number) => number, fail: (message: string, at: number) => never): number {
  endTag.lastIndex = at;
  const end = endTag.exec(text);
  if (end) {
    const closed = stack.length > 1 ? stack.pop() : undefined;
    if (closed?.name !== end[1]) fail(`</${end[1]}> closes ${closed ? `<${closed.name}>` : "nothing"}.`, at);
    return endTag.lastIndex;
  }
  startTag.lastIndex = at;
  const start = startTag.exec(text);
  if (!start) return fail(`expected a tag, got "${text.slice(at, at + 40).split("\n")[0]}".`, at);
  const element: OpenElement = { name: start[1], attributes: attributesOf(start[2]), children: [], text: "", line: lines(at) };
  stack[stack.length - 1].children.push(element);
  if (start[3] === "") stack.push(element);
  return startTag.lastIndex;
}

function attributesOf(text: string): Map<string, string> {
  return new Map(Array.from(text.matchAll(attribute), (match) => [match[1], unescapeXml(match[2] ?? match[3])]));
}

function unescapeXml(text: string): string {
  return text.replace(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w{2,4});/g, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Text with the characters replaced that XML gives a meaning. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"'\n\r\t]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Line of an offset; offsets must not decrease from call to call, so the text is walked once. */
function lineCounter(text: string): (at: number) => number {
  let line = 1;
  let done = 0;
  return (at) => {
    for (let next = text.indexOf("\n", done); next >= 0 && next < at; next = text.indexOf("\n", done)) {
      line++;
      done = next + 1;
    }
    return line;
  };
}
