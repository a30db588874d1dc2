/** Versions of what runs. */
import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { readonly version: string };

/** Version of this package. */
export const packageVersion = version;

/** Versions of twoscale and of the engine under it. */
export function versions(): Record<string, string> {
  return { twoscale: packageVersion, node: process.versions.node, v8: process.versions.v8, platform: `${process.platform}-${process.arch}` };
}
