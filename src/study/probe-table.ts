/** `probes.csv`: what the probes read at every accepted step, for spreadsheets and for whoever watches a run that goes on. */
import type { StepSummary } from "./summary.js";

/**
 * One line per step under a line of names: `time,iterations,residual,tip.1,tip.2,grip`; a probe of several numbers has a column for each. Along a path, `load` stands behind `time`.
 * @param steps accepted steps; numbers are written so that they read back to the same bits
 */
export function probeCsv(steps: readonly StepSummary[]): string {
  const columns = Object.entries(steps[0]?.probes ?? {}).flatMap(([name, values]) => (values.length === 1 ? [name] : values.map((_, i) => `${name}.${i + 1}`)));
  const path = steps[0]?.load !== undefined;
  const lines = steps.map(({ time, load = 0, iterations, residual, probes }) => [time, ...(path ? [load] : []), iterations, residual, ...Object.values(probes).flat()].join(","));
  return [["time", ...(path ? ["load"] : []), "iterations", "residual", ...columns.map(quoted)].join(","), ...lines].map((line) => `${line}\n`).join("");
}

/** Names are the user's: they may hold a comma or a quote. */
function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
