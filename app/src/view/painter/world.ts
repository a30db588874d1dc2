/** Everything that vtk.js holds for a picture, on a canvas of a worker. */
import "@kitware/vtk.js/Rendering/Profiles/Geometry";
import vtkPolyData from "@kitware/vtk.js/Common/DataModel/PolyData";
import vtkActor from "@kitware/vtk.js/Rendering/Core/Actor";
import vtkColorTransferFunction from "@kitware/vtk.js/Rendering/Core/ColorTransferFunction";
import vtkMapper from "@kitware/vtk.js/Rendering/Core/Mapper";
import vtkRenderer from "@kitware/vtk.js/Rendering/Core/Renderer";
import vtkRenderWindow from "@kitware/vtk.js/Rendering/Core/RenderWindow";
import vtkOpenGLRenderWindow from "@kitware/vtk.js/Rendering/OpenGL/RenderWindow";
import type { Skin } from "../../engine/messages.js";
import type { Size } from "./messages.js";

export interface World {
  readonly canvas: OffscreenCanvas;
  readonly window: vtkRenderWindow;
  readonly renderer: vtkRenderer;
  readonly body: Drawn;
  readonly marker: Drawn;
  readonly colours: vtkColorTransferFunction;
  skin: Skin | undefined;
  marked: number | undefined;
  /** Draws before the next frame of the screen, however often it is asked to. */
  render(): void;
  /** Draws at once. */
  renderNow(): void;
  resize(size: Size): void;
  dispose(): void;
}

/** Polygons on the screen. */
export interface Drawn {
  readonly data: vtkPolyData;
  readonly mapper: vtkMapper;
  readonly actor: vtkActor;
}

const markColour = [0.83, 0.21, 0.1] as const;

// vtk.js makes an image for its background with every window; workers have none, and none is ever shown.
Object.assign(globalThis, { Image: class { readonly style = {}; } });

/** A world without a body. Throws when the browser has no WebGL 2 for workers. */
export function createWorld(canvas: OffscreenCanvas, size: Size): World {
  [canvas.width, canvas.height] = size;
  const window = vtkRenderWindow.newInstance();
  const renderer = vtkRenderer.newInstance();
  renderer.setBackground(0, 0, 0, 0);
  window.addRenderer(renderer);
  const view = vtkOpenGLRenderWindow.newInstance({ canvas: canvas as unknown as HTMLCanvasElement, manageCanvas: false });
  window.addView(view);
  view.setSize(...size);
  const [body, marker] = [drawn(), drawn()];
  for (const { actor } of [body, marker]) renderer.addActor(actor);
  marker.actor.getProperty().set({ lighting: false });
  marker.actor.getProperty().setColor(...markColour);
  marker.actor.setVisibility(false);
  const colours = vtkColorTransferFunction.newInstance();
  body.mapper.setLookupTable(colours);
  const renderNow = (): void => {
    renderer.resetCameraClippingRange();
    renderer.updateLightsGeometryToFollowCamera();
    window.render();
  };
  return {
    canvas, window, renderer, body, marker, colours, skin: undefined, marked: undefined, renderNow, ...onceAFrame(renderNow),
    resize([width, height]) {
      [canvas.width, canvas.height] = [width, height];
      view.setSize(width, height);
      renderNow();
    },
  };
}

/** Work that is done once before the next frame of the screen. */
function onceAFrame(work: () => void): Pick<World, "render" | "dispose"> {
  let [asked, gone] = [0, false];
  return {
    render() {
      if (asked === 0 && !gone) asked = requestAnimationFrame(() => { asked = 0; work(); });
    },
    dispose() {
      gone = true;
      cancelAnimationFrame(asked);
    },
  };
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
