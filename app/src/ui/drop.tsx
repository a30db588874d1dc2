/** Files dropped anywhere on the page, or chosen with the button. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { take } from "../state.js";

const hovering = signal(false);

async function read(list: FileList): Promise<void> {
  const files = await Promise.all([...list].map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const));
  if (files.length > 0) await take(Object.fromEntries(files));
}

/** The veil that says that files can be dropped. */
export function DropZone() {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      hovering.value = true;
    };
    const leave = (event: DragEvent): void => { if (event.relatedTarget === null) hovering.value = false; };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      hovering.value = false;
      if (event.dataTransfer) void read(event.dataTransfer.files);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return hovering.value ? <div class="veil"><p>Drop a case with its files, or results and meshes</p></div> : null;
}

/** A button that opens files. */
export function OpenButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button class="quiet" onClick={() => input.current?.click()} title="A case (.yaml with the files it names), or results and meshes (.vtu, .vtk, .msh, .inp)">Open…</button>
      <input ref={input} type="file" multiple hidden aria-label="Open files" onChange={(event) => { if (event.currentTarget.files) void read(event.currentTarget.files); event.currentTarget.value = ""; }} />
    </>
  );
}
