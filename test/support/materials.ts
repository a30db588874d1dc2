/** The independent states of test/reference/materials.json as case-file laws. */
import { readFileSync } from "node:fs";
import type { LawSpec } from "../../src/law/bind.js";

export interface MaterialState {
  readonly title: string;
  readonly spec: LawSpec;
  /** F - I is about 1e-6: the decimal F of the file is known to 1e-10 of it. */
  readonly nearIdentity: boolean;
  readonly F: Float64Array;
  readonly W: number;
  readonly P: Float64Array;
  /** Empty where the second derivative of W jumps. */
  readonly A: Float64Array;
}

interface RawState {
  readonly model: string;
  readonly params: Readonly<Record<string, never>>;
  readonly F_name: string;
  readonly F: number[][];
  readonly W: number;
  readonly P: number[][];
  /** Missing where the second derivative of W jumps (GOH at its switch). */
  readonly tangent: number[][] | null;
}

const specs: Readonly<Record<string, (p: Readonly<Record<string, never>>) => LawSpec>> = {
  neo_hooke: ({ mu, lam, E, nu }) => (E === undefined ? { law: "neo-hookean", mu, lambda: lam } : { law: "neo-hookean", E, nu }),
  saint_venant_kirchhoff: ({ mu, lam }) => ({ law: "saint-venant-kirchhoff", mu, lambda: lam }),
  mooney_rivlin: ({ c10, c01, K, vol }) => ({ law: "mooney-rivlin", c10, c01, bulk: K, volumetric: vol }),
  yeoh: ({ c1, c2, c3, K, vol }) => ({ law: "yeoh", c1, c2, c3, bulk: K, volumetric: vol }),
  ogden: ({ mu, alpha, K, vol }) => ({ law: "ogden", mu, alpha, bulk: K, volumetric: vol }),
  arruda_boyce: ({ mu, lm, K, vol }) => ({ law: "arruda-boyce", mu, lambdaM: lm, bulk: K, volumetric: vol }),
  gent: ({ mu, Jm, K, vol }) => ({ law: "gent", mu, Jm, bulk: K, volumetric: vol }),
  goh_arterial: gasser,
  goh_mild: gasser,
  fung_transverse_isotropic: ({ c, bf, bt, bfs, fibre_deg, K, vol, isochoric }) => ({
    law: "fung", c, bf, bt, bfs, bulk: K, volumetric: vol, isochoric, direction: [Math.cos(fibre_deg * Math.PI / 180), Math.sin(fibre_deg * Math.PI / 180), 0],
  }),
};

/** The switch on I4 instead of on E_a is not one of our laws: it is written as a formula. */
function gasser({ c, k1, k2, kappa, gamma_deg, K, vol, full_I4, switch: by }: Readonly<Record<string, never>>): LawSpec {
  if (by === "E") return { law: "goh", c, k1, k2, kappa, angle: gamma_deg, bulk: K, volumetric: vol, isochoric: !full_I4 };
  const [x, y] = [Math.cos(gamma_deg * Math.PI / 180), Math.sin(gamma_deg * Math.PI / 180)];
  return {
    formula: `c/2*(I1b-3) + families(k1/(2*k2)*heaviside(I4b_a-1)*(exp(k2*(kappa*(I1b-3) + (1-3*kappa)*(I4b_a-1))^2) - 1)) + bulk/4*(J^2-1-2*log(J))`,
    parameters: { c, k1, k2, kappa, bulk: K }, directions: [[x, y, 0], [x, -y, 0]],
  };
}

/** All states of the file. */
export function materialStates(): MaterialState[] {
  const file = JSON.parse(readFileSync(new URL("../reference/materials.json", import.meta.url), "utf8")) as { cases: RawState[] };
  return file.cases.map((raw) => ({
    title: `${raw.model} ${JSON.stringify(raw.params)} ${raw.F_name}`,
    spec: specs[raw.model](raw.params),
    nearIdentity: raw.F_name.startsWith("near_identity"),
    F: Float64Array.from(raw.F.flat()), W: raw.W, P: Float64Array.from(raw.P.flat()), A: Float64Array.from(raw.tangent?.flat() ?? []),
  }));
}
