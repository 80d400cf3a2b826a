import { defineConfig } from "vitest/config";

const scenarios = "test/scenarios/**/*.test.ts";

/** Of the product's own code, which has no state but what it is given: their files share what they import, which takes long to load. */
const product = ["test/src/**/*.test.ts", "test/statemachines/**/*.test.ts"];

/** Scenarios in virtual time, to which it makes no difference what runs beside them. */
const simulated = [
  "accept",
  "begun-by-0.1",
  "bring-back",
  "chaos",
  "crash-matrix",
  "inventory",
  "inventory-announcements",
  "inventory-findings",
  "inventory-over-time",
  "on-demand",
  "plan-is-journal",
  "rollback-under-faults",
  "samples",
  "simulation",
  "slow-aws",
  "switch-to",
  "taken-apart",
  "upgrade-without-a-trace",
  "ways-to-fail",
  "ways-to-fail-in-a-rollback",
  "zombies",
].map((name) => `test/scenarios/${name}.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "product",
          include: product,
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts", "playground/test/**/*.test.ts"],
          exclude: [scenarios, ...product],
          // Some start real processes; two cores are the smallest machine we promise to run on.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "simulated",
          include: simulated,
          globalSetup: "test/scenarios/packaged.ts",
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "scenarios",
          include: [scenarios],
          exclude: simulated,
          globalSetup: "test/scenarios/packaged.ts",
          // Whole worlds in real time: one after another, when the rest is done.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
