/** Loads that depend on the displacement and have a potential: springs and contact with rigid bodies. */

/** A load laid out on the pattern of a stiffness. */
export interface ConservativeLoad {
  /** Forces on the body at the last displacement `[dofs]`, unit of force. */
  readonly forces: Float64Array;
  /**
   * Fills `forces`.
   * @param u displacements `[dofs]`, unit of length
   * @param time unit of time of the case
   * @returns potential, unit of energy (2D: per unit thickness); forces = -∂potential/∂u
   */
  respond(u: Float64Array, time: number): number;
  /** Adds ∂²potential/∂u² at the last displacement to a stiffness on the pattern it was made for. */
  addStiffness(K: Float64Array): void;
}
