/** An RVE as a constitutive model, solved by the WASM kernels on workers. */
import { platform } from "#platform";
import { type ConstitutiveModel, type FieldSpec } from "../constitutive/model.js";
import { createRvePool } from "../kernels/pool.js";
import { type RvePlan, stateSize } from "../kernels/rve-plan.js";

/** State of an RVE per macroscopic Gauss point: the accepted F and the fluctuation that belongs to it. */
export function rveState(unknowns: number): readonly FieldSpec[] {
  return [
    { name: "acceptedF", size: 9, unit: "1", internal: true },
    { name: "fluctuation", size: unknowns, unit: "length", internal: true },
  ];
}

/** Writes F = I and no fluctuation for `count` points of `size` doubles each. */
export function undeformed(out: Float64Array, count: number, size: number): void {
  out.fill(0, 0, count * size);
  for (let point = 0; point < count; point++) {
    for (let diagonal = 0; diagonal < 9; diagonal += 4) out[point * size + diagonal] = 1;
  }
}

/**
 * First-order homogenization on workers.
 * Points that fail report a status; their stress and tangent are not to be used.
 * @param plan compiled RVE (`compileRve`)
 * @param threads workers, at least 1; default all cores
 * @throws BackendError when the workers cannot be set up
 */
export async function homogenizeWasm(plan: RvePlan, threads: number = platform.cores()): Promise<ConstitutiveModel> {
  const pool = await createRvePool(plan, threads);
  return {
    name: "rve/wasm",
    state: rveState(plan.unknowns),
    fields: [],
    initialState: (out, count) => undeformed(out, count, stateSize(plan)),
    evaluate: (batch, into, want) => pool.solve(batch, into, want),
    dispose: pool.dispose,
  };
}
