/** Values that change with time: prescribed displacements and load factors. */
import { CaseError } from "./errors.js";

/** Value at a time (unit of time of the case). Must be pure: the same time gives the same bits. */
export type TimeFunction = (time: number) => number;

/** The value 0 at all times. */
export const zero: TimeFunction = () => 0;

/**
 * Grows linearly from 0 at time 0 to `value` at `end`, and stays on that line beyond.
 * @param value value at `end`, any unit
 * @param end time at which it is reached, > 0
 */
export function ramp(value: number, end: number): TimeFunction {
  return (time) => value * (time / end);
}

/**
 * Piecewise linear table over time; constant before the first and after the last entry.
 * @param entries pairs `[time, value]`, times strictly increasing, at least one
 * @throws CaseError E_TIME_TABLE when empty, not finite or not increasing
 */
export function table(entries: readonly (readonly [number, number])[]): TimeFunction {
  checkTable(entries);
  const times = Float64Array.from(entries, (entry) => entry[0]);
  const values = Float64Array.from(entries, (entry) => entry[1]);
  const last = times.length - 1;
  return (time) => {
    if (time <= times[0]) return values[0];
    if (time >= times[last]) return values[last];
    let i = 1;
    while (time > times[i]) i++;
    const share = (time - times[i - 1]) / (times[i] - times[i - 1]);
    // Both ends exactly: a table that is constant on a stretch stays constant to the bit.
    return share === 1 ? values[i] : values[i - 1] + share * (values[i] - values[i - 1]);
  };
}

function checkTable(entries: readonly (readonly [number, number])[]): void {
  const bad = entries.findIndex(([time, value], i) =>
    !Number.isFinite(time) || !Number.isFinite(value) || (i > 0 && time <= entries[i - 1][0]));
  if (entries.length > 0 && bad < 0) return;
  const at = entries.length === 0 ? "it is empty" : `entry ${bad} is [${entries[bad].join(", ")}]`;
  throw new CaseError("E_TIME_TABLE", `a table over time must hold finite pairs with increasing times, but ${at}.`, {
    hint: "sort the table by time and give each time once.", details: { entry: bad },
  });
}
