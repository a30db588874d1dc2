/**
 * Parser of the energy-formula language.
 *
 *   formula    = { name "=" expression ";" } expression
 *   expression = term { ("+" | "-") term }
 *   term       = unary { ("*" | "/") unary }
 *   unary      = ("+" | "-") unary | power
 *   power      = primary [ "^" unary ]            (to the right: a^b^c = a^(b^c))
 *   primary    = number | name | name "(" expression ")" | "(" expression ")"
 */
import { LawError } from "../core/errors.js";

/** Syntax tree; `at` is the position of the token (0 is the first character). */
export type Syntax =
  | { readonly kind: "number"; readonly text: string; readonly at: number }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "call"; readonly name: string; readonly argument: Syntax; readonly at: number }
  | { readonly kind: "sum"; readonly terms: readonly { readonly sign: 1 | -1; readonly term: Syntax }[]; readonly at: number }
  | { readonly kind: "product"; readonly factors: readonly { readonly sign: 1 | -1; readonly factor: Syntax }[]; readonly at: number }
  | { readonly kind: "power"; readonly base: Syntax; readonly exponent: Syntax; readonly at: number };

/** Named parts before the energy itself, in order; each may use those before it. */
export interface Formula {
  readonly text: string;
  readonly definitions: readonly { readonly name: string; readonly value: Syntax; readonly at: number }[];
  readonly energy: Syntax;
}

interface Token {
  readonly kind: "number" | "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
}

const lengthLimit = 20_000;
const depthLimit = 150;
const tokenPattern = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|([-+*/^();=⟨⟩]))/uy;

/**
 * Reads a formula.
 * @param text the energy, e.g. `mu/2*(I1-3) - mu*log(J)`, optionally after definitions `name = …;`
 * @throws LawError E_FORMULA with the position (`details.position`, from 0) of what cannot be read
 */
export function parseFormula(text: string): Formula {
  if (text.length > lengthLimit) throw formulaError(text, lengthLimit, `it is longer than ${lengthLimit} characters`, "shorten it, with invariants rather than components.");
  const reader: Reader = { text, tokens: tokenize(text), next: 0, depth: 0 };
  const definitions: { name: string; value: Syntax; at: number }[] = [];
  while (peek(reader).kind === "name" && reader.tokens[reader.next + 1].text === "=") {
    const { text: name, at } = take(reader);
    take(reader);
    definitions.push({ name, value: expression(reader), at });
    expect(reader, ";", `end the definition of "${name}" with ";".`);
  }
  const energy = expression(reader);
  if (peek(reader).kind !== "end") throw unexpected(reader, "write one expression; put an operator (* / + - ^) between its parts.");
  return { text, definitions, energy };
}

/**
 * The error for a place in a formula.
 * @param at position from 0
 * @param what what is wrong there, as the rest of a sentence
 */
export function formulaError(text: string, at: number, what: string, hint: string): LawError {
  const start = Math.max(0, at - 30);
  const excerpt = `${start > 0 ? "…" : ""}${text.slice(start, at)}»${text.slice(at, at + 30)}${at + 30 < text.length ? "…" : ""}`;
  return new LawError("E_FORMULA", `energy formula, column ${at + 1}: ${what} (at » in "${excerpt}").`, { hint, details: { position: at, formula: text } });
}

/** The message of an error without its code and hint, to be told again with a place before it. */
export function plainMessage({ code, hint, message }: LawError): string {
  return message.slice(code.length + 2, hint === "" ? undefined : -` Hint: ${hint}`.length);
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null) {
      const at = from + text.slice(from).length - text.slice(from).trimStart().length;
      throw formulaError(text, at, `"${String.fromCodePoint(text.codePointAt(at) as number)}" has no meaning here`, "use numbers, names, + - * / ^ ( ) and definitions `name = …;`.");
    }
    const kind = match[1] !== undefined ? "number" : match[2] !== undefined ? "name" : "sign";
    const found = match[1] ?? match[2] ?? match[3];
    tokens.push({ kind, text: found, at: tokenPattern.lastIndex - found.length });
  }
  tokens.push({ kind: "end", text: "", at: end });
  return tokens;
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.next];
}

function take(reader: Reader): Token {
  return reader.tokens[reader.next++];
}

function accept(reader: Reader, ...texts: readonly string[]): Token | undefined {
  const token = peek(reader);
  return token.kind === "sign" && texts.includes(token.text) ? take(reader) : undefined;
}

function expect(reader: Reader, text: string, hint: string): void {
  if (accept(reader, text) === undefined) throw unexpected(reader, hint);
}

function unexpected(reader: Reader, hint: string): LawError {
  const { kind, text, at } = peek(reader);
  return formulaError(reader.text, at, kind === "end" ? "the formula ends too early" : `"${text}" is not expected`, hint);
}

function expression(reader: Reader): Syntax {
  const { at } = peek(reader);
  const terms: { sign: 1 | -1; term: Syntax }[] = [{ sign: 1, term: product(reader) }];
  for (let token = accept(reader, "+", "-"); token !== undefined; token = accept(reader, "+", "-")) {
    terms.push({ sign: token.text === "+" ? 1 : -1, term: product(reader) });
  }
  return terms.length === 1 ? terms[0].term : { kind: "sum", terms, at };
}

function product(reader: Reader): Syntax {
  const { at } = peek(reader);
  const factors: { sign: 1 | -1; factor: Syntax }[] = [{ sign: 1, factor: unary(reader) }];
  for (let token = accept(reader, "*", "/"); token !== undefined; token = accept(reader, "*", "/")) {
    factors.push({ sign: token.text === "*" ? 1 : -1, factor: unary(reader) });
  }
  return factors.length === 1 ? factors[0].factor : { kind: "product", factors, at };
}

function unary(reader: Reader): Syntax {
  const { at } = peek(reader);
  if (++reader.depth > depthLimit) throw formulaError(reader.text, at, "it is nested too deeply", "introduce a definition `name = …;` for an inner part.");
  const sign = accept(reader, "+", "-");
  const result = sign === undefined ? powered(reader) : signed(sign, unary(reader));
  reader.depth--;
  return result;
}

function signed(sign: Token, term: Syntax): Syntax {
  return sign.text === "+" ? term : { kind: "sum", terms: [{ sign: -1, term }], at: sign.at };
}

function powered(reader: Reader): Syntax {
  const base = primary(reader);
  const caret = accept(reader, "^");
  return caret === undefined ? base : { kind: "power", base, exponent: unary(reader), at: caret.at };
}

function primary(reader: Reader): Syntax {
  const token = peek(reader);
  if (token.kind === "number") return { ...take(reader), kind: "number" };
  if (token.kind === "name") return named(reader);
  if (accept(reader, "⟨") !== undefined) return { kind: "call", name: "pos", argument: closed(reader, "⟩"), at: token.at };
  if (accept(reader, "(") !== undefined) return closed(reader, ")");
  throw unexpected(reader, "a number, a name or ( is expected here.");
}

function named(reader: Reader): Syntax {
  const { text: name, at } = take(reader);
  if (accept(reader, "(") === undefined) return { kind: "name", name, at };
  return { kind: "call", name, argument: closed(reader, ")"), at };
}

function closed(reader: Reader, bracket: string): Syntax {
  const inside = expression(reader);
  expect(reader, bracket, `close the bracket with "${bracket}", or put an operator before this.`);
  return inside;
}
