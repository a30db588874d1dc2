/** Computes the tables and split constants of assembly/math, to 1300 bits, and rounds them. */
import { expSeries, fractionBits, ln2, lnRatio, one, pi, ratio, roundToBits, roundToGrid, toDouble } from "./fixed.js";

/** Constants and tables by name, in the order in which they are printed. */
export interface MathTables {
  readonly constants: readonly (readonly [name: string, value: number])[];
  readonly tables: readonly (readonly [name: string, values: readonly number[]])[];
}

/** Everything that assembly/math/tables.gen.ts holds. */
export function mathTables(): MathTables {
  return {
    constants: [...expConstants(), ...logConstants(), ...trigConstants()],
    tables: [["exp2Table", exp2Table()], ["logTable", logTable()], ["twoOverPiTable", twoOverPiTable()]],
  };
}

/** Steps of ln2/128; the high part has 35 bits so that k*stepHi is exact for the 18-bit k of every double argument. */
function expConstants(): [string, number][] {
  const step = roundToBits(ln2() / 128n, 35n);
  return [
    ["stepsPerUnit", toDouble(ratio(128n * one, ln2()))],
    ["stepHi", step.value],
    ["stepLo", toDouble(step.rest)],
  ];
}

/** Pairs [tail, value]: 2^(i/128) = value (1 + tail). */
function exp2Table(): number[] {
  return Array.from({ length: 128 }, (_, i) => {
    const exact = expSeries((ln2() * BigInt(i)) / 128n);
    const { value, rest } = roundToBits(exact, 53n);
    return [rest === 0n ? 0 : toDouble(ratio(rest, exact)), value];
  }).flat();
}

const logGrid = 42n;

/** ln 2 in two parts; the high part lies on the grid of the table, so k ln2Hi + lnHi is exact. */
function logConstants(): [string, number][] {
  const { value, rest } = roundToGrid(ln2(), logGrid);
  return [["ln2Hi", value], ["ln2Lo", toDouble(rest)]];
}

/**
 * Triples [inverse, lnHi, lnLo] for 128 intervals of the significand, cut at half steps so that 1 lies inside one.
 * `inverse` has 8 bits, so z*inverse - 1 is exact; -ln(inverse) = lnHi + lnLo.
 */
function logTable(): number[] {
  return Array.from({ length: 128 }, (_, i) => {
    const lower = highWordToDouble(0x3fe69000 + i * 0x2000);
    const upper = highWordToDouble(0x3fe69000 + (i + 1) * 0x2000);
    return lower < 1 && upper > 1 ? [1, 0, 0] : logRow(lower, upper);
  }).flat();
}

function logRow(lower: number, upper: number): number[] {
  const grid = lower >= 1 ? 256 : 128;
  const inverse = Math.round((2 * grid) / (lower + upper));
  const worst = Math.max(Math.abs((lower * inverse) / grid - 1), Math.abs((upper * inverse) / grid - 1));
  if (worst >= 2 ** -7) throw new RangeError(`log table: remainder ${worst} leaves the exact range at ${lower}`);
  const { value, rest } = roundToGrid(-lnRatio(BigInt(inverse), BigInt(grid)), logGrid);
  return [inverse / grid, value, toDouble(rest)];
}

function highWordToDouble(high: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, high);
  return view.getFloat64(0);
}

/** pi/2 in four parts, the first three of 33 bits: products with a 20-bit integer are exact [cody1980]. */
function trigConstants(): [string, number][] {
  const first = roundToBits(pi() / 2n, 33n);
  const second = roundToBits(first.rest, 33n);
  const third = roundToBits(second.rest, 33n);
  return [
    ["twoOverPi", toDouble(ratio(2n * one, pi()))],
    ["halfPi1", first.value],
    ["halfPi2", second.value],
    ["halfPi3", third.value],
    ["halfPi4", toDouble(third.rest)],
    ["halfPiHi", toDouble(pi() / 2n)],
    ["halfPiLo", toDouble(roundToBits(pi() / 2n, 53n).rest)],
  ];
}

const words = 52;

/** 2/pi after the binary point in words of 24 bits: enough for every double [payne1983]. */
function twoOverPiTable(): number[] {
  const exact = ratio(2n * one, pi());
  return Array.from({ length: words }, (_, i) => Number((exact >> (fractionBits - 24n * BigInt(i + 1))) & 0xffffffn));
}
