/** An RVE as a constitutive model, solved by the WASM kernels on workers. */
import { platform } from "#platform";
import { type ConstitutiveModel, type FieldSpec } from "../constitutive/model.js";
import { createRvePool } from "../kernels/pool.js";
import { keptDoubles, type RveOutput, type RvePlan, stateSize } from "../kernels/rve-plan.js";

/** Modes of the fluctuation in which the cell is unstable: negative pivots of its factorised stiffness. Conjugate gradients do not count them: they fail. */
export const instability: FieldSpec = { name: "instability", size: 1, unit: "1" };

/** State of an RVE per macroscopic Gauss point: the accepted F, what else belongs to it, and the outputs with their derivatives. */
export function rveState(own: readonly FieldSpec[], outputs: readonly RveOutput[]): readonly FieldSpec[] {
  return [
    { name: "acceptedF", size: 9, unit: "1", internal: true }, ...own,
    ...outputs.flatMap(({ name, unit }) => [{ name, size: 1, unit }, { name: `d(${name})/dF`, size: 9, unit, internal: true }]),
  ];
}

/** Correctors that the plan keeps: numbers of single precision, two in each double, to be copied as they are. */
function keptState(plan: RvePlan): readonly FieldSpec[] {
  return plan.kept > 0 ? [{ name: "correctors", size: keptDoubles(plan), unit: "length", internal: true }] : [];
}

/** The outputs of an RVE as fields of its state. */
export function rveOutputs(outputs: readonly RveOutput[]): readonly FieldSpec[] {
  return outputs.map(({ name, unit }) => ({ name, size: 1, unit }));
}

/** Writes F = I, no fluctuation and the outputs at rest for `count` points of `size` doubles each. */
export function undeformed(out: Float64Array, count: number, size: number, outputs: readonly RveOutput[]): void {
  out.fill(0, 0, count * size);
  for (let end = size; end <= count * size; end += size) {
    for (let diagonal = 0; diagonal < 9; diagonal += 4) out[end - size + diagonal] = 1;
    outputs.forEach(({ rest }, n) => { out[end - 10 * (outputs.length - n)] = rest; });
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
    state: rveState([{ name: "fluctuation", size: plan.unknowns, unit: "length", internal: true }, instability, ...keptState(plan)], plan.outputs),
    outputs: rveOutputs(plan.outputs),
    fields: [], dearTangent: true,
    initialState: (out, count) => undeformed(out, count, stateSize(plan), plan.outputs),
    evaluate: (batch, into, want) => pool.solve(batch, into, want),
    dispose: pool.dispose,
  };
}
