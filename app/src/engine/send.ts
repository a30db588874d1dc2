/** Hands pictures to the page without copying them. */
import { transfer } from "comlink";
import { buffersOf } from "./frames.js";
import type { Preview, StepNews } from "./messages.js";

/** A preview whose arrays change hands. */
export function sendPreview(preview: Preview): Preview {
  const { points, normals, polygons, cells } = preview.skin;
  return transfer(preview, [points, normals, polygons, cells].map(({ buffer }) => buffer as ArrayBuffer));
}

/** A step whose arrays change hands. */
export function sendStep(news: StepNews): StepNews {
  return transfer(news, buffersOf(news.frame));
}
