/** How fast growth goes: dg/dt from the growth g so far and from what drives it. */
import { pow } from "../core/math.gen.js";
import type { Quantity } from "./law.js";

/** A parameter of a growth law. */
export interface GrowthParameter {
  readonly name: string;
  readonly quantity: Quantity;
  readonly meaning: string;
  /** Must be greater than this. */
  readonly above?: number;
  /** Must be at least this. */
  readonly least?: number;
  readonly default?: number;
}

/** Evolution of one growth variable g under a stimulus s, which is its elastic stretch unless the law names another. */
export interface GrowthRate {
  readonly name: string;
  readonly formula: string;
  readonly meaning: string;
  /** Key of docs/references.bib. */
  readonly citation: string;
  readonly parameters: readonly GrowthParameter[];
  /**
   * @param p parameters in their order, from `at` on
   * @param out dg/dt, and its derivatives by g and by s
   */
  evaluate(p: Float64Array, at: number, g: number, s: number, out: Float64Array): void;
}

/** Growth above a critical stretch, slower as it comes near its limit. */
export const kuhl: GrowthRate = {
  name: "kuhl", formula: "dg/dt = (1/tau) [(max - g)/(max - 1)]^gamma <s - threshold>", citation: "zollner2012",
  meaning: "above a threshold, up to a largest growth",
  parameters: [
    { name: "tau", quantity: "time", meaning: "time scale τ", above: 0 },
    { name: "threshold", quantity: "number", meaning: "critical stimulus, from which on tissue grows", least: 0 },
    { name: "max", quantity: "number", meaning: "largest growth ϑmax", above: 1 },
    { name: "gamma", quantity: "number", meaning: "exponent of the slowing down γ", least: 0, default: 1 },
  ],
  evaluate(p, at, g, s, out) {
    const tau = p[at], drive = s - p[at + 1], max = p[at + 2], gamma = p[at + 3];
    const left = (max - g) / (max - 1);
    if (!(drive > 0) || !(left > 0)) return void out.fill(0);
    const speed = pow(left, gamma) / tau;
    out[0] = speed * drive;
    out[1] = (-gamma * speed * drive) / (left * (max - 1));
    out[2] = speed;
  },
};

/** Growth until the elastic stretch is that of the prestretch in the body; above it tissue grows, below it shrinks. */
export const homeostatic: GrowthRate = {
  name: "homeostatic", formula: "dg/dt = rate threshold (s - 1)", citation: "lee2020",
  meaning: "towards the stretch at home: the elastic stretch from the state in the body, s = total/g, returns to 1, that from the stress-free state, threshold s, to threshold",
  parameters: [
    { name: "rate", quantity: "rate", meaning: "rate k", least: 0 },
    { name: "threshold", quantity: "number", meaning: "prestretch ϑp in the body, from which F is counted", above: 0, default: 1 },
  ],
  evaluate(p, at, _g, s, out) {
    const speed = p[at] * p[at + 1];
    out[0] = speed * (s - 1);
    out[1] = 0;
    out[2] = speed;
  },
};

/** Growth that nothing drives: a given course. */
export const constant: GrowthRate = {
  name: "constant", formula: "dg/dt = rate", citation: "ambrosi2011", meaning: "given, whatever the stretch; negative shrinks; 0 keeps what has grown",
  parameters: [{ name: "rate", quantity: "rate", meaning: "rate" }],
  evaluate(p, at, _g, _s, out) {
    out[0] = p[at];
    out[1] = out[2] = 0;
  },
};
