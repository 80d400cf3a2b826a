/**
 * The journal's protocol, every run of it: the code of `src/changes` and `src/aws/journal-store.ts` as it is, with every call to the
 * table and to AWS, every death of a function, every lost answer and every lapse of time a choice, and every sequence of choices
 * tried (`protocol/`). A state is known by all that may decide what follows; a run that comes to a known one ends there.
 *
 * After every write to AWS and at the end of every run:
 * - AWS was changed by us only if a journal entry says so, as `applying`, `applied`, `undone` or `conflict`;
 * - whoever writes holds the lock, or the journal says that it may still be writing, which is waited for;
 * - what somebody else did is never overwritten by a function that saw it. Between the read and the write of one converge there is an
 *   unavoidable window, since AWS has no conditional writes: what falls into it is overwritten;
 * - what a rollback calls undone is as before, what it does not is reported as a conflict, and a deployment whose journal was closed as
 *   undone is not called a success.
 *
 * It stands on two assumptions about AWS: it acts on a request in less than 5 s after the function that sent it died or gave up, and
 * not after a later one for the same resource was answered. Dropping either shows that they are needed, and that breaches are found.
 */
import { describe, expect, it } from "vitest";
import { resize } from "./fakes.ts";
import { Broken, explore } from "./protocol/explore.ts";
import { begin, type Scenario } from "./protocol/scenario.ts";

const none: Scenario = {
  steps: [[resize("a", 1, 0)]],
  rollbacks: ["r-1"],
  crashes: 0,
  failedWrites: 0,
  slowness: 0,
  lateness: 5_000,
  overtaking: false,
};
const twoResources = [[resize("a", 1, 0), resize("b", null, 2)]];
const heldAtOnce = { steps: [[resize("a", 1, 0), resize("b", 1, 2)]], holdsAtOnce: true };
const oneTwice = [[resize("a", 1, 0)], [resize("a", 0, 2)]];
const together = { steps: twoResources, together: true };
const undoneTogether = { ...together, made: true };
const two = ["r-1", "r-2"];

const every = (scenario: Partial<Scenario>) =>
  explore(
    () => begin({ ...none, ...scenario }),
    (run) => run.check(),
  );

describe("every run of the journal's protocol keeps its promises", { timeout: 120_000 }, () => {
  it.each<readonly [string, number, Partial<Scenario>]>([
    ["a rollback at any moment, and a function that dies at any point", 7_000, { crashes: 1, slowness: 1 }],
    [
      "a write to AWS that fails, or whose answer is lost before or after it is done",
      4_000,
      { failedWrites: 1, slowness: 1 },
    ],
    ["somebody else who changes the resource at any moment", 4_000, { foreign: "a", crashes: 1 }],
    ["two resources in one step", 1_800, { steps: twoResources, crashes: 1 }],
    ["two resources of which the second is changed before the first one shows", 500, { ...heldAtOnce, crashes: 1 }],
    ["two resources at the same time", 100, together],
    ["two resources undone at the same time by two rollbacks", 800, { ...undoneTogether, rollbacks: two }],
    ["two resources undone at the same time, and somebody else", 100, { ...undoneTogether, foreign: "a", slowness: 1 }],
    ["one resource changed by two steps", 2_000, { steps: oneTwice, crashes: 1 }],
    ["two rollbacks at once", 2_000, { steps: oneTwice, made: true, rollbacks: two, slowness: 1 }],
    ["two rollbacks at once, and somebody else", 800, { made: true, rollbacks: two, foreign: "a" }],
  ])("with %s", async (_, atLeast, scenario) => {
    const { schedules, ends } = await every(scenario);
    expect(schedules).toBeGreaterThan(atLeast);
    expect(ends).toBeGreaterThan(10);
  });

  it.each<readonly [string, Partial<Scenario>]>([
    ["AWS acts on a request of a dead function later than the undo looks", { crashes: 1, lateness: 15_000 }],
    ["AWS acts on an old request after a newer one for the same resource", { crashes: 1, overtaking: true }],
  ])("but not if %s", async (_, scenario) => {
    await expect(every(scenario)).rejects.toThrow(Broken);
  });
});
