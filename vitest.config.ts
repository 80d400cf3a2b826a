import { defineConfig } from "vitest/config";

const scenarios = "test/scenarios/**/*.test.ts";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts"],
          exclude: [scenarios],
          // Some start real processes; two cores are the smallest machine we promise to run on.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "scenarios",
          include: [scenarios],
          globalSetup: "test/scenarios/packaged.ts",
          // Whole worlds in real time: one after another, when the rest is done.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
