import { describe, expect, it } from "vitest";
import {
  atATime,
  clusterAnswer,
  clusterFailure,
  gatesOf,
  isUnwanted,
  notOneByOne,
  stillWaiting,
  waitingIn,
} from "../../../src/deployment/cluster-hook.ts";

const hook = { function: "sarcelle-hook-cluster", timeout: 600 };
const version = (number: string) => ({ id: "lt-1", version: number });

describe("the gates of a cluster", () => {
  it("are two lifecycle hooks, which give up whom nobody let in, and let go whom nobody kept", () => {
    expect(gatesOf("web", undefined)).toEqual([]);
    expect(gatesOf("web", hook)).toEqual([
      {
        resource: { kind: "lifecycle-hook", id: "web/sarcelle-joins" },
        before: null,
        after: {
          LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          HeartbeatTimeout: 900,
          DefaultResult: "ABANDON",
        },
      },
      {
        resource: { kind: "lifecycle-hook", id: "web/sarcelle-leaves" },
        before: null,
        after: {
          LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
          HeartbeatTimeout: 900,
          DefaultResult: "CONTINUE",
        },
      },
    ]);
  });

  const instances = [
    ["i-1", "Terminating:Wait", version("1")],
    ["i-2", "InService", version("1")],
    ["i-3", "Pending:Wait", version("2")],
    ["i-4", "Warmed:Pending:Wait", version("2")],
    ["i-5", "Pending:Wait", undefined],
  ].map(([id, lifecycleState, launchTemplate]) => ({
    ...{ id, lifecycleState, healthStatus: "Healthy" },
    ...(launchTemplate && { launchTemplate }),
  })) as Parameters<typeof waitingIn>[0]["instances"];

  it("hold those who come before those who go", () => {
    expect(waitingIn({ instances }).map(({ instance, passage }) => `${instance} ${passage}`)).toEqual([
      "i-3 joins",
      "i-5 joins",
      "i-1 leaves",
    ]);
  });

  it("give up on the way back what of the release would join still, and nothing else", () => {
    expect(waitingIn({ instances }).filter((each) => isUnwanted(each, version("1")))).toMatchObject([
      { instance: "i-3" },
    ]);
  });

  it("know since when each waits, and forget whom they let go", () => {
    const waiting = waitingIn({ instances });
    const before = { "i-3": "1970-01-01T00:00:01.000Z", "i-0": "1970-01-01T00:00:00.000Z" };
    expect(stillWaiting(before, waiting, 5_000)).toEqual({
      "i-3": "1970-01-01T00:00:01.000Z",
      "i-5": "1970-01-01T00:00:05.000Z",
      "i-1": "1970-01-01T00:00:05.000Z",
    });
  });
});

describe("the answer of a cluster's hook", () => {
  it.each([
    [{ verdict: "pass" }, { verdict: "pass", reason: "it gives no reason" }],
    [
      { verdict: "wait", reason: "i-3 is UJ." },
      { verdict: "wait", reason: "i-3 is UJ" },
    ],
    [
      { verdict: "fail", reason: "lost" },
      { verdict: "fail", reason: "lost" },
    ],
    [
      { ok: true },
      {
        verdict: "wait",
        reason: 'it answered {"ok":true}; expected {"verdict":"pass"}, or "wait" or "fail" with a "reason"',
      },
    ],
    [
      undefined,
      {
        verdict: "wait",
        reason: 'it answered undefined; expected {"verdict":"pass"}, or "wait" or "fail" with a "reason"',
      },
    ],
  ])("%j is read as one of three", (returned, answer) => {
    expect(clusterAnswer(returned)).toEqual(answer);
  });

  const waiting = { instance: "i-1", passage: "leaves" } as const;

  it.each([
    [
      "that fails ends the update",
      { verdict: "fail", reason: "lost" } as const,
      1,
      "The hook sarcelle-hook-cluster says of i-1, which leaves: lost.",
    ],
    ["that says to wait does not", { verdict: "wait", reason: "UJ" } as const, 599, undefined],
    [
      "does once the time is over",
      { verdict: "wait", reason: "UJ" } as const,
      600,
      "The hook sarcelle-hook-cluster did not let i-1, which leaves, go on within 600 s: UJ.",
    ],
    ["that passes never does", { verdict: "pass", reason: "" } as const, 9_999, undefined],
  ])("%s", (_, answer, seconds, failure) => {
    expect(clusterFailure(hook, waiting, answer, { since: 0, now: seconds * 1_000 })).toBe(failure);
  });
});

describe("a cluster's pace", () => {
  it.each([
    [3, 100, 100, 1],
    [3, 100, 110, 1],
    [3, 66, 100, 1],
    [3, 66, 134, 2],
    [3, 33, 100, 2],
    [20, 100, 110, 2],
    [19, 100, 110, 1],
    [1, 0, 100, 1],
  ])("of %d instances at %d and %d percent has %d on the way", (desired, least, most, together) => {
    expect(atATime(desired, least, most)).toBe(together);
  });

  it("is refused if that is more than one, and only with a hook", () => {
    const pace = { minHealthy: 33, maxHealthy: 100 };
    expect(notOneByOne(3, pace)).toEqual([]);
    expect(notOneByOne(3, { ...pace, hook })).toEqual([
      "rolling.minHealthy 33 and maxHealthy 100 let AWS replace 2 of 3 instances at a time, and rolling.hook asks for one: register 100 and 100, which launches one before another goes, or percentages with room for one",
    ]);
  });
});
