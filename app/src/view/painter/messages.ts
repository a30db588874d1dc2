/** What the page tells the worker that draws. */
import type { Skin } from "../../engine/messages.js";
import type { MapName } from "../colours.js";

/** How values become colours. */
export interface Colouring {
  readonly range: readonly [number, number];
  readonly map: MapName;
  /** `cells`: the mean of each cell, as computed; `vertices`: smoothed for the eye. */
  readonly by: "cells" | "vertices";
  /** One number per cell of the mesh, or per vertex of the skin, as `by` says. */
  readonly values: Float32Array;
}

/** A deformed shape: positions and normals `[vertices, 3]`. */
export interface Shape {
  readonly points: Float32Array;
  readonly normals: Float32Array;
}

/** Size of a canvas in device pixels. */
export type Size = readonly [number, number];

/** A picture. Lengths on the screen are in device pixels. */
export interface Painting {
  resize(size: Size): void;
  /** From now on the camera moves with those of the other pictures that have joined. */
  join(): void;
  /** Shows another body, undeformed, and moves the camera to it. */
  show(skin: Skin): void;
  /** Shows a step, or the reference shape; without colours the skin is plain. */
  pose(shape: Shape | undefined, colouring: Colouring | undefined): void;
  edges(visible: boolean): void;
  /** Marks a cell, or none. */
  mark(cell: number | undefined): void;
  home(): void;
  /** Turns the camera by degrees to the side and upwards; `zoom` 1 leaves the distance. */
  turn(azimuth: number, elevation: number, zoom: number): void;
  /** Moves the body along the screen. */
  pan(right: number, down: number): void;
  /** The cell under a place in the canvas. */
  pick(x: number, y: number): number | undefined;
  /** What is seen, as PNG. */
  capture(): Promise<Blob>;
  dispose(): void;
}
