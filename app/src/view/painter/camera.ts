/** Where pictures are seen from. Pictures that are linked move together. */
import type { Painting } from "./messages.js";
import type { World } from "./world.js";

const linked: World[] = [];

/** Links a world to the others that are linked; it takes their view. */
export function link(world: World): void {
  if (linked.length > 0) copyView(linked[0], world);
  linked.push(world);
}

/** Takes a world out of the linked ones. */
export function unlink(world: World): void {
  if (linked.includes(world)) linked.splice(linked.indexOf(world), 1);
}

function copyView(from: World, to: World): void {
  const camera = from.renderer.getActiveCamera();
  to.renderer.getActiveCamera().set({ position: camera.getPosition(), focalPoint: camera.getFocalPoint(), viewUp: camera.getViewUp() });
  to.render();
}

function moved(world: World): void {
  world.render();
  if (linked.includes(world)) linked.filter((other) => other !== world).forEach((other) => copyView(world, other));
}

/** What moves the camera of a world. */
export function cameraOf(world: World): Pick<Painting, "home" | "turn" | "pan"> {
  const camera = world.renderer.getActiveCamera();
  return {
    home() {
      goHome(world);
      moved(world);
    },
    turn(azimuth, elevation, zoom) {
      camera.azimuth(azimuth);
      camera.elevation(elevation);
      camera.orthogonalizeViewUp();
      camera.dolly(zoom);
      moved(world);
    },
    pan(right, down) {
      const perPixel = (2 * camera.getDistance() * Math.tan((camera.getViewAngle() * Math.PI) / 360)) / world.canvas.height;
      const [up, ahead] = [camera.getViewUp(), camera.getDirectionOfProjection()];
      const side = [0, 1, 2].map((i) => ahead[(i + 1) % 3] * up[(i + 2) % 3] - ahead[(i + 2) % 3] * up[(i + 1) % 3]);
      const shift = [0, 1, 2].map((i) => perPixel * (down * up[i] - right * side[i]));
      camera.translate(shift[0], shift[1], shift[2]);
      moved(world);
    },
  };
}

/** How much closer a sheet or a strip can be seen than the ball round it. */
const closer = 1.22;
/** Smallest over largest extent up to which a body counts as one. */
const slender = 0.5;
/** How much of the width of a window as wide as high is then left for it. */
const fitting = 0.87;

/** Plane bodies are seen from above, solids from a corner above their front. */
export function goHome({ renderer, canvas: { width, height }, skin }: World): void {
  const flat = skin?.dimension === 2;
  renderer.getActiveCamera().set({ focalPoint: [0, 0, 0], position: flat ? [0, 0, 1] : [0.55, -1.3, 1], viewUp: flat ? [0, 1, 0] : [0, 0, 1] });
  renderer.resetCamera();
  // vtk.js fits a ball round the body into the height: there is room to come closer, and in a narrow window a need to step back.
  renderer.getActiveCamera().dolly((flat || !isSlender(renderer.computeVisiblePropBounds()) ? 1 : closer) * Math.min(1, Math.max(0.55, fitting * width / height)));
}

function isSlender([x0, x1, y0, y1, z0, z1]: readonly number[]): boolean {
  const extents = [x1 - x0, y1 - y0, z1 - z0];
  return Math.min(...extents) < slender * Math.max(...extents);
}
