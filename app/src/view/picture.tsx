/** The place of a 3D picture, which can be turned, moved and zoomed. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { openScene, type Scene } from "./scene.js";
import { steerByKey, steerByPointers } from "./steer.js";

export interface PictureProps {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly small?: boolean;
  readonly children?: ComponentChildren;
  /** Called once the picture can be drawn on; what it returns is called when the picture goes. */
  onReady(scene: Scene): () => void;
  /** A click that did not turn the body, in CSS pixels. */
  onPick?(scene: Scene, x: number, y: number): void;
}

type Standing = "loading" | "ready" | "refused";

/** How far a finger may slip in a click, in CSS pixels. */
const slip = 4;

export function Picture({ label, small = false, children, onReady, onPick }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  const scene = useRef<Scene>(undefined);
  const pressed = useRef<readonly [number, number]>([0, 0]);
  const [standing, setStanding] = useState<Standing>("loading");
  useEffect(() => openIn(place.current!, (made) => { scene.current = made; return onReady(made); }, setStanding), []);
  const pick = (event: MouseEvent): void => {
    const still = Math.hypot(event.clientX - pressed.current[0], event.clientY - pressed.current[1]) < slip;
    const bounds = place.current!.getBoundingClientRect();
    if (scene.current && still) onPick?.(scene.current, event.clientX - bounds.left, event.clientY - bounds.top);
  };
  return (
    <div class={small ? "canvas small" : "canvas"} ref={place} tabIndex={0} role="application" aria-label={`${label}. Arrow keys turn it, plus and minus zoom, Home resets.`}
      data-standing={standing} onKeyDown={(event) => { if (scene.current && steerByKey(scene.current, event.key)) event.preventDefault(); }}
      onPointerDownCapture={(event) => { pressed.current = [event.clientX, event.clientY]; }} onPointerUpCapture={pick}>
      {children}
      {standing === "loading" && <p class="waiting">Loading the 3D view…</p>}
      {standing === "refused" && <p class="waiting">This browser cannot draw in 3D (WebGL 2 in a worker). Runs, curves and files work without.</p>}
    </div>
  );
}

/** Opens a scene in an element; the scene goes with what is returned, even when it is not there yet. */
function openIn(element: HTMLElement, onReady: (scene: Scene) => () => void, onStanding: (standing: Standing) => void): () => void {
  const ends: (() => void)[] = [];
  let gone = false;
  openScene(element).then(({ scene, close }) => {
    if (gone) return close();
    ends.push(close, steerByPointers(element, scene), onReady(scene));
    onStanding("ready");
  }, () => onStanding("refused"));
  return () => {
    gone = true;
    ends.reverse().forEach((end) => end());
  };
}
