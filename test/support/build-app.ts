/** Builds the application once, before the tests that open or pack it. */
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Vitest calls it before the browser tests. */
export default async function buildApp(): Promise<void> {
  await build({ configFile: fileURLToPath(new URL("../../app/vite.config.ts", import.meta.url)), logLevel: "warn" });
}
