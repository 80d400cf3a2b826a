import { describe, expect, it } from "vitest";
import {
  asksAt,
  checkpointDue,
  nextProgress,
  noProgress,
  type Progress,
  type RefreshLook,
  refreshGate,
} from "../../../src/deployment/refresh-gates.ts";
import { type Rolling, rollingSchema } from "../../../src/deployment/rolling.ts";
import type { RollingFleet } from "../../../src/deployment/rolling-fleet.ts";
import type { RefreshView } from "../../../src/resources/described/instance-refresh.ts";
import { groupOfTwo } from "./world.ts";

const launched = { id: "lt-1", version: "4" };
const rolling = (percentages: readonly number[] = []): Rolling =>
  rollingSchema.parse({ checkpoints: { percentages, seconds: 600 } });

const refresh = (status: string, percent = 0, more: Partial<RefreshView> = {}): RefreshView => ({
  id: "r-1",
  status,
  reason: "",
  percent,
  left: 2,
  desired: launched,
  ...more,
});

const fleet = (refreshes: readonly RefreshView[], version = "3", ...runs: readonly string[]): RollingFleet => ({
  side: "blue",
  group: groupOfTwo(version, ...runs),
  targetGroups: [
    { arn: "arn:tg", name: "tg", targets: runs.map((_, index) => ({ id: `i-${index}`, state: "healthy" })) },
  ],
  refreshes,
  doors: [],
});

const minute = 60_000;
const now = 10 * minute;
const passing = { before: 0, answers: [], of: 0 };
const check = { path: "/", status: 200, inARow: 1 };
const failing = {
  before: 0,
  of: 1,
  answers: [{ probe: { check, url: "http://web/", headers: {} }, answer: { error: "refused" } }],
};

const look = (before: Progress = noProgress, more: Partial<RefreshLook> = {}, checking = passing): RefreshLook => ({
  launched,
  rolling: rolling(),
  healthySeconds: 300,
  registered: { expected: [], alarms: [] },
  checkpoint: { before, checking, seenAt: now } as RefreshLook["checkpoint"],
  ...more,
});
const wait = { since: 0, now, deadlineSeconds: 3_600 };

describe("a look at a refresh", () => {
  it.each<[string, RollingFleet, RefreshLook, object]>([
    [
      "goes on while AWS replaces instances, in AWS's words",
      fleet([refresh("InProgress", 50, { reason: "Waiting for an instance." })]),
      look(),
      {
        verdict: "not ready",
        reason: "AWS replaces the instances of web: 50 %, 2 left (AWS: Waiting for an instance).",
      },
    ],
    [
      "fails with AWS's word and reason",
      fleet([refresh("RollbackInProgress", 50, { reason: "An alarm went off." })]),
      look(),
      {
        verdict: "failed",
        reason: "the refresh of web to version 4 is RollbackInProgress at 50 % (AWS: An alarm went off)",
      },
    ],
    [
      "fails on an alarm of ours",
      fleet([refresh("InProgress", 50)]),
      look(noProgress, {
        registered: { expected: ["errors"], alarms: [{ name: "errors", state: "ALARM", reason: "too many" }] },
      }),
      { verdict: "failed", reason: "alarm errors went off: too many" },
    ],
    [
      "fails once it is no further for as long as instances may take",
      fleet([refresh("InProgress", 50)]),
      look({ ...noProgress, percent: 50, since: new Date(now - 6 * minute).toISOString() }),
      {
        verdict: "failed",
        reason: "AWS is at 50 % for 360 s, 2 instances left: new ones do not become healthy; timeouts.healthy is 300 s",
      },
    ],
    [
      "is ready once all run the release and answer",
      fleet([refresh("Successful", 100)], "4", "4", "4"),
      look(),
      { verdict: "ready", reason: "all 2 instances of web run version 4, and answer" },
    ],
    [
      "waits where AWS is done and one does not run it",
      fleet([refresh("Successful", 100)], "4", "4", "3"),
      look(),
      {
        verdict: "not ready",
        reason: "the refresh is done, but 1 instance of another version (i-1); tg has 1 healthy of 2.",
      },
    ],
    [
      "waits for AWS to show it, for two minutes",
      fleet([refresh("InProgress", 50, { desired: { id: "lt-1", version: "9" } })]),
      look(),
      {
        verdict: "failed",
        reason: "AWS does not show a refresh of web to version 4 after 600 s; the deadline is 120 s.",
      },
    ],
  ])("%s", (_, seen, looked, verdict) => {
    expect(refreshGate(seen, looked, wait)).toMatchObject(verdict);
  });
});

describe("a refresh of a cluster, whose instances may wait for its hook", () => {
  const gated = rollingSchema.parse({ hook: { function: "sarcelle-hook-cluster", timeout: 600 } });
  const asked = (seconds: number) => {
    const before = { ...noProgress, since: new Date(now - seconds * 1_000).toISOString() };
    return refreshGate(fleet([refresh("InProgress", 0)]), look(before, { rolling: gated }), wait).verdict;
  };

  it("stalls only once both that come and that go could have waited for as long as they may", () => {
    expect([asked(300 + 1_199), asked(300 + 1_200)]).toEqual(["not ready", "failed"]);
  });

  it("is looked at so often that the hook is asked about each in its time", () => {
    const late = { since: 0, now: 40_000_000, deadlineSeconds: 43_200 };
    const again = (of: Rolling) =>
      refreshGate(
        fleet([refresh("InProgress", 0)]),
        look({ ...noProgress, since: new Date(late.now).toISOString() }, { rolling: of }),
        late,
      );
    expect([again(gated), again(rolling())]).toMatchObject([{ lookAgainInSeconds: 60 }, { lookAgainInSeconds: 300 }]);
  });
});

describe("a checkpoint", () => {
  const paused = fleet([refresh("InProgress", 50)]);
  const at = (before: Progress, checking = failing) =>
    look(before, { rolling: rolling([50]) }, checking as typeof passing);

  it("is due once it is reached, and until the checks let it pass; small groups skip some", () => {
    expect(checkpointDue(refresh("InProgress", 49), rolling([10, 50]), noProgress)).toBe(10);
    expect(checkpointDue(refresh("InProgress", 50), rolling([10, 50]), noProgress)).toBe(50);
    expect(checkpointDue(refresh("InProgress", 60), rolling([10, 50]), { ...noProgress, passed: 50 })).toBeUndefined();
    expect(checkpointDue(refresh("RollbackInProgress", 60), rolling([10]), noProgress)).toBeUndefined();
  });

  it("waits for the checks in the first half of AWS's pause, and fails then", () => {
    const reached = { ...noProgress, percent: 50, reached: 50 };
    const since = (minutes: number) => ({ ...reached, since: new Date(now - minutes * minute).toISOString() });
    expect(refreshGate(paused, at(since(4)), wait)).toMatchObject({ verdict: "not ready" });
    expect(refreshGate(paused, at(since(6)), wait)).toMatchObject({ verdict: "failed" });
  });

  it("fails at once if AWS went on without a look that let it pass", () => {
    const since = new Date(now - minute).toISOString();
    expect(
      refreshGate(fleet([refresh("InProgress", 75)]), at({ ...noProgress, percent: 50, reached: 50, since }), wait),
    ).toEqual({
      verdict: "failed",
      reason:
        "the checks do not pass at the checkpoint of 50 %: GET http://web/ failed: refused. Expected status 200. AWS went on meanwhile, and is at 75 %",
    });
  });

  it("is handed on as passed, or with how far the refresh was", () => {
    const since = new Date(now).toISOString();
    expect(nextProgress(paused, at(noProgress, passing as unknown as typeof failing))).toEqual({
      percent: 50,
      since,
      passed: 50,
      calls: 0,
    });
    expect(nextProgress(paused, at(noProgress))).toEqual({ percent: 50, since, passed: 0, calls: 0, reached: 50 });
  });

  it("is asked so often that a new instance is among those that answer", () => {
    expect([1, 10, 25, 50, 99].map(asksAt)).toEqual([60, 44, 17, 7, 2]);
  });
});
