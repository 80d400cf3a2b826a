/** A part of the crash matrix: `npm run crash-matrix` runs the whole. */
import { afterAll, describe, expect, inject, it } from "vitest";
import { stagedActions } from "../../proof/crash-matrix/actions.ts";
import { type Case, callOf, faults, nameOf } from "../../proof/crash-matrix/cases.ts";
import { judge, likeness } from "../../proof/crash-matrix/outcome.ts";
import { type CleanRun, runCase, runClean } from "../../proof/crash-matrix/run-case.ts";
import { createWorlds } from "../../proof/crash-matrix/worlds.ts";

const worlds = createWorlds(inject("template"));
afterAll(() => worlds.stop());

/** Every how many cases one is tried here. Of `switch`, which moves the traffic, that is each call in two or three ways, but for some that are like others. */
const every: Readonly<Record<string, number>> = {
  upgrade: 37,
  deploy: 17,
  switch: 3,
  "switch-approved": 7,
  "switch-canary": 17,
  "switch-linear": 23,
  "switch-network": 17,
  scaledown: 13,
  release: 29,
  "release-steps": 41,
  "release-previewed": 53,
  "rolling-update": 11,
  "rolling-update-cluster": 23,
  retire: 67,
};

it("every action has its share", () =>
  expect(Object.keys(every).toSorted()).toEqual(Object.keys(stagedActions).toSorted()));

describe("whatever breaks, the world is as before, or the deployment truly succeeded, and no request fails:", () => {
  for (const action of Object.keys(stagedActions)) {
    it(`${action}, with one of every ${every[action]} cases`, async () => {
      const clean = await runClean(action, worlds);
      const wrong: string[] = [];
      for (const each of clean.cases.filter((_, index) => index % (every[action] ?? Infinity) === 0)) {
        const { ending, failedRequests, diff } = await runCase(each, clean, worlds);
        if (ending === "notRestored" || failedRequests > 0)
          wrong.push(`${nameOf(each)}: ${failedRequests} failed requests\n${diff.join("\n")}`);
      }
      expect(wrong).toEqual([]);
    }, 300_000);
  }
});

/** Where the cases of a clean run strike. */
const struck = ({ cases }: CleanRun, kind: Case["kind"]) => cases.filter((each) => each.kind === kind).map(callOf);

it("the cases of an action are all its mutating calls, with those to its own table, and its states", async () => {
  const thorough = await runClean("switch", worlds, "thorough");
  const calls = struck(thorough, "call");
  for (const call of [
    "acquireLock dynamodb:UpdateItem #1",
    "moveTraffic elasticloadbalancing:ModifyListener #1",
    "moveTraffic elasticloadbalancing:ModifyListener #2",
    "complete dynamodb:PutItem #1",
  ])
    expect(calls.filter((each) => each === call)).toHaveLength(faults.length);
  expect(new Set(calls).size * faults.length).toBe(calls.length);
  expect(struck(thorough, "stop")).toEqual(
    expect.arrayContaining(["Preflight", "AcquireLock", "MoveTraffic", "Complete"]),
  );
});

it("what is like others breaks in one way, all else in every way, and nothing is left out", async () => {
  const [thorough, inTurn] = [
    await runClean("switch-canary", worlds, "thorough"),
    await runClean("switch-canary", worlds),
  ];
  expect(new Set(struck(inTurn, "call"))).toEqual(new Set(struck(thorough, "call")));
  expect(struck(inTurn, "stop")).toEqual(struck(thorough, "stop"));
  const ways = (call: string) => struck(inTurn, "call").filter((each) => each === call).length;
  expect([
    ways("moveTraffic elasticloadbalancing:ModifyListener #2"),
    ways("moveTraffic elasticloadbalancing:ModifyListener #3"),
    ways("complete dynamodb:PutItem #1"),
  ]).toEqual([faults.length, 1, 1]);
});

describe("the worlds of cases:", () => {
  const others = createWorlds(inject("template"));
  afterAll(() => others.stop());

  it("a world that is as it was serves the next run of its action, and no other action's", async () => {
    const ready = await others.begin("upgrade");
    expect(others.takeUsed("upgrade")).toBeUndefined();
    await others.giveBack("upgrade", ready, true);
    expect(others.takeUsed("deploy")).toBeUndefined();
    expect(others.takeUsed("upgrade")).toEqual({ sarcelle: ready.sarcelle, run: 1 });
    expect(others.takeUsed("upgrade")).toBeUndefined();
  });

  it("a world that is not as it was, or has served often enough, serves nobody", async () => {
    const ready = await others.begin("upgrade");
    await others.giveBack("upgrade", ready, false);
    expect(others.takeUsed("upgrade")).toBeUndefined();
    await others.giveBack("upgrade", { ...(await others.begin("upgrade")), run: 19 }, true);
    expect(others.takeUsed("upgrade")).toBeUndefined();
  });
});

describe("the judgement of a case", () => {
  const dump = (desired: number) => ({ autoscaling: { groups: { web: { DesiredCapacity: desired } } } });
  const ending = {
    before: dump(2),
    afterClean: [likeness(dump(4))],
    now: dump(2),
    remade: false,
    succeeded: false,
    locked: false,
    conflicts: 0,
    failedRequests: 0,
    wrong: [],
    story: "FAILED RolledBack",
  };
  const result = { conflicts: 0, failedRequests: 0 };

  it("is that a world as before is restored, and that one as after is rolled forward where the journal says so", () => {
    expect(judge(ending)).toEqual({ ending: "restored", ...result, diff: [] });
    expect(judge({ ...ending, now: dump(4), succeeded: true })).toEqual({
      ending: "rolledForward",
      ...result,
      diff: [],
    });
  });

  it("is that each of the places to which a clean run may come is as good, and that what is in none of them differs from the nearest", () => {
    const several = {
      ...ending,
      succeeded: true,
      afterClean: [likeness(dump(4)), likeness({ ...dump(6), more: true })],
    };
    expect(judge({ ...several, now: { ...dump(6), more: true } }).ending).toBe("rolledForward");
    expect(judge({ ...several, now: dump(5) }).diff).toEqual([
      "FAILED RolledBack",
      "- .autoscaling.groups.web.DesiredCapacity=4",
      "+ .autoscaling.groups.web.DesiredCapacity=5",
    ]);
  });

  it("is that anything else is in neither state, and says where it differs", () => {
    expect(judge({ ...ending, now: dump(4) }).diff).toEqual([
      "FAILED RolledBack",
      "autoscaling.groups.web.DesiredCapacity: 2 → 4",
    ]);
    expect(judge({ ...ending, succeeded: true }).ending).toBe("notRestored");
    expect(judge({ ...ending, locked: true }).diff).toEqual(["FAILED RolledBack", "the lock is held"]);
    expect(judge({ ...ending, wrong: ["the fault never struck"] }).ending).toBe("notRestored");
  });
});
