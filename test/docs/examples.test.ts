/** Every file of examples/ runs as its head says; each asserts its own numbers. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { execute } from "../support/execute.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = readdirSync(`${root}examples`).filter((name) => name.endsWith(".ts"));

describe("examples", () => {
  it.each(examples)("%s", async (name) => {
    expect(await execute("npx", ["tsx", `examples/${name}`], root)).not.toBe("");
  });
});
