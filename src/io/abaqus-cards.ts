/** Lines of an Abaqus input file as cards: a keyword, its options, and the data lines below it. */
import { FormatError } from "../core/errors.js";

/** One data line: its values, and where it stands. */
export interface DataLine {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface Card {
  /** Keyword in capitals, without the star: `NODE`, `END PART`. */
  readonly keyword: string;
  /** Value by option in capitals; options without a value are empty text. */
  readonly options: ReadonlyMap<string, string>;
  readonly data: readonly DataLine[];
  readonly line: number;
  readonly file: string;
}

const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?$/;

/** Throws FormatError with file and line. */
export function failAt({ file }: Pick<Card, "file">, line: number, code: string, text: string, hint: string): never {
  throw new FormatError(code, `${file}, line ${line}: ${text}`, { hint, details: { file, line } });
}

/**
 * Cards of a file; comments are dropped, keyword lines that end in a comma go on in the next line.
 * @throws FormatError E_FORMAT_KEYWORD when the file does not start with a keyword
 */
export function readCards(bytes: Uint8Array, file: string): Card[] {
  const cards: (Card & { readonly data: DataLine[] })[] = [];
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let text = lines[i].trim();
    if (text === "" || text.startsWith("**")) continue;
    if (!text.startsWith("*")) {
      addData(cards.at(-1), { line, fields: fieldsOf(text) }, file);
      continue;
    }
    while (text.endsWith(",") && i + 1 < lines.length && !lines[i + 1].trimStart().startsWith("*")) text += lines[++i].trim();
    cards.push({ ...keywordOf(text), data: [], line, file });
  }
  return cards;
}

function addData(card: { readonly data: DataLine[] } | undefined, line: DataLine, file: string): void {
  if (card === undefined) failAt({ file }, line.line, "E_FORMAT_KEYWORD", `expected a keyword such as *NODE, got "${line.fields.join(",").slice(0, 40)}".`, "this is not an Abaqus input file (.inp).");
  card.data.push(line);
}

/** Values between commas; the comma at the end of a line that goes on gives no value. */
function fieldsOf(text: string): string[] {
  const fields = text.split(",").map((field) => field.trim());
  return fields.at(-1) === "" ? fields.slice(0, -1) : fields;
}

function keywordOf(text: string): Pick<Card, "keyword" | "options"> {
  const [head = "", ...rest] = fieldsOf(text.slice(1));
  const options = rest.map((field): [string, string] => {
    const at = field.indexOf("=");
    return at < 0 ? [field.toUpperCase(), ""] : [field.slice(0, at).trim().toUpperCase(), unquoted(field.slice(at + 1).trim())];
  });
  return { keyword: head.toUpperCase().replace(/\s+/g, " "), options: new Map(options) };
}

/** Text without the quotes around it. */
export function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** A whole positive number of a data line. Throws FormatError E_FORMAT_NUMBER. */
export function label(card: Card, { line }: DataLine, field: string | undefined, expected: string): number {
  const value = field !== undefined && /^\d{1,15}$/.test(field) ? Number(field) : 0;
  if (value > 0) return value;
  return failAt(card, line, "E_FORMAT_NUMBER", `expected ${expected}, got "${(field ?? "").slice(0, 40)}".`, "numbers of nodes and elements are whole and positive; the file may be damaged there.");
}

/** A coordinate; missing ones are 0. Throws FormatError E_FORMAT_NUMBER. */
export function coordinate(card: Card, { line }: DataLine, field: string | undefined): number {
  if (field === undefined || field === "") return 0;
  const value = decimal.test(field) ? Number(field.replace(/[dD]/, "e")) : NaN;
  if (Number.isFinite(value)) return value;
  return failAt(card, line, "E_FORMAT_NUMBER", `expected a coordinate, got "${field.slice(0, 40)}".`, "the file is damaged there: write or copy it again.");
}
