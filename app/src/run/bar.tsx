/** Start, pause, step, stop; where the run stands; the line of time. */
import { current, draft, scrubbed, shown, start, steps } from "../state.js";
import { short } from "../view/quantities.js";
import type { Session } from "./session.js";

export function RunBar() {
  const session = shown.value;
  return (
    <div class="runbar">
      {session ? <Controls session={session} /> : <button class="primary" disabled={!draft.value} onClick={start}>▶ Run</button>}
      {session && <Timeline />}
      {session ? <Standing session={session} /> : <p class="standing">Nothing is sent anywhere: the computation runs in this tab.</p>}
    </div>
  );
}

function Controls({ session }: { readonly session: Session }) {
  const standing = session.standing.value;
  if (standing !== "solving" && standing !== "paused") return <button class="primary" disabled={!draft.value} onClick={start}>▶ Run again</button>;
  return (
    <div class="controls" role="group" aria-label="Run">
      {standing === "solving"
        ? <button onClick={session.pause}>❚❚ Pause</button>
        : <button class="primary" onClick={session.proceed}>▶ Go on</button>}
      <button disabled={standing !== "paused"} onClick={session.single}>Step</button>
      <button onClick={session.stop}>■ Stop</button>
    </div>
  );
}

/** Scrubs through the steps that are there, also while more are computed. */
function Timeline() {
  const last = steps.value.length - 1;
  const at = Math.min(scrubbed.value ?? last, last);
  const unit = shown.value?.preview.units.time ?? "";
  return (
    <label class="timeline">
      <span>{current.value ? `t = ${short(current.value.frame.time)} ${unit}` : "t = 0"}</span>
      <input type="range" min={0} max={Math.max(0, last)} value={at} disabled={last < 1} aria-label="Time"
        aria-valuetext={current.value ? `${short(current.value.frame.time)} ${unit}` : "start"}
        onInput={(event) => { const value = Number(event.currentTarget.value); scrubbed.value = value >= last ? undefined : value; }} />
    </label>
  );
}

const words = { solving: "solving", paused: "paused", converged: "converged", failed: "failed", stopped: "stopped" } as const;

function Standing({ session }: { readonly session: Session }) {
  const { standing, iterations, preview, ending } = session;
  const last = iterations.value.at(-1);
  const share = (steps.value.at(-1)?.frame.time ?? 0) / preview.end;
  const hash = ending.value?.summary?.hash;
  return (
    <p class="standing" aria-live="polite">
      <i class={`dot ${standing.value}`} /> {words[standing.value]}
      {ending.value === undefined && last && <> · step to {short(last.time)}, iteration {last.iteration}, residual {last.relative.toExponential(1)}</>}
      {standing.value === "solving" && <progress max={1} value={share} aria-label="Progress">{Math.round(100 * share)} %</progress>}
      {hash && standing.value === "converged" && <> · {ending.value?.summary?.timing.total.toFixed(1)} s · hash <code data-hash={hash} title={`SHA-256 of the result: ${hash}. The command line gives the same.`}>{hash.slice(0, 16)}…</code></>}
    </p>
  );
}
