/** Loads of the current configuration: a pressure that follows its surface, given or found so that a cavity has a given volume. */
import type { TimeFunction } from "../core/time.js";

/** A pressure on faces, normal to the deformed body; positive pushes. */
export interface PressureLoad {
  /** Pairs `[count, 2]` of (cell, local face). */
  readonly faces: ArrayLike<number>;
  /** Unit of stress. */
  readonly pressure: TimeFunction;
}

/** A volume that the faces and their rim enclose, reached by an unknown pressure on them. */
export interface VolumeControl {
  /** Pairs `[count, 2]` of (cell, local face). */
  readonly faces: ArrayLike<number>;
  /**
   * Unit of volume (2D: area).
   * @param initial volume of the undeformed body
   */
  readonly volume: (time: number, initial: number) => number;
  /** Plane x_axis = at that closes the surface, with walls along that axis under its rim; absent: found from the rim (cavity.ts). */
  readonly base?: { readonly axis: number; readonly at: number };
  /** Times between which the pressure, from what it is then, falls linearly to 0; from the first on the volume is free. */
  readonly release?: { readonly from: number; readonly to: number };
}
