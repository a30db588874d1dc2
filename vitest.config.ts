import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default"],
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          setupFiles: ["test/support/seed.ts"],
          include: ["test/*.test.ts", "test/{unit,contract,verification,regression}/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "docs", include: ["test/docs/**/*.test.ts"], testTimeout: 900_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: "browser", globalSetup: ["test/support/build-app.ts"], include: ["test/{package,browser}/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000 },
      },
    ],
  },
});
