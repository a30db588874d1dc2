/** The picture with its colour scale, the run's controls and the line of time. */
import { useEffect, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { RunBar } from "../run/bar.js";
import { chosenQuantity, colourMap, current, draft, edges, picked, shading, shown, steps } from "../state.js";
import { ColourScale } from "./scale.js";
import { colouring } from "./range.js";
import type { Scene } from "./scene.js";
import { available } from "./quantities.js";

export function Stage() {
  return (
    <section class="stage" aria-label="Picture of the skin">
      <ViewBar />
      <Canvas />
      <ColourScale />
      <RunBar />
    </section>
  );
}

/** What is shown as colour, and how. */
function ViewBar() {
  const keys = Object.keys(current.value?.frame.shades ?? {});
  const list = available(keys);
  return (
    <div class="viewbar">
      {list.length > 0 && (
        <label>Colour <select value={colouring.value?.quantity} onChange={(event) => { chosenQuantity.value = event.currentTarget.value; }}>
          {list.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
        </select></label>
      )}
      <label><input type="checkbox" checked={edges.value} onChange={(event) => { edges.value = event.currentTarget.checked; }} /> Mesh</label>
      <label><input type="checkbox" checked={shading.value === "cells"} onChange={(event) => { shading.value = event.currentTarget.checked ? "cells" : "vertices"; }} /> Cell means</label>
      <label><select aria-label="Colour map" value={colourMap.value} onChange={(event) => { colourMap.value = event.currentTarget.value as "viridis"; }}>
        <option value="viridis">viridis</option><option value="cividis">cividis</option>
      </select></label>
    </div>
  );
}

function Canvas() {
  const place = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState<Scene>();
  useEffect(() => {
    let scene: Scene | undefined;
    let gone = false;
    void import("./scene.js").then(({ createScene }) => {
      if (gone || !place.current) return;
      scene = createScene(place.current);
      setReady(scene);
    });
    return () => { gone = true; scene?.dispose(); };
  }, []);
  useEffect(() => (ready ? follow(ready) : undefined), [ready]);
  return (
    <div class="canvas" ref={place} tabIndex={0} role="application" aria-label="3D view. Arrow keys turn it, plus and minus zoom, Home resets."
      onKeyDown={(event) => { if (ready && steer(ready, event.key)) event.preventDefault(); }}
      onDblClick={(event) => { if (ready) picked.value = ready.pick(event.offsetX, event.offsetY); }}>
      {!ready && <p class="waiting">Loading the 3D view…</p>}
    </div>
  );
}

/** Keeps a scene in step with the state of the page. */
function follow(scene: Scene): () => void {
  const stops = [
    effect(() => { const skin = (shown.value?.preview ?? draft.value?.preview)?.skin; if (skin) scene.show(skin); }),
    effect(() => { void shown.value; scene.pose(current.value?.frame, colouring.value && { ...colouring.value, map: colourMap.value, by: shading.value }); }),
    effect(() => scene.edges(edges.value || steps.value.length === 0)),
    effect(() => scene.mark(picked.value)),
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
