/** Light or dark: the reader's choice, or that of the system. */
import { computed, signal } from "@preact/signals";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];

const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
system.addEventListener("change", () => { systemIsDark.value = system.matches; });

export const chosenTheme = signal<Theme>((document.documentElement.dataset.theme ?? "auto") as Theme);

/** What is seen. */
export const theme = computed(() => (chosenTheme.value === "auto" ? (systemIsDark.value ? "dark" : "light") : chosenTheme.value));

/** Goes on to the next of auto, light, dark. */
export function changeTheme(): void {
  chosenTheme.value = themes[(themes.indexOf(chosenTheme.value) + 1) % themes.length];
  document.documentElement.dataset.theme = chosenTheme.value;
  localStorage.setItem("twoscale-theme", chosenTheme.value);
}

/** A colour of the style sheet as `rgb(…)`, for what is drawn on a canvas. */
export function colourOf(name: string): string {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
