/** Code blocks of a Markdown page, and how their output is compared with the numbers the page prints. */

export interface Block {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What `<!-- doctest: … -->` above the block says; empty: run it. */
  readonly directive: string;
}

/** All fenced blocks of a page, from top to bottom. */
export function blocksOf(markdown: string): Block[] {
  const pattern = /(?:<!-- doctest: ([^\n]*?) -->\n+)?^```([a-z]+)\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(pattern)].map((match) => ({
    line: markdown.slice(0, match.index + match[0].indexOf("```")).split("\n").length,
    directive: match[1] ?? "", language: match[2], text: match[3],
  }));
}

/** What a block promises: the text after each `→` of a comment, in order. */
export function promisesOf(text: string): string[] {
  return [...text.matchAll(/(?:\/\/|#) → (.*)$/gm)].map((match) => match[1].trim());
}

/**
 * Promises that the output does not keep. Promises are kept in order, each by words of the output that follow one another;
 * a number is kept to the digits that are printed.
 */
export function brokenPromises(promises: readonly string[], output: string): string[] {
  const words = wordsOf(output);
  let next = 0;
  return promises.filter((promise) => {
    const wanted = wordsOf(promise);
    const found = words.findIndex((_, start) => start >= next && wanted.every((word, i) => sameWord(words[start + i], word)));
    if (found >= 0) next = found + wanted.length;
    return found < 0;
  });
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,;:[\](){}"'|]+/).filter((word) => word !== "");
}

function sameWord(actual: string | undefined, wanted: string): boolean {
  if (actual === undefined) return false;
  if (actual === wanted) return true;
  return isNumber(wanted) && isNumber(actual) && Math.abs(Number(actual) - Number(wanted)) <= 0.5000001 * lastDigit(wanted);
}

function isNumber(word: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(word);
}

/** Value of one unit of the last printed digit. */
function lastDigit(word: string): number {
  const [mantissa, exponent] = word.toLowerCase().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  return 10 ** (Number(exponent ?? 0) - decimals);
}
