/** Builds the application once, before the tests that open or pack it; in a process of its own, since Vitest's is no production environment. */
import { fileURLToPath } from "node:url";
import { execute } from "./execute.js";

/** Vitest calls it before the browser tests. */
export default async function buildApp(): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  await execute("env", ["-u", "NODE_ENV", "npx", "vite", "build", "--config", "app/vite.config.ts", "--mode", "production"], root);
}
