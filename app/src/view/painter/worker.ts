/** Draws the pictures of the page in a worker, by vtk.js: while a picture is drawn, or waits for the graphics card, the page goes on. */
import { expose, proxy } from "comlink";
import vtkCellPicker from "@kitware/vtk.js/Rendering/Core/CellPicker";
import { bodyOf } from "./body.js";
import { cameraOf, link, unlink } from "./camera.js";
import type { Painting, Size } from "./messages.js";
import { createWorld, type World } from "./world.js";

/** A picture on a canvas that the page has handed over. Throws when the browser has no WebGL 2 for workers. */
function paint(canvas: OffscreenCanvas, size: Size): Painting {
  const world = createWorld(canvas, size);
  return proxy({
    ...bodyOf(world), ...cameraOf(world), resize: world.resize,
    join: () => link(world),
    pick: (x, y) => pick(world, x, y),
    capture() {
      // In one go: the picture is gone from the canvas once the browser has shown it.
      world.renderNow();
      return canvas.convertToBlob({ type: "image/png" });
    },
    dispose() {
      unlink(world);
      world.dispose();
      world.window.delete();
    },
  } satisfies Painting);
}

function pick({ renderer, canvas, body, skin }: World, x: number, y: number): number | undefined {
  const picker = vtkCellPicker.newInstance();
  picker.setPickFromList(true);
  picker.setPickList([body.actor]);
  picker.pick([x, canvas.height - y, 0], renderer);
  return skin && picker.getCellId() >= 0 ? skin.cells[picker.getCellId()] : undefined;
}

const painter = { paint };
export type Painter = typeof painter;

expose(painter);
