/** One 3D picture. */
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Frame } from "../engine/messages.js";
import type { Session } from "../run/session.js";
import { colourMap, draft, edges, picked, shading } from "../state.js";
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
  const place = useRef<HTMLDivElement>(null);
  const [scene, setScene] = useState<Scene>();
  const pressed = useRef<readonly [number, number]>([0, 0]);
  useEffect(() => {
    let made: Scene | undefined;
    let gone = false;
    void import("./scene.js").then(({ createScene }) => {
      if (gone || !place.current) return;
      made = createScene(place.current);
      joinScene(made);
      setScene(made);
    });
    return () => {
      gone = true;
      if (made) leaveScene(made);
      made?.dispose();
    };
  }, []);
  useEffect(() => (scene ? follow(scene, session, frame, pickable) : undefined), [scene]);
  /** A click that did not turn the body picks a point. */
  const pick = (event: MouseEvent): void => {
    const still = Math.hypot(event.clientX - pressed.current[0], event.clientY - pressed.current[1]) < 4;
    const bounds = place.current?.getBoundingClientRect();
    if (scene && pickable && still && bounds && frame.value) picked.value = scene.pick(event.clientX - bounds.left, event.clientY - bounds.top);
  };
  return (
    <div class="canvas" ref={place} tabIndex={0} role="application" aria-label={`3D view${name ? ` of ${name}` : ""}. Arrow keys turn it, plus and minus zoom, Home resets.`}
      onKeyDown={(event) => { if (scene && steer(scene, event.key)) event.preventDefault(); }}
      onPointerDownCapture={(event) => { pressed.current = [event.clientX, event.clientY]; }} onPointerUpCapture={pick}>
      {name && <p class="canvasname">{name}</p>}
      {!scene && <p class="waiting">Loading the 3D view…</p>}
    </div>
  );
}

/** Keeps a scene in step with the state of the page. */
function follow(scene: Scene, session: CanvasProps["session"], frame: CanvasProps["frame"], pickable: boolean): () => void {
  const stops = [
    effect(() => {
      const skin = (session.value ? session.value.preview.value : draft.value?.preview)?.skin;
      if (skin) scene.show(skin);
    }),
    effect(() => {
      void session.value;
      scene.pose(frame.value, colouring.value && { ...colouring.value, map: colourMap.value, by: shading.value });
    }),
    effect(() => scene.edges(edges.value || frame.value === undefined)),
    effect(() => { if (pickable) scene.mark(picked.value); }),
  ];
  return () => stops.forEach((stop) => stop());
}

function steer(scene: Scene, key: string): boolean {
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => scene.turn(10, 0, 1), ArrowRight: () => scene.turn(-10, 0, 1), ArrowUp: () => scene.turn(0, -8, 1), ArrowDown: () => scene.turn(0, 8, 1),
    "+": () => scene.turn(0, 0, 1.15), "-": () => scene.turn(0, 0, 1 / 1.15), Home: () => scene.home(),
  };
  if (!Object.hasOwn(moves, key)) return false;
  moves[key]();
  return true;
}
