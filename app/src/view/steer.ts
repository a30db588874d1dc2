/** Turning, moving and zooming a picture by mouse, fingers and keys. */
import type { Scene } from "./scene.js";

/** Degrees that a drag across the whole picture turns it. */
const turnAcross = 200;
/** Zoom of a wheel's unit of scrolling. */
const zoomPerPixel = 0.0015;

/** Steers a picture by a key; false when the key means nothing. */
export function steerByKey(scene: Scene, key: string): boolean {
  const moves: Readonly<Record<string, () => Promise<void>>> = {
    ArrowLeft: () => scene.turn(10, 0, 1), ArrowRight: () => scene.turn(-10, 0, 1), ArrowUp: () => scene.turn(0, -8, 1), ArrowDown: () => scene.turn(0, 8, 1),
    "+": () => scene.turn(0, 0, 1.15), "-": () => scene.turn(0, 0, 1 / 1.15), Home: () => scene.home(),
  };
  if (!Object.hasOwn(moves, key)) return false;
  void moves[key]();
  return true;
}

type Place = readonly [number, number];

/**
 * Steers a picture by pointers: one turns it, with Shift or another button than the first it moves it, two move and zoom it, and so does the wheel.
 * @returns ends it
 */
export function steerByPointers(element: HTMLElement, scene: Scene): () => void {
  const down = new Map<number, Place>();
  const ending = new AbortController();
  const listen = <Name extends keyof HTMLElementEventMap>(name: Name, listener: (event: HTMLElementEventMap[Name]) => void): void => {
    element.addEventListener(name, listener, { signal: ending.signal, passive: false });
  };
  listen("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    down.set(event.pointerId, [event.clientX, event.clientY]);
  });
  for (const name of ["pointerup", "pointercancel"] as const) listen(name, (event) => void down.delete(event.pointerId));
  listen("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const now: Place = [event.clientX, event.clientY];
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    down.set(event.pointerId, now);
    if (others.length > 0) pinch(scene, before, now, others[0]);
    else drag(scene, element, event, before);
  });
  listen("wheel", (event) => {
    event.preventDefault();
    void scene.turn(0, 0, Math.exp(-zoomPerPixel * event.deltaY));
  });
  listen("contextmenu", (event) => event.preventDefault());
  return () => ending.abort();
}

function drag(scene: Scene, { clientWidth, clientHeight }: HTMLElement, event: PointerEvent, [x, y]: Place): void {
  const [right, down] = [event.clientX - x, event.clientY - y];
  const first = (event.buttons & 1) === 1 && !event.shiftKey;
  if (first) void scene.turn((-turnAcross * right) / clientWidth, (turnAcross * down) / clientHeight, 1);
  else void scene.pan(right * devicePixelRatio, down * devicePixelRatio);
}

/** One of two fingers moves: the body follows the middle of both, and grows with their distance. */
function pinch(scene: Scene, before: Place, now: Place, other: Place): void {
  const distance = ([x, y]: Place): number => Math.max(1, Math.hypot(x - other[0], y - other[1]));
  void scene.turn(0, 0, distance(now) / distance(before));
  void scene.pan(((now[0] - before[0]) * devicePixelRatio) / 2, ((now[1] - before[1]) * devicePixelRatio) / 2);
}
