/** The 3D picture of a deforming body, by vtk.js. Loaded when it is first needed: vtk.js is the largest part of the page. */
import "@kitware/vtk.js/Rendering/Profiles/Geometry";
import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray";
import vtkPolyData from "@kitware/vtk.js/Common/DataModel/PolyData";
import vtkActor from "@kitware/vtk.js/Rendering/Core/Actor";
import vtkCellPicker from "@kitware/vtk.js/Rendering/Core/CellPicker";
import vtkColorTransferFunction from "@kitware/vtk.js/Rendering/Core/ColorTransferFunction";
import vtkMapper from "@kitware/vtk.js/Rendering/Core/Mapper";
import vtkGenericRenderWindow from "@kitware/vtk.js/Rendering/Misc/GenericRenderWindow";
import type { Frame, Skin } from "../engine/messages.js";
import { type MapName, samples } from "./colours.js";
import { frameAround } from "./marker.js";

/** How values become colours. */
export interface Colouring {
  readonly quantity: string;
  readonly range: readonly [number, number];
  readonly map: MapName;
  /** `cells`: the mean of each cell, as computed; `vertices`: smoothed for the eye. */
  readonly by: "cells" | "vertices";
}

/** Where the camera stands. */
export interface View {
  readonly position: readonly number[];
  readonly focalPoint: readonly number[];
  readonly viewUp: readonly number[];
}

export interface Scene {
  /** Shows another body, undeformed, and moves the camera to it. */
  show(skin: Skin): void;
  /** Shows a step, or the reference shape without colours. */
  pose(frame: Frame | undefined, colouring: Colouring | undefined): void;
  edges(visible: boolean): void;
  /** Marks a cell, or none. */
  mark(cell: number | undefined): void;
  home(): void;
  view(): View;
  look(view: View): void;
  /** Called whenever the camera has moved, but not by `look`. */
  onView(listener: (view: View) => void): void;
  /** Turns the camera by degrees to the side and upwards; `zoom` 1 leaves the distance. */
  turn(azimuth: number, elevation: number, zoom: number): void;
  /** The cell under a place in the element, in CSS pixels. */
  pick(x: number, y: number): number | undefined;
  /** What is seen, as PNG data URL. */
  capture(): Promise<string>;
  dispose(): void;
}

/** Everything that vtk.js holds for a scene. */
interface World {
  readonly window: ReturnType<typeof vtkGenericRenderWindow.newInstance>;
  readonly body: Drawn;
  readonly marker: Drawn;
  readonly colours: vtkColorTransferFunction;
  skin: Skin | undefined;
  marked: number | undefined;
}

interface Drawn {
  readonly data: vtkPolyData;
  readonly mapper: vtkMapper;
  readonly actor: vtkActor;
}

/** Skin without colours. */
const plain = [0.9, 0.77, 0.71] as const;
/** Skin over the expander, and beside it, in 0..255. */
const [covered, bare] = [[120, 190, 190], [232, 199, 183]];
const markColour = [0.83, 0.21, 0.1] as const;

/** A scene that fills `container`; its background is that of the page. */
export function createScene(container: HTMLElement): Scene {
  const world = createWorld(container);
  const resize = new ResizeObserver(() => {
    world.window.resize();
    render(world);
  });
  resize.observe(container);
  return {
    ...bodyOf(world), ...cameraOf(world),
    pick: (x, y) => pick(world, x, container.clientHeight - y),
    capture() {
      const [image] = world.window.getRenderWindow().captureImages("image/png") as Promise<string>[];
      render(world);
      return image;
    },
    dispose() {
      resize.disconnect();
      world.window.delete();
    },
  };
}

function createWorld(container: HTMLElement): World {
  const window = vtkGenericRenderWindow.newInstance({ listenWindowResize: false, background: [0, 0, 0, 0] });
  window.setContainer(container);
  const [body, marker] = [drawn(), drawn()];
  for (const { actor } of [body, marker]) window.getRenderer().addActor(actor);
  marker.actor.getProperty().set({ lighting: false });
  marker.actor.getProperty().setColor(...markColour);
  marker.actor.setVisibility(false);
  const colours = vtkColorTransferFunction.newInstance();
  body.mapper.setLookupTable(colours);
  return { window, body, marker, colours, skin: undefined, marked: undefined };
}

function drawn(): Drawn {
  const data = vtkPolyData.newInstance();
  const mapper = vtkMapper.newInstance({ interpolateScalarsBeforeMapping: true, useLookupTableScalarRange: true });
  const actor = vtkActor.newInstance();
  mapper.setInputData(data);
  actor.setMapper(mapper);
  actor.getProperty().set({ ambient: 0.45, diffuse: 0.6, specular: 0.06, specularPower: 20, lineWidth: 1 });
  actor.getProperty().setEdgeColor(0.35, 0.33, 0.33);
  return { data, mapper, actor };
}

function render({ window }: World): void {
  window.getRenderer().resetCameraClippingRange();
  window.getRenderWindow().render();
}

function bodyOf(world: World): Pick<Scene, "show" | "pose" | "edges" | "mark"> {
  const { body, colours } = world;
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
    },
    pose(frame, colouring) {
      if (!world.skin) return;
      place(body, world.skin, frame);
      if (colouring) setColours(colours, colouring);
      paint(body, world.skin, frame, colouring);
      drawMark(world);
      render(world);
    },
    edges(visible) {
      body.actor.getProperty().setEdgeVisibility(visible);
      render(world);
    },
    mark(cell) {
      world.marked = cell;
      drawMark(world);
      render(world);
    },
  };
}

function cameraOf(world: World): Pick<Scene, "home" | "view" | "look" | "onView" | "turn"> {
  const camera = world.window.getRenderer().getActiveCamera();
  /** While another scene's camera is taken over, nobody is told. */
  let following = false;
  const view = (): View => ({ position: camera.getPosition(), focalPoint: camera.getFocalPoint(), viewUp: camera.getViewUp() });
  return {
    view,
    home: () => goHome(world),
    look({ position, focalPoint, viewUp }) {
      following = true;
      camera.set({ position: [...position], focalPoint: [...focalPoint], viewUp: [...viewUp] });
      following = false;
      render(world);
    },
    onView(listener) {
      camera.onModified(() => { if (!following) listener(view()); });
    },
    turn(azimuth, elevation, zoom) {
      camera.azimuth(azimuth);
      camera.elevation(elevation);
      camera.orthogonalizeViewUp();
      camera.dolly(zoom);
      render(world);
    },
  };
}

/** Plane bodies are seen from above, solids from a corner above their front. */
function goHome(world: World): void {
  const renderer = world.window.getRenderer();
  const flat = world.skin?.dimension === 2;
  renderer.getActiveCamera().set({ focalPoint: [0, 0, 0], position: flat ? [0, 0, 1] : [0.55, -1.3, 1], viewUp: flat ? [0, 1, 0] : [0, 0, 1] });
  renderer.resetCamera();
  // vtk.js fits the height; a body in a narrow window has to step back until its width fits as well.
  const [width, height] = world.window.getApiSpecificRenderWindow().getSize();
  if (width < height) renderer.getActiveCamera().dolly(Math.max(0.55, width / height));
  render(world);
}

function place({ data }: Drawn, skin: Skin, frame: Frame | undefined): void {
  data.getPoints().setData(frame?.points ?? skin.points, 3);
  data.getPoints().modified();
  const normals = frame?.normals ?? skin.normals;
  if (skin.dimension === 3) data.getPointData().setNormals(vtkDataArray.newInstance({ name: "normals", numberOfComponents: 3, values: normals }));
  data.modified();
}

function paint({ data, mapper, actor }: Drawn, skin: Skin, frame: Frame | undefined, colouring: Colouring | undefined): void {
  const shade = colouring && frame?.shades[colouring.quantity];
  mapper.setScalarVisibility(shade !== undefined);
  if (!shade) return paintFootprint({ data, mapper, actor }, skin);
  const byCell = colouring.by === "cells";
  const values = byCell ? Float32Array.from(skin.cells, (cell) => shade.cells[cell]) : shade.vertices;
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

function setColours(table: vtkColorTransferFunction, { range: [low, high], map }: Colouring): void {
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

function pick({ window, body, skin }: World, x: number, y: number): number | undefined {
  const ratio = globalThis.devicePixelRatio;
  const picker = vtkCellPicker.newInstance();
  picker.setPickFromList(true);
  picker.setPickList([body.actor]);
  picker.pick([x * ratio, y * ratio, 0], window.getRenderer());
  return skin && picker.getCellId() >= 0 ? skin.cells[picker.getCellId()] : undefined;
}
