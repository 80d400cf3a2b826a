import { defineConfig } from "vitest/config";
import { browserHere } from "./console/test/which-browser.ts";
import LongestFirst from "./test/longest-first.ts";

const scenarios = "test/scenarios/**/*.test.ts";

/** Of the product's own code, and of what proves it, which have no state but what they are given: their files share what they import. */
const product = ["test/{src,statemachines,console,proof}/**/*.test.ts"];

/** Of the playground's services and what carries them: so do theirs. */
const services = [
  "playground/test/{services,gateway,world,template,identity,simulation,dataplane,stacks,faults,contract}/**/*.test.ts",
];

/**
 * Files in one process, one after another, whose modules keep nothing of what a test did: to load them, and to have V8 compile them well, takes
 * longer than most files' tests. What a test spies on is its own.
 */
const together = { isolate: false, restoreMocks: true };

/** Scenarios in real time. All others run in virtual time, and make no difference to what runs beside them; a test holds each to its folder. */
const real = "test/scenarios/real/**/*.test.ts";

/** In a real browser; where npm carries none, `npm test` says so (test/count-reporter.ts). */
const inBrowser = browserHere().from === "nowhere" ? [] : ["console/test/**/*.test.ts"];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "product",
          include: product,
          maxWorkers: 2,
          ...together,
        },
      },
      {
        extends: true,
        test: {
          name: "services",
          include: services,
          maxWorkers: 2,
          ...together,
        },
      },
      {
        extends: true,
        test: {
          name: "units",
          include: ["test/**/*.test.ts", "playground/test/**/*.test.ts"],
          exclude: [scenarios, ...product, ...services],
          // Some start real processes; two cores are the smallest machine we promise to run on.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "simulated",
          ...together,
          include: [scenarios],
          exclude: [real],
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
          include: [real],
          globalSetup: "test/scenarios/packaged.ts",
          // Whole worlds in real time, when the rest is done: they wait for most of it, so that two at once find time enough on two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
      ...inBrowser.map((tests) => ({
        extends: true as const,
        test: {
          name: "console",
          include: [tests],
          globalSetup: ["console/test/browser.ts", "test/scenarios/packaged.ts"],
          // They all work one browser, which has both cores to itself: while one file waits for a playground, the others draw.
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
        },
      })),
    ],
  },
});
