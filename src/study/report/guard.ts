/** What a report says about surrogates. */
import type { Surrogate } from "../../surrogate/surrogate.js";
import type { SurrogateMaterial } from "../study.js";
import type { Summary } from "../summary.js";
import { escape, linear, logarithmic, plot } from "./plot.js";

/** A surrogate in a line. */
export function surrogateText({ surrogate, guard }: SurrogateMaterial): string {
  const { samples, errors, range: { high } } = surrogate;
  const known = errors ? `, error of P ${(100 * errors.P).toPrecision(2)} % on ${samples} samples` : "";
  const behind = guard ? `RVE behind it from an estimated error of ${100 * guard.tolerance} % on` : "no RVE behind it";
  return `surrogate, ${kindText(surrogate)}, log U within ± ${high[0]}${known}, ${behind}`;
}

/** What answers, in words. */
function kindText(surrogate: Surrogate): string {
  return surrogate.kind === "gp" ? "a Gaussian process" : `${surrogate.members.length} ${surrogate.kind} networks`;
}

/** Points that surrogates did not answer alone; empty without surrogate. */
export function guardSection({ guard, steps, counts, learning = {} }: Summary): string {
  if (!guard) return "";
  const points = guard.perStep.map((n, k): [number, number] => [steps[k].time, n]);
  const cells = guard.cells.length === 0 ? "none" : `${guard.cells.slice(0, 20).join(", ")}${guard.cells.length > 20 ? ", …" : ""}`;
  const told = `<p>${counts.guarded.toLocaleString("en")} of ${(counts.points * steps.length).toLocaleString("en")} points of all steps were not left to the surrogate; cells with such points at the end: ${cells}.</p>`;
  const curve = plot({ title: "Points that the RVE answered", x: "time", y: "points", curves: [{ label: "points", points }], scale: linear });
  const learned = Object.entries(learning).map(([name, { lessons, speedup, breakEven }]) => {
    const curves = [{ label: "before the lesson", points: lessons.flatMap(({ samples, before }): [number, number][] => (before === undefined ? [] : [[samples, before]])) },
      { label: "after it", points: lessons.map(({ samples, after }): [number, number] => [samples, after]) }];
    const paid = speedup > 0 ? `${speedup.toFixed(0)} times faster per point than the RVE; its lessons had paid after ${Math.ceil(breakEven).toLocaleString("en")} answers.` : "it never answered alone.";
    return `<p>${escape(name)}: ${lessons.length} lessons, ${paid}</p>${plot({ title: `Learning curve of ${name}`, x: "samples", y: "error of P (nine in ten)", curves, scale: logarithmic })}`;
  });
  return `<h2>Surrogate</h2>${told}<section class="plots">${curve}${learned.join("")}</section>`;
}
