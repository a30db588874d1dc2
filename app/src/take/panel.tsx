/** What can be taken away from a run, and how it is repeated elsewhere. */
import { useState } from "preact/hooks";
import type { Session } from "../run/session.js";
import { current } from "../state.js";
import { commandOf, download, downloadCase, downloadResult, downloadResults } from "./files.js";
import { picture } from "./picture.js";

export function TakeAway({ session }: { readonly session: Session }) {
  const { bundle, controls } = session;
  const hash = session.ending.value?.summary?.hash;
  const step = current.value?.frame.index;
  const vtu = `step-${String(step ?? 0).padStart(4, "0")}.vtu`;
  return (
    <section class="take">
      <div class="downloads">
        <Button label="Picture" detail="PNG, as you see it" onClick={async () => { const blob = await picture(); if (blob) download("twoscale.png", new Uint8Array(await blob.arrayBuffer()), "image/png"); }} />
        {controls && <Button label="Curves" detail="CSV, all probes" onClick={() => downloadResult(session, "probes.csv")} />}
        {controls && step !== undefined && <Button label="This step" detail="VTU for ParaView" onClick={() => downloadResult(session, vtu)} />}
        {controls && <Button label="All results" detail="ZIP, as the command writes them" onClick={() => downloadResults(session)} />}
        {bundle && <Button label="Case" detail={Object.keys(bundle.files).length === 1 ? "YAML" : "ZIP with its mesh"} onClick={() => downloadCase(bundle)} />}
      </div>
      {bundle && (
        <>
          <h3>The same bits in a terminal</h3>
          <p class="says">Download the case, then:</p>
          <Copyable text={commandOf(bundle)} what="command" />
          {hash && <><p class="says">It ends with this hash of displacements, states and reactions:</p><Copyable text={hash} what="hash" /></>}
        </>
      )}
    </section>
  );
}

function Button({ label, detail, onClick }: { readonly label: string; readonly detail: string; onClick(): Promise<void> }) {
  return <button class="download" onClick={() => void onClick()}><b>{label}</b><span>{detail}</span></button>;
}

/** Text with a button that copies it. */
function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return <p class="copyable"><code>{text}</code><button class="quiet" aria-label={`Copy the ${what}`} onClick={() => void copy()}>{done ? "Copied" : "Copy"}</button></p>;
}
