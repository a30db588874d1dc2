/** Reading position in the bytes of a file; every error it raises names the file and the place. */
import { FormatError } from "../core/errors.js";

const newline = 10;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
const decimal = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** Reads words, lines and binary numbers one after the other, never past the end. */
export class Cursor {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Next byte to be read. */
  at = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** Number (from 1) of the line that holds byte `offset`. */
  lineOf(offset: number): number {
    let line = 1;
    for (let i = 0; i < offset && i < this.bytes.length; i++) if (this.bytes[i] === newline) line++;
    return line;
  }

  /** Throws FormatError with file and line of byte `offset`. */
  failAtLine(code: string, text: string, hint: string, offset: number = this.at): never {
    const line = this.lineOf(offset);
    throw new FormatError(code, `${this.file}, line ${line}: ${text}`, { hint, details: { file: this.file, line } });
  }

  /** Throws FormatError with file and byte offset. */
  failAtByte(code: string, text: string, hint: string, offset: number = this.at): never {
    throw new FormatError(code, `${this.file}, byte ${offset}: ${text}`, { hint, details: { file: this.file, byte: offset } });
  }

  /** The rest of the current line without its line end; moves to the next line. */
  line(expected: string): string {
    if (this.left <= 0) this.failAtLine("E_FORMAT_TRUNCATED", `the file ends where ${expected} should be.`, "the file is incomplete: write or copy it again.");
    const end = this.bytes.indexOf(newline, this.at);
    const stop = end < 0 ? this.bytes.length : end;
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, stop));
    this.at = end < 0 ? stop : end + 1;
    return text.trim();
  }

  /** The next line that is not blank; undefined at the end of the file. */
  nextLine(): string | undefined {
    this.skipSpace();
    return this.left > 0 ? this.line("text") : undefined;
  }

  skipSpace(): void {
    while (this.at < this.bytes.length && isSpace(this.bytes[this.at])) this.at++;
  }

  /** Next word between white space. */
  word(expected: string): string {
    this.skipSpace();
    if (this.left <= 0) this.failAtLine("E_FORMAT_TRUNCATED", `the file ends where ${expected} should be.`, "the file is incomplete: write or copy it again.");
    const start = this.at;
    while (this.at < this.bytes.length && !isSpace(this.bytes[this.at])) this.at++;
    return new TextDecoder("latin1").decode(this.bytes.subarray(start, Math.min(this.at, start + 64)));
  }

  /** Next word as a finite decimal number. */
  number(expected: string): number {
    const word = this.word(expected);
    const value = decimal.test(word) ? Number(word) : Number.NaN;
    if (!Number.isFinite(value)) this.failAtLine("E_FORMAT_NUMBER", `expected ${expected}, got "${word}".`, "the file is damaged there: write or copy it again.", this.at - 1);
    return value;
  }

  /** Next word as a whole number. */
  integer(expected: string): number {
    const value = this.number(expected);
    if (!Number.isSafeInteger(value)) this.failAtLine("E_FORMAT_NUMBER", `expected ${expected} (a whole number), got ${value}.`, "the file is damaged there: write or copy it again.", this.at - 1);
    return value;
  }

  /** Moves behind the next occurrence of `text`; false when there is none. */
  skipPast(text: string): boolean {
    const wanted = new TextEncoder().encode(text);
    for (let i = this.bytes.indexOf(wanted[0], this.at); i >= 0; i = this.bytes.indexOf(wanted[0], i + 1)) {
      if (!wanted.every((byte, k) => this.bytes[i + k] === byte)) continue;
      this.at = i + wanted.length;
      return true;
    }
    return false;
  }

  /** Takes `count` bytes as a view for binary numbers. */
  take(count: number, expected: string): DataView {
    if (count > this.left) this.failAtByte("E_FORMAT_TRUNCATED", `the file ends inside ${expected}.`, "the file is incomplete: write or copy it again.");
    const view = new DataView(this.#view.buffer, this.#view.byteOffset + this.at, count);
    this.at += count;
    return view;
  }
}
