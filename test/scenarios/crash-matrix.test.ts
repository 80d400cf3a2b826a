/** A part of the crash matrix: `npm run crash-matrix` runs the whole. */
import { afterAll, describe, expect, inject, it } from "vitest";
import { stagedActions } from "../../proof/crash-matrix/actions.ts";
import { type Case, callOf, faults, nameOf } from "../../proof/crash-matrix/cases.ts";
import { judge, likeness } from "../../proof/crash-matrix/outcome.ts";
import { type CleanRun, runCase, runClean } from "../../proof/crash-matrix/run-case.ts";
import { createWorlds } from "../../proof/crash-matrix/worlds.ts";

const worlds = createWorlds(inject("template"));
afterAll(() => worlds.stop());

/**
 * Every how many cases one is tried here, of an action and of its rollback. Of `switch`, which moves the traffic, that is each call in two or three
 * ways, but for some that are like others.
 */
const every: Readonly<Record<string, readonly [action: number, rollback: number]>> = {
  upgrade: [31, 29],
  deploy: [13, 7],
  switch: [3, 2],
  "switch-approved": [11, 7],
  "switch-canary": [13, 5],
  "switch-linear": [19, 11],
  "switch-network": [13, 11],
  scaledown: [11, 5],
  release: [11, 11],
  "release-steps": [37, 19],
  "release-previewed": [37, 31],
  "rolling-update": [17, 13],
  "rolling-update-cluster": [17, 17],
  retire: [47, 41],
};

it("every action has its share", () =>
  expect(Object.keys(every).toSorted()).toEqual(Object.keys(stagedActions).toSorted()));

/** The clean run of an action, which gives its own cases and those of its rollback. */
const cleanRuns = new Map<string, Promise<CleanRun>>();
const cleanOf = (action: string): Promise<CleanRun> => {
  const clean = cleanRuns.get(action) ?? runClean(action, worlds);
  cleanRuns.set(action, clean);
  return clean;
};

/** What became of one of every so many cases that did not end in one of `endings`, or lost a request. */
const wrongOf = async (
  clean: CleanRun,
  cases: readonly Case[],
  one: number,
  endings: readonly string[],
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const each of cases.filter((_, index) => index % one === 0)) {
    const { ending, failedRequests, diff } = await runCase(each, clean, worlds);
    if (!endings.includes(ending) || failedRequests > 0)
      wrong.push(`${nameOf(each)}: ${ending}, ${failedRequests} failed requests\n${diff.join("\n")}`);
  }
  return wrong;
};

describe("whatever breaks, the world is as before, or the deployment truly succeeded, and no request fails:", () => {
  for (const [action, [one]] of Object.entries(every)) {
    it(`${action}, with one of every ${one} cases`, async () => {
      const clean = await cleanOf(action);
      expect(await wrongOf(clean, clean.cases, one, ["restored", "rolledForward"])).toEqual([]);
    }, 300_000);
  }
});

describe("all is undone although a call of the rollback crashes, loses its answer or fails once:", () => {
  for (const [action, [, one]] of Object.entries(every)) {
    it(`${action}, with one of every ${one} cases`, async () => {
      const clean = await cleanOf(action);
      expect(clean.undoing.length).toBeGreaterThan(8);
      expect(await wrongOf(clean, clean.undoing, one, ["restored"])).toEqual([]);
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
    ways("moveTraffic elasticloadbalancing:ModifyListener #1"),
    ways("moveTraffic elasticloadbalancing:ModifyListener #2"),
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
