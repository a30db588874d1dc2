/** What page and engine say to each other. */
import type { Estimate, Summary } from "twoscale";

/** A case with the files that it names, by name. */
export interface Bundle {
  /** Name of the case file. */
  readonly main: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** The visible polygons of a mesh; vertices are split where the surface has an edge, so that shading stays crisp there. */
export interface Skin {
  /** Reference positions `[vertices, 3]`. */
  readonly points: Float32Array;
  /** Reference normals `[vertices, 3]`. */
  readonly normals: Float32Array;
  /** Polygons as VTK stores them: count, vertices, count, vertices, … */
  readonly polygons: Uint32Array;
  /** Cell behind each polygon. */
  readonly cells: Int32Array;
  /** 1 for polygons over the footprint of an expander; undefined where there is none. */
  readonly footprint: Uint8Array | undefined;
  /** Reference area of the upper side over the footprint, 0 where there is none. */
  readonly footprintArea: number;
  /** Cells of the whole mesh. */
  readonly cellCount: number;
  readonly dimension: 2 | 3;
}

/** A quantity that can be shown as colour. */
export interface Shade {
  /** Mean of each cell. */
  readonly cells: Float32Array;
  /** Mean of the polygons around each vertex. */
  readonly vertices: Float32Array;
}

/** A step as the page shows it. */
export interface Frame {
  readonly index: number;
  readonly time: number;
  /** Deformed positions and normals `[vertices, 3]`. */
  readonly points: Float32Array;
  readonly normals: Float32Array;
  readonly shades: Readonly<Record<string, Shade>>;
  /** Deformation gradients of the cells `[cells, 3, 3]`, where they are known. */
  readonly F?: Float64Array;
}

/** Units of what is shown, as text. */
export interface Units {
  readonly length: string;
  readonly stress: string;
  readonly time: string;
}

/** A case or a file that has been read and checked; nothing is solved. */
export interface Preview {
  readonly title: string;
  readonly units: Units;
  readonly skin: Skin;
  /** What a run would take; undefined for results. */
  readonly estimate: Estimate | undefined;
  /** Whether a material has a microstructure. */
  readonly micro: boolean;
  /** Last time of the run; NaN when it is not known. */
  readonly end: number;
  /** Files that were read. */
  readonly inputs: readonly string[];
}

/** Files that were opened. */
export interface Opened {
  readonly preview: Preview;
  readonly steps: readonly StepNews[];
}

/** A microstructure: its surface, and its deformed state. */
export interface Micro {
  readonly skin: Skin;
  readonly frame: Frame;
}

/** One Newton iteration. */
export interface IterationNews {
  /** Time that the step aims at. */
  readonly time: number;
  readonly iteration: number;
  readonly residual: number;
  readonly relative: number;
}

/** Accepted step: picture and numbers. */
export interface StepNews {
  readonly frame: Frame;
  readonly iterations: number;
  readonly residual: number;
  readonly probes: Readonly<Record<string, readonly number[]>>;
}

/** What goes wrong, in words for the user. */
export interface Failure {
  readonly code: string;
  readonly text: string;
  readonly hint: string;
}

/** How a run ended. */
export interface Ending {
  readonly summary: Summary | undefined;
  readonly failure: Failure | undefined;
}

/** Called by the engine while it works. */
export interface Listener {
  onStep(news: StepNews): void;
  /** Iterations since the last call, a few times a second. */
  onIterations(news: readonly IterationNews[]): void;
}

export interface StartOptions {
  /** Workers that solve RVEs. */
  readonly threads: number;
  /** Continue the run that the browser has kept. */
  readonly resume: boolean;
  readonly label: string;
}
