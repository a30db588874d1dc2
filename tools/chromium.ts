/** Finds Chromium for the browser tests, and on Debian as root installs it. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Flags that keep headless Chromium quiet and off the network. */
export const chromiumArguments: readonly string[] = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/**
 * Path of an installed Chromium: `CHROMIUM_PATH` or one of Debian's places.
 * @returns undefined when there is none
 * @throws Error when `CHROMIUM_PATH` names a file that cannot be executed
 */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen && !isExecutable(chosen)) throw new Error(`CHROMIUM_PATH=${chosen} is not an executable file.`);
  return chosen ? chosen : places.find(isExecutable);
}

/**
 * Path of Chromium; installs Debian's package when it is missing and this process is root.
 * @throws Error that says how to install it, when this process cannot
 */
export function ensureChromium(): string {
  return findChromium() ?? installChromium();
}

function installChromium(): string {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error("the browser test needs Chromium. Install it (Debian: sudo apt-get install chromium) or set CHROMIUM_PATH to its executable.");
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update"], { stdio: "inherit", env: environment });
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { stdio: "inherit", env: environment });
  const path = findChromium();
  if (!path) throw new Error(`apt-get installed chromium, but it is at none of ${places.join(", ")}. Set CHROMIUM_PATH.`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
