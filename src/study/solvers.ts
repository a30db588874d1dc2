/** Who solves the RVEs of a run, why, and what a GPU has done: for `summary.json`, the log and people. */
import type { SolverAccount } from "../constitutive/model.js";
import type { Prepared } from "./prepare.js";
import type { RecordedBackends } from "./resumed.js";

/** Accounts by material; empty where no material has an inner problem. */
export function solversOf({ problem }: Pick<Prepared, "problem">): Record<string, SolverAccount> {
  return Object.fromEntries(problem.regions.flatMap(({ name, model }) => {
    const account = model.account?.();
    return account ? [[name, account] as const] : [];
  }));
}

/** Backends by material, for a checkpoint. */
export function backendsOf(prepared: Pick<Prepared, "problem">): RecordedBackends {
  return Object.fromEntries(Object.entries(solversOf(prepared)).map(([name, { backend }]) => [name, backend]));
}

/** One line per account. */
export function solverText(name: string, { backend, reason, gpu }: SolverAccount): string {
  if (!gpu) return `RVE ${name}: ${backend} (${reason})`;
  const { seconds, exactShare, systems, iterations, dispatches, readbacks, left, lost, complaints } = gpu;
  const share = `${seconds.gpu.toFixed(1)} s on the GPU, ${(seconds.exact + seconds.left).toFixed(1)} s in double precision beside it (${Math.round(100 * exactShare)} %)`;
  const rest = left > 0 ? `; ${left} points left to WASM${lost === undefined ? "" : `, the device was lost: ${lost}`}` : "";
  return `RVE ${name}: ${backend} on ${gpu.adapter} (${reason}); ${share}, ${systems} systems, ${iterations} iterations, ${dispatches} dispatches, ${readbacks} readbacks${rest}${complaints.map((text) => `; the device complained: ${text}`).join("")}`;
}
