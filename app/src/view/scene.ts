/** A 3D picture, from the side of the page: a canvas that a worker draws on. */
import { type Remote, transfer, wrap } from "comlink";
import type { Painting, Size } from "./painter/messages.js";
import type { Painter } from "./painter/worker.js";

let painter: Remote<Painter> | undefined;

/** A picture; every call is carried out in order. */
export type Scene = Remote<Painting>;

/** A picture that fills `place`. Rejects when the browser cannot draw in a worker. */
export async function openScene(place: HTMLElement): Promise<{ readonly scene: Scene; close(): void }> {
  painter ??= wrap<Painter>(new Worker(new URL("./painter/worker.ts", import.meta.url), { type: "module", name: "twoscale painter" }));
  const canvas = place.appendChild(document.createElement("canvas"));
  const offscreen = canvas.transferControlToOffscreen();
  const scene = await painter.paint(transfer(offscreen, [offscreen]), sizeOf(place)) as unknown as Scene;
  const resize = new ResizeObserver(() => void scene.resize(sizeOf(place)));
  resize.observe(place);
  return {
    scene,
    close() {
      resize.disconnect();
      canvas.remove();
      void scene.dispose();
    },
  };
}

/** Size in device pixels; never nothing, for which there is no picture. */
function sizeOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return [Math.max(1, Math.round(clientWidth * devicePixelRatio)), Math.max(1, Math.round(clientHeight * devicePixelRatio))];
}
