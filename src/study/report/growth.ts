/** What a report says about growth. */
import type { Summary } from "../summary.js";
import { escape, shortNumber } from "./plot.js";

/** The books of growing materials; empty when none grows. */
export function growthSection({ growth }: Summary, volume: string): string {
  if (!growth) return "";
  const rows = Object.entries(growth).map(([name, book]) => `<tr><td>${escape(name)}</td>${[book.volume, book.grown, book.source].map((x) => `<td>${shortNumber(x)}</td>`).join("")}<td>${book.imbalance.toExponential(1)}</td></tr>`);
  return `<h2>Growth</h2><table class="steps"><thead><tr><th>material</th><th>at the start, ${escape(volume)}</th><th>at the end (∫ϑ dV)</th><th>made by its rate (∫∫dϑ/dt dV dt)</th><th>imbalance</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
