/** The body of a picture: its shape, its colours, and the mark on a picked cell. */
import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray";
import type { Skin } from "../../engine/messages.js";
import { samples } from "../colours.js";
import { goHome } from "./camera.js";
import { frameAround } from "./marker.js";
import type { Colouring, Painting, Shape } from "./messages.js";
import type { Drawn, World } from "./world.js";

/** Skin without colours. */
const plain = [0.9, 0.77, 0.71] as const;
/** Skin over the expander, and beside it, in 0..255. */
const [covered, bare] = [[120, 190, 190], [232, 199, 183]];

/** What changes the body of a world. */
export function bodyOf(world: World): Pick<Painting, "show" | "pose" | "edges" | "mark"> {
  const { body } = world;
  return {
    show(skin) {
      [world.skin, world.marked] = [skin, undefined];
      body.data.getPointData().removeAllArrays();
      body.data.getCellData().removeAllArrays();
      body.data.getPolys().setData(skin.polygons);
      place(body, skin, undefined);
      body.mapper.setScalarVisibility(false);
      paintFootprint(body, skin);
      drawMark(world);
      goHome(world);
      world.render();
    },
    pose(shape, colouring) {
      if (!world.skin) return;
      place(body, world.skin, shape);
      paint(world, world.skin, colouring);
      drawMark(world);
      world.render();
    },
    edges(visible) {
      body.actor.getProperty().setEdgeVisibility(visible);
      world.render();
    },
    mark(cell) {
      world.marked = cell;
      drawMark(world);
      world.render();
    },
  };
}

function place({ data }: Drawn, skin: Skin, shape: Shape | undefined): void {
  data.getPoints().setData(shape?.points ?? skin.points, 3);
  data.getPoints().modified();
  const values = shape?.normals ?? skin.normals;
  if (skin.dimension === 3) data.getPointData().setNormals(vtkDataArray.newInstance({ name: "normals", numberOfComponents: 3, values }));
  data.modified();
}

function paint({ body, colours }: World, skin: Skin, colouring: Colouring | undefined): void {
  const { data, mapper } = body;
  mapper.setScalarVisibility(colouring !== undefined);
  if (!colouring) return paintFootprint(body, skin);
  setColours(colours, colouring);
  const byCell = colouring.by === "cells";
  const values = byCell ? Float32Array.from(skin.cells, (cell) => colouring.values[cell]) : colouring.values;
  const array = vtkDataArray.newInstance({ name: "shade", numberOfComponents: 1, values });
  (byCell ? data.getPointData() : data.getCellData()).removeArray("shade");
  (byCell ? data.getCellData() : data.getPointData()).setScalars(array);
  mapper.setScalarMode(byCell ? 2 : 1);
  data.modified();
}

/** Before a run: where the expander lies. */
function paintFootprint({ data, mapper, actor }: Drawn, { footprint }: Skin): void {
  data.getPointData().removeArray("shade");
  data.getCellData().removeArray("shade");
  actor.getProperty().setColor(...plain);
  if (!footprint) return;
  data.getCellData().setScalars(vtkDataArray.newInstance({ name: "shade", numberOfComponents: 3, values: Uint8Array.from([...footprint].flatMap((yes) => (yes ? covered : bare))) }));
  mapper.setScalarVisibility(true);
  mapper.setScalarMode(2);
  data.modified();
}

function setColours(table: World["colours"], { range: [low, high], map }: Colouring): void {
  const list = samples(map);
  table.removeAllPoints();
  list.forEach(([r, g, b], i) => table.addRGBPoint(low + ((high - low) * i) / (list.length - 1), r, g, b));
  table.setMappingRange(low, high);
  table.updateRange();
}

function drawMark({ body, marker, skin, marked }: World): void {
  marker.actor.setVisibility(skin !== undefined && marked !== undefined);
  if (!skin || marked === undefined) return;
  const frame = frameAround(skin, body.data.getPoints().getData() as Float32Array, marked);
  marker.data.getPoints().setData(frame.points, 3);
  marker.data.getPoints().modified();
  marker.data.getPolys().setData(frame.polygons);
  marker.data.modified();
}
