/** The scenes of the page: their cameras move together. */
import type { Scene } from "./scene.js";

const scenes: Scene[] = [];

/** Adds a scene; it takes the camera of those that are there. */
export function joinScene(scene: Scene): void {
  const first = scenes.at(0);
  if (first) requestAnimationFrame(() => scene.look(first.view()));
  scene.onView((view) => scenes.filter((other) => other !== scene).forEach((other) => other.look(view)));
  scenes.push(scene);
}

/** Takes a scene out. */
export function leaveScene(scene: Scene): void {
  scenes.splice(scenes.indexOf(scene), 1);
}

/** The scene of the run that is shown. */
export function mainScene(): Scene | undefined {
  return scenes.at(0);
}
