/** The picture of a run, or of what is set up. */
import { effect, type ReadonlySignal } from "@preact/signals";
import type { Frame } from "../engine/messages.js";
import type { Session } from "../run/session.js";
import { colourMap, draft, edges, picked, shading } from "../state.js";
import type { Colouring } from "./painter/messages.js";
import { Picture } from "./picture.js";
import { colouring } from "./range.js";
import type { Scene } from "./scene.js";
import { joinScene, leaveScene } from "./scenes.js";

export interface CanvasProps {
  /** Name of the run, where two are shown. */
  readonly name?: string | undefined;
  readonly session: ReadonlySignal<Session | undefined>;
  readonly frame: ReadonlySignal<Frame | undefined>;
  /** Whether a click opens the point that was hit. */
  readonly pickable?: boolean;
}

export function Canvas({ name, session, frame, pickable = false }: CanvasProps) {
  const pick = async (scene: Scene, x: number, y: number): Promise<void> => {
    if (frame.value) picked.value = await scene.pick(x * devicePixelRatio, y * devicePixelRatio);
  };
  return (
    <Picture label={`3D view${name ? ` of ${name}` : ""}`} onReady={(scene) => follow(scene, session, frame, pickable)} {...(pickable ? { onPick: (...place) => void pick(...place) } : {})}>
      {name && <p class="canvasname">{name}</p>}
    </Picture>
  );
}

/** Keeps a scene in step with the state of the page. */
function follow(scene: Scene, session: CanvasProps["session"], frame: CanvasProps["frame"], pickable: boolean): () => void {
  joinScene(scene);
  const stops = [
    effect(() => {
      const skin = (session.value ? session.value.preview.value : draft.value?.preview)?.skin;
      if (skin) void scene.show(skin);
    }),
    effect(() => {
      void session.value;
      void scene.pose(frame.value && { points: frame.value.points, normals: frame.value.normals }, frame.value && coloursOf(frame.value));
    }),
    effect(() => void scene.edges(edges.value || frame.value === undefined)),
    effect(() => { if (pickable) void scene.mark(picked.value); }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    leaveScene(scene);
  };
}

/** The quantity that is chosen, where a step has it. */
function coloursOf({ shades }: Frame): Colouring | undefined {
  const found = colouring.value;
  if (!found || !Object.hasOwn(shades, found.quantity)) return undefined;
  return { range: found.range, map: colourMap.value, by: shading.value, values: shades[found.quantity][shading.value] };
}
