/** What the user should know: errors, and what this browser lacks. */
import { signal } from "@preact/signals";
import { failure, shown } from "../state.js";
import type { Failure } from "../engine/messages.js";
import { isolated } from "../host.js";

const dismissed = signal(false);

export function Notices() {
  const found = shown.value ? shown.value.ending.value?.failure : failure.value;
  return (
    <div class="notices" aria-live="polite">
      {found && <Problem failure={found} />}
      {!isolated && !dismissed.value && (
        <div class="notice" role="status">
          <p>This page has no shared memory (its host sends no isolation headers), so RVEs are copied to the workers and back. Results are the same bits, only slower.</p>
          <button class="quiet" onClick={() => { dismissed.value = true; }}>Understood</button>
        </div>
      )}
    </div>
  );
}

function Problem({ failure: { code, text, hint } }: { readonly failure: Failure }) {
  return (
    <div class="notice problem" role="alert">
      <p><strong>{code}</strong> {text}</p>
      {hint && <p>{hint}</p>}
    </div>
  );
}
