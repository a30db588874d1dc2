/** Start, pause, step, stop; where the run stands; the line of time. */
import { current, draft, scrubbed, shown, start, steps } from "../state.js";
import { short } from "../view/quantities.js";
import type { Controls as Handles, Session, Standing } from "./session.js";

export function RunBar() {
  const session = shown.value;
  return (
    <div class="runbar">
      <Buttons session={session} />
      {session && <Timeline session={session} />}
      {session ? <StandingLine session={session} /> : <p class="standing">The computation runs in this tab; nothing is sent anywhere.</p>}
    </div>
  );
}

function Buttons({ session }: { readonly session: Session | undefined }) {
  const standing = session?.standing.value;
  if (session?.controls && (standing === "solving" || standing === "paused")) return <Controls handles={session.controls} standing={standing} />;
  return <button class="primary" disabled={!draft.value} onClick={start}>{session ? "Run again" : "Run"}</button>;
}

function Controls({ handles, standing }: { readonly handles: Handles; readonly standing: Standing }) {
  return (
    <div class="controls" role="group" aria-label="Run">
      {standing === "solving"
        ? <button onClick={handles.pause}>Pause</button>
        : <button class="primary" onClick={handles.proceed}>Go on</button>}
      <button disabled={standing !== "paused"} onClick={handles.single} title="One time step, then wait again">Step</button>
      <button onClick={handles.stop} title="End the run; what is computed stays">Stop</button>
    </div>
  );
}

/** Scrubs through the steps that are there, also while more are computed. */
function Timeline({ session }: { readonly session: Session }) {
  const last = steps.value.length - 1;
  const at = Math.min(scrubbed.value ?? last, last);
  const time = `${short(current.value?.frame.time ?? 0)} ${session.preview.value.units.time}`;
  return (
    <label class="timeline">
      <span>t = {time}</span>
      <input type="range" min={0} max={Math.max(0, last)} value={at} disabled={last < 1} aria-label="Time" aria-valuetext={time}
        onInput={(event) => { const value = Number(event.currentTarget.value); scrubbed.value = value >= last ? undefined : value; }} />
    </label>
  );
}

function StandingLine({ session: { standing, iterations, preview, ending } }: { readonly session: Session }) {
  const last = iterations.value.at(-1);
  const summary = ending.value?.summary;
  const share = (steps.value.at(-1)?.frame.time ?? 0) / preview.value.end;
  const busy = standing.value === "solving" || standing.value === "paused";
  return (
    <p class="standing">
      <span aria-live="polite"><i class={`dot ${standing.value}`} />{standing.value}</span>
      {busy && <progress max={1} value={share} aria-label="Progress" />}
      {busy && last && <span>step to t = {short(last.time)}, iteration {last.iteration}, residual {last.relative.toExponential(1)}</span>}
      {summary && <span>{summary.steps.length} steps in {summary.timing.total.toFixed(1)} s</span>}
      {summary?.status === "converged" && <span>hash <code data-hash={summary.hash} title={`SHA-256 of the result: ${summary.hash}. The command line gives the same.`}>{summary.hash.slice(0, 12)}…</code></span>}
    </p>
  );
}
