/** Finds Chromium for the browser tests, and on Debian as root installs it. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** SwiftShader, the software GPU that Debian's Chromium brings; Dawn for Node loads it through libvulkan.so.1. */
export const softwareGpu = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Flags that keep headless Chromium quiet and off the network. */
export const chromiumArguments: readonly string[] = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Flags that give a page WebGPU on SwiftShader, to be used without `--disable-gpu`; zeroed workgroup memory would only take its compiler seconds per kernel. */
export const webgpuArguments: readonly string[] = ["--enable-unsafe-webgpu", "--enable-dawn-features=disable_workgroup_init", "--enable-features=Vulkan", "--use-webgpu-adapter=swiftshader", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

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
  const found = findChromium();
  if (found !== undefined && existsSync(softwareGpu) && !hasVulkan()) install(["libvulkan1"]);
  return found ?? installChromium();
}

function hasVulkan(): boolean {
  return execFileSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" }).includes("libvulkan.so.1");
}

function install(packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(`the browser tests need ${packages.join(" and ")}. Install them (Debian: sudo apt-get install ${packages.join(" ")}) or set CHROMIUM_PATH to Chromium's executable.`);
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update"], { stdio: "inherit", env: environment });
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { stdio: "inherit", env: environment });
}

function installChromium(): string {
  install(["chromium", "libvulkan1"]);
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
