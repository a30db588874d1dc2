/** Name, runs, theme, help. */
import { preview, sessions, shown, showRun, showSetup } from "../state.js";
import { OpenButton } from "./drop.js";
import { ShareButton } from "./share.js";
import { changeTheme, chosenTheme } from "./theme.js";

export function Header() {
  return (
    <header>
      <h1><img src="./icon.svg" alt="" width="28" height="28" />twoscale</h1>
      <p class="subject">{preview.value?.title}</p>
      <nav aria-label="Runs">
        <button class="tab" aria-pressed={shown.value === undefined} onClick={showSetup}>Set-up</button>
        {sessions.value.map((session) => (
          <button key={session.id} class="tab" aria-pressed={shown.value === session} onClick={() => showRun(session)}>
            <i class={`dot ${session.standing.value}`} />{session.label}
          </button>
        ))}
      </nav>
      <OpenButton />
      <ShareButton />
      <button class="quiet" onClick={changeTheme} aria-label={`Theme: ${chosenTheme.value}. Change it.`}>◐ {chosenTheme}</button>
    </header>
  );
}
