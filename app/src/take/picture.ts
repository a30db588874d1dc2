/** The picture as PNG, with its colour scale and what it shows. */
import { current, preview, shown } from "../state.js";
import { colourOf } from "../ui/theme.js";
import { mainScene } from "../view/scenes.js";
import { colourMap } from "../state.js";
import { samples } from "../view/colours.js";
import { colouring } from "../view/range.js";
import { labelOf, short } from "../view/quantities.js";

/** What is seen, composed on a background: bytes of a PNG. Undefined before the 3D view is there. */
export async function picture(): Promise<Blob | undefined> {
  const scene = mainScene();
  if (!scene) return undefined;
  const image = await createImageBitmap(await scene.capture());
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = colourOf("--page");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0);
  annotate(pen, image.width / (globalThis.innerWidth || image.width) > 1.2 ? 2 : 1, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
}

function annotate(pen: CanvasRenderingContext2D, scale: number, height: number): void {
  const [left, bottom, width] = [20 * scale, height - 34 * scale, 260 * scale];
  pen.font = `${13 * scale}px "Inter Variable", sans-serif`;
  pen.fillStyle = colourOf("--ink");
  const time = current.value ? `, t = ${short(current.value.frame.time)} ${preview.value?.units.time ?? ""}` : "";
  pen.fillText(`${shown.value?.preview.value.title ?? ""}${time}`, left, 28 * scale);
  if (!colouring.value) return;
  const { quantity, range: [low, high] } = colouring.value;
  const list = samples(colourMap.value);
  const fill = pen.createLinearGradient(left, 0, left + width, 0);
  list.forEach(([r, g, b], i) => fill.addColorStop(i / (list.length - 1), `rgb(${255 * r} ${255 * g} ${255 * b})`));
  pen.fillText(labelOf(quantity, preview.value?.units), left, bottom - 9 * scale);
  pen.fillText(short(low), left, bottom + 26 * scale);
  pen.textAlign = "right";
  pen.fillText(short(high), left + width, bottom + 26 * scale);
  pen.fillStyle = fill;
  pen.fillRect(left, bottom, width, 10 * scale);
}
