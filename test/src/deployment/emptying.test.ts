import { describe, expect, it } from "vitest";
import type { Entry, EntryStatus } from "../../../src/changes/journal.ts";
import {
  departureSeconds,
  drainingSince,
  emptiedIn,
  emptyGate,
  isEmpty,
  leftOn,
  staying,
} from "../../../src/deployment/emptying.ts";
import type { InstanceView, SideView, TargetGroupView } from "../../../src/deployment/view.ts";
import { side, targetGroup } from "./world.ts";

const wait = (elapsedSeconds: number, deadlineSeconds = 600) => ({
  since: 1_000_000,
  now: 1_000_000 + elapsedSeconds * 1_000,
  deadlineSeconds,
});

const instance = (id: string, lifecycleState: string, more: Partial<InstanceView> = {}): InstanceView => ({
  id,
  lifecycleState,
  healthStatus: "Healthy",
  ...more,
});

/** A side that is to be empty, with what it still has. */
const emptying = (instances: readonly InstanceView[], states: readonly string[] = []): SideView =>
  side("green", states, { desired: 0, instances });

/** A side whose target groups differ. */
const uneven = (...targetGroups: readonly TargetGroupView[]): SideView => ({ ...emptying([]), targetGroups });

const exitStandby = "aws autoscaling exit-standby --auto-scaling-group-name web-green --instance-ids i-1";
const terminate =
  "aws autoscaling terminate-instance-in-auto-scaling-group --instance-id i-1 --no-should-decrement-desired-capacity";
const unprotect =
  "aws autoscaling set-instance-protection --auto-scaling-group-name web-green --instance-ids i-1 i-2 --no-protected-from-scale-in";

describe("waiting for an empty side", () => {
  it.each([
    ["nothing is left", emptying([]), 5, "ready"],
    ["instances are left", emptying([instance("i-1", "Terminating")]), 5, "not ready"],
    ["targets still drain", emptying([], ["draining"]), 5, "not ready"],
    ["the deadline is over", emptying([], ["draining"]), 600, "failed"],
    ["an instance stands by", emptying([instance("i-1", "Standby")]), 5, "failed"],
    ["an instance is about to stand by", emptying([instance("i-1", "EnteringStandby")]), 5, "failed"],
    ["an instance is retained", emptying([instance("i-1", "Terminating:Retained")]), 5, "failed"],
  ])("when %s", (_, idle, elapsed, expected) => {
    expect(emptyGate(idle, wait(elapsed)).verdict).toBe(expected);
    expect(isEmpty(idle)).toBe(expected === "ready");
  });

  it.each([
    ["instances", emptying([instance("i-1", "InService"), instance("i-2", "Terminating")]), "2 instances"],
    [
      "what waits at a hook",
      emptying([instance("i-1", "Terminating:Wait"), instance("i-2", "Terminating:Proceed")]),
      "1 instance and 1 instance at a termination hook",
    ],
    [
      "what is protected",
      emptying([
        instance("i-1", "InService", { isProtected: true }),
        instance("i-2", "Pending", { isProtected: true }),
      ]),
      `2 instances protected from scale-in (${unprotect})`,
    ],
    [
      "what goes although it was protected",
      emptying([instance("i-1", "Terminating", { isProtected: true })]),
      "1 instance",
    ],
    [
      "targets that drain, in the group that has most",
      uneven(targetGroup("http", []), targetGroup("https", ["draining", "draining"])),
      "2 targets draining",
    ],
    [
      "targets of nobody of the group, once each, which do not drain",
      uneven(targetGroup("http", ["healthy"]), targetGroup("https", ["unhealthy"])),
      "1 target that is no instance of web-green (i-0)",
    ],
    ["no target of an instance of the group", emptying([instance("i-0", "Terminating")], ["healthy"]), "1 instance"],
    [
      "all of it",
      emptying([instance("i-9", "InService")], ["draining", "healthy", "initial"]),
      "1 instance, 1 target draining and 2 targets that are no instance of web-green (i-1, i-2)",
    ],
  ])("says what is left: %s", (_, idle, left) => {
    expect(emptyGate(idle, wait(5))).toEqual({
      verdict: "not ready",
      reason: `green still has ${left}.`,
      lookAgainInSeconds: 5,
      until: wait(600).now,
    });
  });

  it.each([
    ["once its targets can be drained", 300_000, 0, 305],
    ["at the deadline, if that is sooner", 700_000, 400, 200],
    ["as soon as ever, where they drain in no time", 1, 5, 5],
    ["soon, where nobody knows", null, 5, 5],
  ])("looks again %s", (_, drainedAt, elapsed, again) => {
    const idle = emptying([instance("i-0", "Terminating")], ["draining"]);
    const at = wait(elapsed);
    expect(emptyGate(idle, at, { drainedAt: drainedAt && at.since + drainedAt })).toMatchObject({
      verdict: "not ready",
      lookAgainInSeconds: again,
    });
  });

  it("looks no more often than anybody needs to know", () => {
    const idle = emptying([instance("i-0", "Terminating")]);
    expect(emptyGate(idle, wait(5), { everySeconds: 30 })).toMatchObject({ lookAgainInSeconds: 30 });
  });

  it.each([
    ["what is registered has still to begin with that", ["draining", "unhealthy"], 7, 100_000],
    ["a side that was emptied a moment ago does since then", ["draining"], 97_000, 97_000],
    ["a side that was emptied earlier may have done so before", ["draining"], 7, undefined],
    ["nobody knows of one that somebody else emptied", ["draining"], undefined, undefined],
    ["what is in use nowhere does not drain", ["unused"], 97_000, undefined],
  ])("since when targets drain: %s", (_, states, emptiedAt, since) => {
    expect(drainingSince(emptying([], states), { now: 100_000, emptiedAt })).toBe(since);
  });

  it("a side is emptied when its size is written as nothing, and it had one", () => {
    const resized = (n: number, before: number, desired: number, status: EntryStatus): Entry => ({
      ...{ n, status, at: n, step: "ScaleDown" },
      change: { resource: { kind: "group-capacity", id: "web" }, before: { desired: before }, after: { desired } },
    });
    expect(emptiedIn([resized(0, 4, 0, "applied"), resized(1, 0, 4, "applied")])).toBe(0);
    expect(emptiedIn([resized(0, 0, 0, "applied"), resized(1, 4, 0, "applying"), resized(2, 4, 2, "applied")])).toBe(
      undefined,
    );
  });

  it("does not wait for what AWS never takes away, and says what to type", () => {
    expect(emptyGate(emptying([instance("i-1", "Standby"), instance("i-2", "InService")]), wait(5))).toEqual({
      verdict: "failed",
      reason: `green does not become empty by itself: 1 instance of web-green in standby (${exitStandby}).`,
    });
  });
});

describe("what AWS never takes away by itself", () => {
  it("is nothing of what is in service, comes or goes", () => {
    const ordinary = ["InService", "Pending", "Terminating:Wait"].map((state) => instance(`i-${state}`, state));
    expect(staying(emptying(ordinary))).toEqual([]);
  });

  it("is named with what to type", () => {
    const idle = emptying([instance("i-1", "Terminating:Retained")]);
    expect(staying({ ...idle, group: { ...idle.group, suspended: ["AZRebalance", "Terminate"] } })).toEqual([
      `instance i-1 of web-green is retained, since a termination hook was abandoned (${terminate})`,
      "Terminate is suspended on web-green, so that AWS takes no instance away (aws autoscaling resume-processes --auto-scaling-group-name web-green --scaling-processes Terminate)",
    ]);
  });
});

describe("what is left of a side, and until when", () => {
  const slow = { name: "drain", heartbeatSeconds: 600, globalSeconds: 60_000 };
  const quick = { name: "log", heartbeatSeconds: 60, globalSeconds: 6_000 };
  const leaving = (seenAt: number) => ({ since: 0, seenAt, drainSeconds: 100, hooks: [quick, slow] });
  const going = [{ what: "green: 1 instance at a termination hook", until: null }];
  const idle = emptying([instance("i-1", "Terminating:Wait")]);

  it("is as long as the draining and the slowest hook, which wait one after the other", () => {
    expect(departureSeconds(leaving(0))).toEqual({ usual: 700, most: 60_100 });
    expect(departureSeconds({ drainSeconds: 100, hooks: [] })).toEqual({ usual: 100, most: 100 });
  });

  it.each([
    ["nobody prolonged it", 699_999, "1970-01-01T00:11:40.000Z"],
    ["somebody must have prolonged it", 700_000, "1970-01-01T16:41:40.000Z"],
    ["it should be over", 60_100_000, null],
  ])("is known where %s", (_, seenAt, until) => {
    expect(leftOn(idle, leaving(seenAt))).toEqual([{ ...going[0], until }]);
  });

  it("is not known without having asked", () => {
    expect(leftOn(idle, null)).toEqual(going);
  });

  it("is never for what a person must do, and shorter for what only drains", () => {
    const states = [instance("i-1", "Standby"), instance("i-2", "InService", { isProtected: true })];
    expect(leftOn(emptying(states, ["draining"]), leaving(1)).map(({ until }) => until)).toEqual([
      null,
      "1970-01-01T00:01:40.000Z",
      null,
    ]);
  });

  it("is nothing on an empty side", () => {
    expect(leftOn(emptying([]), leaving(1))).toEqual([]);
  });
});
