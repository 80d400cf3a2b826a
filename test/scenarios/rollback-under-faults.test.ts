/** The rollback is as robust as what it undoes: each of its own calls fails once, and everything is restored all the same. */
import { afterAll, describe, expect, inject, it } from "vitest";
import { stagedActions } from "../../proof/crash-matrix/actions.ts";
import { nameOf } from "../../proof/crash-matrix/cases.ts";
import { runCase, runClean } from "../../proof/crash-matrix/run-case.ts";
import { createWorlds } from "../../proof/crash-matrix/worlds.ts";

const worlds = createWorlds(inject("template"));
afterAll(() => worlds.stop());

/** Every how many cases of a rollback one is tried here: all of them are in `npm run crash-matrix`. */
const every: Readonly<Record<string, number>> = {
  upgrade: 23,
  deploy: 7,
  switch: 2,
  "switch-approved": 5,
  "switch-canary": 5,
  "switch-linear": 11,
  "switch-network": 11,
  scaledown: 5,
  release: 13,
  "release-steps": 19,
  "release-previewed": 31,
  "rolling-update": 5,
  "rolling-update-cluster": 17,
  retire: 37,
};

it("every action has its share", () =>
  expect(Object.keys(every).toSorted()).toEqual(Object.keys(stagedActions).toSorted()));

describe("all is undone although a call of the rollback crashes, loses its answer or fails once:", () => {
  for (const action of Object.keys(stagedActions)) {
    it(`${action}, with one of every ${every[action]} cases`, async () => {
      const clean = await runClean(action, worlds);
      expect(clean.undoing.length).toBeGreaterThan(8);
      const wrong: string[] = [];
      for (const each of clean.undoing.filter((_, index) => index % (every[action] ?? Infinity) === 0)) {
        const { ending, failedRequests, diff } = await runCase(each, clean, worlds);
        if (ending !== "restored" || failedRequests > 0) wrong.push(`${nameOf(each)}: ${ending}\n${diff.join("\n")}`);
      }
      expect(wrong).toEqual([]);
    }, 300_000);
  }
});
