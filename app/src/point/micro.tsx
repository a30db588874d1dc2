/** The microstructure at the picked point, deformed, with its stress. */
import { effect, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Failure, Micro } from "../engine/messages.js";
import type { Session } from "../run/session.js";
import { colourMap, current, lookInside, picked } from "../state.js";
import { gradient } from "../view/colours.js";
import { available, labelOf, short } from "../view/quantities.js";
import { Picture } from "../view/picture.js";
import type { Scene } from "../view/scene.js";

const found = signal<Micro | undefined>(undefined);
const failure = signal<Failure | undefined>(undefined);
const quantity = signal("stress");

/** Asks for the RVE whenever point or step change; an answer that comes too late is dropped. */
function follow(session: Session): () => void {
  let number = 0;
  return effect(() => {
    const [cell, frame] = [picked.value, current.value?.frame];
    const mine = ++number;
    if (cell === undefined || !frame?.F || !session.bundle) return;
    const theta = frame.shades.theta?.cells[cell] ?? 1;
    lookInside(session.bundle, { cell, F: frame.F, theta }).then(
      (micro) => { if (mine === number) [found.value, failure.value] = [micro, undefined]; },
      (error: Failure) => { if (mine === number) [found.value, failure.value] = [undefined, error]; },
    );
  });
}

export function MicroView({ session }: { readonly session: Session }) {
  useEffect(() => {
    [found.value, failure.value] = [undefined, undefined];
    return follow(session);
  }, [session]);
  const micro = found.value;
  if (failure.value) return <p class="says">{failure.value.text} {failure.value.hint}</p>;
  if (!micro) return <p class="says">The microstructure is being solved…</p>;
  const list = available(Object.keys(micro.frame.shades));
  const range = rangeOf(micro.frame.shades[quantity.value]?.cells ?? new Float32Array());
  return (
    <section class="micro" aria-label="Microstructure">
      <h3>Its microstructure
        <select aria-label="Colour of the microstructure" value={quantity.value} onChange={(event) => { quantity.value = event.currentTarget.value; }}>
          {list.map(({ key }) => <option key={key} value={key}>{labelOf(key, session.preview.value.units)}</option>)}
        </select>
      </h3>
      <MicroCanvas micro={micro} range={range} />
      <div class="microscale" role="img" aria-label={`Colours from ${short(range[0])} to ${short(range[1])}`}>
        <span>{short(range[0])}</span><i style={{ background: gradient(colourMap.value) }} /><span>{short(range[1])}</span>
      </div>
      <p class="says">The RVE at the mean elastic deformation of the cell, true to scale; edge of the cell {short(edgeOf(micro))} {session.preview.value.units.length}.</p>
    </section>
  );
}

function MicroCanvas({ micro, range }: { readonly micro: Micro; readonly range: readonly [number, number] }) {
  const [scene, setScene] = useState<Scene>();
  const { skin, frame: { points, normals, shades } } = micro;
  // A little further away than the undeformed cell needs: it will be sheared.
  useEffect(() => {
    void scene?.show(skin);
    void scene?.turn(0, 0, 0.85);
  }, [scene, skin.cellCount]);
  const values = shades[quantity.value]?.cells;
  useEffect(() => void scene?.pose({ points, normals }, values && { range, map: colourMap.value, by: "cells", values }), [scene, micro, values, colourMap.value]);
  return <div data-cells={skin.cellCount}><Picture small label="3D view of the microstructure" onReady={(made) => { setScene(() => made); return () => setScene(undefined); }} /></div>;
}

function rangeOf(values: Float32Array): readonly [number, number] {
  const [low, high] = [values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity)];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function edgeOf({ skin: { points } }: Micro): number {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) [low, high] = [Math.min(low, points[i]), Math.max(high, points[i])];
  return high - low;
}
