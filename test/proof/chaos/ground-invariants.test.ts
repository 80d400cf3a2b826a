import type { Activity } from "@aws-sdk/client-auto-scaling";
import type { ApiCall } from "@sarcelle/playground/calls";
import { emptyLedger } from "@sarcelle/playground/ledger";
import { describe, expect, it } from "vitest";
import type { WorldDump } from "../../../proof/chaos/dump.ts";
import { isFrozen } from "../../../proof/chaos/ground.ts";
import {
  idleIsUnseen,
  oneNodeAtATime,
  previewedInItsTime,
  thawedFirst,
} from "../../../proof/chaos/ground-invariants.ts";
import type { HeldLock } from "../../../proof/chaos/lock.ts";

const minute = 60_000;

const call = (n: number, caller: string, operation: string, outcome = "ok", time = n): ApiCall => ({
  n,
  time,
  principal: `arn:aws:sts::1:assumed-role/sarcelle-live-${caller}-lambdaRole/sarcelle-live-${caller}`,
  service: "elasticloadbalancing",
  operation,
  input: {},
  outcome,
  mutating: !operation.startsWith("Describe"),
});
const dumpWith = (rules: WorldDump["elasticloadbalancing"]["rules"]): WorldDump => ({
  autoscaling: { groups: {}, scheduledActions: {}, lifecycleHooks: {} },
  elasticloadbalancing: { listeners: {}, rules, targetGroups: {}, targets: {} },
});

describe("a preview", () => {
  const opened = call(1, "openPreview", "CreateRule");
  const moved = call(3, "moveTraffic", "ModifyListener");

  it("is gone before the first move, whatever became of the answers", () => {
    const closed = call(2, "closePreview", "DeleteRule", "lost");
    expect(previewedInItsTime([opened, closed, moved], dumpWith({}), true)).toEqual([]);
    expect(
      previewedInItsTime([opened, call(2, "closePreview", "DeleteRule", "throttle"), moved], dumpWith({}), true),
    ).toEqual(["call 3, ModifyListener, moved traffic while 1 rules of the preview stood"]);
    expect(previewedInItsTime([call(1, "openPreview", "CreateRule", "error"), moved], dumpWith({}), true)).toEqual([]);
  });

  it("is left by nothing but what nobody has ended yet", () => {
    expect(previewedInItsTime([], dumpWith({ "rule-1": {} }), true)).toEqual(["a rule of the preview is left: rule-1"]);
    expect(previewedInItsTime([], dumpWith({ "rule-1": {} }), false)).toEqual([]);
  });
});

it("a side to which no traffic was moved answers nobody", () => {
  const tally = { total: 3, failed: 0 };
  const ledger = { ...emptyLedger, bySide: { web: tally, "web-green": tally, none: tally } };
  const wrong = ["3 requests reached web-green, to which no traffic was moved"];
  expect(idleIsUnseen([], ledger, "web")).toEqual(wrong);
  expect(idleIsUnseen([call(1, "moveTraffic", "ModifyListener", "error")], ledger, "web")).toEqual(wrong);
  expect(idleIsUnseen([call(1, "undoChanges", "ModifyListener", "lost")], ledger, "web")).toEqual([]);
});

describe("a freeze window", () => {
  const frost = { from: 20, minutes: 120 };
  const day = 86_400_000;
  const inside = day + 30 * minute;
  const outside = day + 10 * minute;

  it("opens every four hours, so many minutes later", () => {
    expect([19, 20, 139, 140, 259, 260].map((at) => isFrozen(frost, day + at * minute))).toEqual([
      ...[false, true, true, false, false, true],
    ]);
    expect(isFrozen(undefined, inside)).toBe(false);
  });

  const moves = (looked: number, ...names: readonly string[]) => {
    const calls = [
      call(1, "moveTraffic", "DescribeListeners", "ok", looked),
      call(2, "moveTraffic", "ModifyListener", "ok", looked),
      call(3, "moveTraffic", "ModifyListener", "ok", inside),
    ];
    const locks: HeldLock[] = calls.map(() => ({ deployment: "a", owner: "a", epoch: 1 }));
    return thawedFirst(calls, locks, { frost }, new Set(names));
  };

  it("lets nothing begin inside it but what overrides it; what has begun goes on", () => {
    expect(moves(outside)).toEqual([]);
    expect(moves(inside, "a")).toEqual([]);
    expect(moves(inside, "b")).toEqual([
      "call 2, ModifyListener, began to change production for 'a' inside a freeze window",
    ]);
  });
});

describe("a cluster of three", () => {
  const at = (seconds: number) => new Date(seconds * 1_000);
  const launched = (id: string, seconds: number): Activity => ({
    ActivityId: "",
    AutoScalingGroupName: "web",
    Cause: "",
    Description: `Launching a new EC2 instance: i-${id}`,
    StartTime: at(seconds - 30),
    EndTime: at(seconds),
    StatusCode: "Successful",
  });
  const taken = (id: string, seconds: number): Activity => ({
    ...launched(id, seconds),
    Description: `Terminating EC2 instance: i-${id}`,
    Cause: "an instance was taken out of service in response to an instance refresh.",
    StartTime: at(seconds),
  });
  const three = [launched("a", 10), launched("b", 10), launched("c", 10)];

  it("loses a node once the last one is replaced, and not before", () => {
    const replaced = [...three, taken("a", 100), launched("d", 150), taken("b", 160)];
    expect(oneNodeAtATime(replaced, 3, 0, 0)).toEqual([]);
    expect(oneNodeAtATime([...three, taken("a", 100), taken("b", 120), launched("d", 150)], 3, 0, 0)).toEqual([
      "1 of 3 nodes were in service when a refresh took i-b away",
    ]);
  });

  it("is not judged by what was before, or what a person had replaced", () => {
    const twice = [...three, taken("a", 100), taken("b", 120)];
    expect(oneNodeAtATime(twice, 3, 0, 200_000)).toEqual([]);
    expect(oneNodeAtATime(twice, 3, 1, 0)).toEqual([]);
  });
});
