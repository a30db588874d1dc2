/** The pictures of the page whose cameras move together. */
import type { Scene } from "./scene.js";

const scenes: Scene[] = [];

/** Adds a picture; it takes the view of those that are there. */
export function joinScene(scene: Scene): void {
  void scene.join();
  scenes.push(scene);
}

/** Takes a picture out. */
export function leaveScene(scene: Scene): void {
  scenes.splice(scenes.indexOf(scene), 1);
}

/** The picture of the run that is shown. */
export function mainScene(): Scene | undefined {
  return scenes.at(0);
}
