/** What the user should know: errors, a run of an earlier visit, and what this browser lacks. */
import { signal } from "@preact/signals";
import type { Failure } from "../engine/messages.js";
import { isolated } from "../host.js";
import { continueEarlier, earlier, failure, forgetEarlier, gpu, setup, shown } from "../state.js";
import { short } from "../view/quantities.js";

const understood = signal(localStorage.getItem("twoscale-understood") !== null);

function understand(): void {
  understood.value = true;
  localStorage.setItem("twoscale-understood", "yes");
}

export function Notices() {
  const found = failure.value ?? shown.value?.ending.value?.failure;
  return (
    <div class="notices">
      {found && <Problem failure={found} />}
      <Earlier />
      {setup.value.material === "fe2" && setup.value.backend === "webgpu" && gpu.value?.there === false && (
        <div class="notice" role="status"><p>No WebGPU: {gpu.value.says}. The microstructures of this set-up are solved in WebAssembly instead; the answer is the same.</p></div>
      )}
      {!isolated && !understood.value && (
        <div class="notice" role="status">
          <p>No shared memory: this page is not cross-origin isolated. RVEs are copied to the workers and back, which is slower; the results are the same bits.</p>
          <button class="quiet" onClick={understand}>Understood</button>
        </div>
      )}
    </div>
  );
}

function Problem({ failure: { code, text, hint } }: { readonly failure: Failure }) {
  return (
    <div class="notice problem" role="alert">
      <p><strong>{code}</strong> {text}{hint && <><br />{hint[0].toUpperCase() + hint.slice(1)}</>}</p>
      {failure.value && <button class="quiet" onClick={() => { failure.value = undefined; }}>Close</button>}
    </div>
  );
}

function Earlier() {
  const run = earlier.value;
  if (!run || shown.value) return null;
  return (
    <div class="notice" role="status">
      <p>{run.finished ? "Your last run is still here." : `A run was under way: it had reached t = ${short(run.time)} of ${short(run.end)}.`}</p>
      <button onClick={() => void continueEarlier()}>{run.finished ? "Show it" : "Continue"}</button>
      <button class="quiet" onClick={forgetEarlier}>Discard</button>
    </div>
  );
}
