/** The picture with its colour scale, the run's controls and the line of time; two pictures when runs are compared. */
import { RunBar } from "../run/bar.js";
import { beside, chosenQuantity, colourMap, edges, shading, shown } from "../state.js";
import { Canvas } from "./canvas.js";
import { mapNames, type MapName } from "./colours.js";
import { available } from "./quantities.js";
import { colouring, frame, frameBeside } from "./range.js";
import { ColourScale } from "./scale.js";

export function Stage() {
  return (
    <section class="stage" aria-label="Picture of the skin">
      <ViewBar />
      <div class="canvases">
        <Canvas key="first" name={beside.value ? shown.value?.label : undefined} frame={frame} session={shown} pickable />
        {beside.value && <Canvas key="second" name={beside.value.label} frame={frameBeside} session={beside} />}
        <ColourScale />
      </div>
      <RunBar />
    </section>
  );
}

/** What is shown as colour, and how. */
function ViewBar() {
  const list = available(Object.keys(frame.value?.shades ?? {}));
  if (list.length === 0) return null;
  return (
    <div class="viewbar">
      <label>Colour <select value={colouring.value?.quantity} onChange={(event) => { chosenQuantity.value = event.currentTarget.value; }}>
        {list.map(({ key, label }) => <option key={key} value={key}>{label}</option>)}
      </select></label>
      <label>Map <select value={colourMap.value} onChange={(event) => { colourMap.value = event.currentTarget.value as MapName; }}>
        {mapNames.map((name) => <option key={name} value={name}>{name}</option>)}
      </select></label>
      <label title="The edges of the finite elements"><input type="checkbox" checked={edges.value} onChange={(event) => { edges.value = event.currentTarget.checked; }} /> Mesh</label>
      <label title="The mean of each cell, as computed, instead of colours smoothed for the eye">
        <input type="checkbox" checked={shading.value === "cells"} onChange={(event) => { shading.value = event.currentTarget.checked ? "cells" : "vertices"; }} /> Cell means
      </label>
    </div>
  );
}
