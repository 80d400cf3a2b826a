import type { ApiCall } from "@sarcelle/playground/calls";
import { emptyLedger } from "@sarcelle/playground/ledger";
import { describe, expect, it } from "vitest";
import type { Signed } from "../../../proof/chaos/approval.ts";
import {
  approvedFirst,
  audited,
  beganWith,
  type EndedExecution,
  heldForAReason,
  isUndone,
  knownEnds,
  lastUnfinished,
  madeItsOwn,
  noRequestFailed,
  nothingOverwritten,
  oneAtATime,
} from "../../../proof/chaos/invariants.ts";
import type { HeldLock } from "../../../proof/chaos/lock.ts";
import type { Meddling } from "../../../proof/chaos/meddling.ts";
import type { ClosedJournal } from "../../../src/aws/journal-format.ts";
import type { State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";

/** As the world tells of a call: by the role of its function, and the function as the name of the session. */
const call = (n: number, caller: string, service: string, operation: string, input: object = {}): ApiCall => ({
  n,
  time: n * 1_000,
  principal: `arn:aws:sts::1:assumed-role/sarcelle-live-${caller}-eu-west-1-lambdaRole/sarcelle-live-${caller}`,
  service,
  operation,
  input,
  outcome: "ok",
  mutating: !operation.startsWith("Describe"),
});
const shift = (n: number) => call(n, "moveTraffic", "elasticloadbalancing", "ModifyListener");
const undo = (n: number) => call(n, "undoChanges", "elasticloadbalancing", "ModifyListener");

const failed = (name: string, last: string, cause = ""): EndedExecution => ({
  name,
  machine: "blue-green",
  status: "FAILED",
  error: last,
  cause,
  last,
});
const journal = (
  id: string,
  outcome: ClosedJournal["outcome"],
  entries: ClosedJournal["entries"] = [],
): ClosedJournal => ({
  environment: "web-live",
  deployment: { id, action: "switch", requestedBy: "", startedAt: 0 },
  epoch: 1,
  owner: id,
  entries,
  outcome,
  closedAt: 0,
});

describe("a failed request", () => {
  const failure = { time: "now", listener: "web:8080", url: "", status: 502 };

  it("is one too many, unless the instance that it went to was broken on purpose", () => {
    const ledger = { ...emptyLedger, failed: 1, failures: [{ ...failure, instance: "i-1" }] };
    expect(noRequestFailed(emptyLedger, new Set())).toEqual([]);
    expect(noRequestFailed(ledger, new Set(["i-1"]))).toEqual([]);
    expect(noRequestFailed(ledger, new Set(["i-2"]))).toEqual([
      "1 requests failed, 0 of them at instances that were broken on purpose",
      "now web:8080 502 i-1",
    ]);
  });

  it("is not explained by an instance if none answered for it", () => {
    expect(noRequestFailed({ ...emptyLedger, failed: 1, failures: [failure] }, new Set(["i-1"]))).toHaveLength(2);
  });
});

const held = (owner: string, epoch = 1): HeldLock => ({ deployment: "a", owner, epoch });

describe("traffic where two people must approve", () => {
  const asks = { approvers: 2, deadline: 60 };
  const signs = (name: string, verb: Signed["verb"], at: number): Signed => ({ deployment: "a", name, verb, at });
  const moved = (signed: readonly Signed[], ...calls: readonly ApiCall[]) =>
    approvedFirst(
      calls,
      calls.map(() => held("a")),
      asks,
      signed,
    );

  it("may move once both have", () => {
    expect(moved([signs("ann", "approve", 1_000), signs("bob", "approve", 2_000)], shift(3))).toEqual([]);
  });

  it.each<readonly [string, readonly Signed[]]>([
    ["nobody has", []],
    ["one has", [signs("ann", "approve", 1_000)]],
    ["one has twice", [signs("ann", "approve", 1_000), signs("ann", "approve", 2_000)]],
    ["the second does only afterwards", [signs("ann", "approve", 1_000), signs("bob", "approve", 4_000)]],
    [
      "both have, and one rejected",
      [...["ann", "bob"].map((name) => signs(name, "approve", 1)), signs("bob", "reject", 2)],
    ],
    [
      "both have approved another deployment",
      ["ann", "bob"].map((name) => ({ ...signs(name, "approve", 1), deployment: "b" })),
    ],
  ])("must not move where %s", (_, signed) => {
    expect(moved(signed, shift(3))).toEqual([
      "call 3, elasticloadbalancing:ModifyListener, moved traffic for 'a' without its approval",
    ]);
  });

  it("moves back, and in environments that ask for nothing, as it likes", () => {
    expect(moved([], undo(3))).toEqual([]);
    expect(approvedFirst([shift(3)], [held("a")], undefined, [])).toEqual([]);
  });
});

describe("one deployment at a time", () => {
  const taken = (n: number) => call(n, "table", "dynamodb", "UpdateItem");

  it("holds where each changes AWS under its lock, and its rollback after it", () => {
    const calls = [taken(1), shift(2), taken(3), undo(4), taken(5)];
    expect(oneAtATime(calls, [held("a"), held("a"), held("rollback:a", 2), held("rollback:a", 2), undefined])).toEqual(
      [],
    );
  });

  it("is broken by a change without the lock, and by one after the rollback began to undo", () => {
    expect(oneAtATime([shift(1)], [undefined])).toEqual([
      "call 1, elasticloadbalancing:ModifyListener by moveTraffic, was made while nobody held the lock",
    ]);
    const undoing = held("rollback:a", 2);
    expect(oneAtATime([taken(1), taken(2), undo(3), shift(4)], [held("a"), undoing, undoing, undoing])).toEqual([
      "call 4, elasticloadbalancing:ModifyListener by moveTraffic, was made after 'rollback:a' had begun to undo",
    ]);
    expect(oneAtATime([taken(1), undo(2)], [held("a"), held("a")])).toEqual([
      "call 2, elasticloadbalancing:ModifyListener by undoChanges, undoes while 'a' holds the lock",
    ]);
  });

  it("is no matter of the inventory's messages, which come at any time, but of whatever else it would do", () => {
    const tell = call(1, "assessInventory", "events", "PutEvents");
    const free = [undefined, undefined];
    expect(oneAtATime([tell, { ...tell, n: 2, service: "sqs", operation: "SendMessage" }], free)).toEqual([]);
    expect(oneAtATime([{ ...tell, service: "ec2", operation: "DeleteTags" }], free)).toHaveLength(1);
    expect(oneAtATime([call(1, "moveTraffic", "events", "PutEvents")], free)).toHaveLength(1);
  });
});

describe("an execution", () => {
  it("ends in one of the ends, or is stopped", () => {
    const done: EndedExecution = { name: "a", machine: "blue-green", status: "SUCCEEDED", last: "Done" };
    const stopped: EndedExecution = { name: "b", machine: "blue-green", status: "ABORTED", last: "Bake" };
    expect(knownEnds([done, stopped, failed("c", "RolledBack")])).toEqual([]);
    expect(knownEnds([failed("d", "Bake", "no catcher")])).toEqual(["'d' ended as FAILED in Bake: Bake: no catcher"]);
  });

  it("leaves the lock held only if it gave up and names each conflict, or was stopped as a rollback", () => {
    const held = { deployment: "a", conflicts: ["web"], end: failed("undo-a", "RollbackFailed", "group-capacity web") };
    expect(heldForAReason(held, new Set())).toEqual([]);
    expect(heldForAReason({ ...held, conflicts: ["other"] }, new Set())).toEqual([
      "the cause of 'undo-a' does not name the conflict of other: group-capacity web",
    ]);
    const stopped = { ...held, end: { ...held.end, status: "ABORTED", last: "UndoChanges" } };
    expect(heldForAReason(stopped, new Set(["rollback:undo-a"]))).toEqual([]);
    expect(heldForAReason(stopped, new Set())).toHaveLength(1);
  });

  it("leaves the lock held if AWS's error kept the last rollback from beginning, and not if it was refused or went wrong", () => {
    const refused = (error: string): EndedExecution => ({ ...failed("undo-a", "Refused"), machine: "rollback", error });
    const [unanswered, busy] = [refused("AwsUnavailable"), refused("EnvironmentBusy")];
    const gaveUp = failed("undo-a", "RollbackFailed");
    expect([lastUnfinished([gaveUp, unanswered, busy]), lastUnfinished([gaveUp, busy])]).toEqual([unanswered, gaveUp]);
    expect(heldForAReason({ deployment: "a", conflicts: ["web"], end: unanswered }, new Set())).toEqual([]);
    for (const end of [busy, refused("TypeError")])
      expect(heldForAReason({ deployment: "a", conflicts: [], end }, new Set())).toHaveLength(1);
  });
});

describe("the audit trail", () => {
  it("has every deployment that took the lock once, and how it ended", () => {
    expect(audited(["a"], [journal("a", "RolledBack")], [failed("a", "RolledBack")])).toEqual([]);
    expect(audited(["a"], [], [])).toEqual(["'a' stands in the audit trail 0 times: "]);
    expect(audited(["a", "a"], [journal("a", "RolledBack"), journal("a", "Succeeded")], [])).toEqual([
      "'a' stands in the audit trail 2 times: RolledBack, Succeeded",
    ]);
    expect(audited(["a"], [journal("a", "Succeeded")], [failed("a", "RolledBack")])).toEqual([
      "'a' ended as FAILED (RolledBack RolledBack), the audit trail says Succeeded",
    ]);
    // Its last function died once it had closed the journal: the cause says so.
    expect(audited(["a"], [journal("a", "Succeeded")], [failed("a", "TakenOver")])).toEqual([]);
  });
});

describe("a person's change", () => {
  const still = {
    autoscaling: { groups: {}, scheduledActions: {}, lifecycleHooks: {} },
    elasticloadbalancing: { listeners: {}, rules: {}, targetGroups: {}, targets: {} },
  };
  const meddling: Meddling = {
    words: "sets the largest size of web from 4 to 7",
    service: "autoscaling",
    at: 10_000,
    holds: () => false,
    resource: { kind: "group-capacity", id: "web" },
    part: "max",
    knownIn: ({ max }) => max === 7,
    without: (dump) => dump,
    takeBack: async () => {},
  };
  const overwritten = [
    "a person's change was overwritten (sets the largest size of web from 4 to 7): group-capacity web",
  ];
  const look = (n: number) => call(n, "undoChanges", "autoscaling", "DescribeAutoScalingGroups");
  const write = (n: number) => call(n, "undoChanges", "autoscaling", "UpdateAutoScalingGroup");

  it("is not overwritten by who looked after it, and could have known", () => {
    expect(nothingOverwritten([{ ...meddling, holds: () => true }], still, [], [])).toEqual([]);
    expect(nothingOverwritten([meddling], still, [], [look(11), write(12)])).toEqual(overwritten);
    expect(nothingOverwritten([meddling], still, [], [look(9), write(10)])).toEqual([]);
  });

  it("may be written over by who made it so shortly before that it had no need to show yet", () => {
    const hook = { ...meddling, resource: { kind: "lifecycle-hook", id: "web/log" }, part: "existence" };
    const made = (time: number, name: string) => ({
      ...call(9, "createTwinGroup", "autoscaling", "PutLifecycleHook", { LifecycleHookName: name }),
      time,
    });
    const judge = (...calls: readonly ApiCall[]) =>
      nothingOverwritten([hook], still, [], [...calls, look(11), write(12)]);
    const told = overwritten.map((text) => text.replace("group-capacity web", "lifecycle-hook web/log"));
    expect([judge(made(9_600, "log")), judge(made(9_400, "log")), judge(made(9_600, "other"))]).toEqual([
      [],
      told,
      told,
    ]);
  });

  it("may be changed by a person's later change of the same, and of nothing else", () => {
    const later = { ...meddling, at: 11_500, holds: () => true };
    const calls = [look(11), write(12)];
    expect(nothingOverwritten([meddling, later], still, [], calls)).toEqual([]);
    expect(nothingOverwritten([later, meddling], still, [], calls)).toEqual(overwritten);
    expect(nothingOverwritten([meddling, { ...later, part: "team" }], still, [], calls)).toEqual(overwritten);
  });

  it("is a deployment's own where that left it so, and is not where it was undone, or changed otherwise", () => {
    const resource = { kind: "group-capacity" as const, id: "web" };
    const entry = (max: number, status: Entry["status"]): Entry => ({
      ...{ n: 0, step: "ScaleDown", status, at: 0 },
      change: { resource, before: { max: 7 }, after: { max } },
    });
    const own = (...entries: readonly Entry[]) => madeItsOwn({ entries }, meddling);
    expect([own(entry(7, "applied")), own(entry(4, "applied")), own(entry(7, "undone")), own()]).toEqual([
      ...[true, false, false, false],
    ]);
    expect(own(entry(7, "applied"), entry(4, "applied"))).toBe(false);
  });

  it("may be changed by a deployment that began with it, as its journal says", () => {
    const change = (max: number) => ({
      resource: { kind: "group-capacity" as const, id: "web" },
      before: { min: 2, max, desired: 2 },
      after: { min: 0, max, desired: 0 },
    });
    const journalWith = (max: number) =>
      journal("a", "Succeeded", [{ n: 0, step: "", change: change(max), status: "applied", at: 0 }]);
    const calls = [look(11), write(12)];
    expect(nothingOverwritten([meddling], still, [journalWith(7)], calls)).toEqual([]);
    expect(nothingOverwritten([meddling], still, [journalWith(4)], calls)).toEqual(overwritten);
    const shrunk = { ...change(4), before: { min: 2, max: 4, desired: 2 }, after: { min: 0, max: 7, desired: 0 } };
    const undoing = journal("a", "RolledBack", [{ n: 0, step: "", change: shrunk, status: "undone", at: 0 }]);
    const onDemand = { ...undoing, deployment: { ...undoing.deployment, undoes: "b" } };
    expect(nothingOverwritten([meddling], still, [undoing], calls)).toEqual(overwritten);
    expect(nothingOverwritten([meddling], still, [onDemand], calls)).toEqual([]);
  });

  it("is made good by an upgrade that a person asks for after it, since that makes what is missing, and by no other", () => {
    const hook = { ...meddling, resource: { kind: "lifecycle-hook", id: "web/log" }, part: "existence" };
    const made = { resource: { kind: "lifecycle-hook" as const, id: "web/log" }, before: null, after: {} };
    const upgrade = (startedAt: number, action = "upgrade") => {
      const it = journal("a", "Succeeded", [{ n: 0, step: "", change: made, status: "applied", at: 0 }]);
      return { ...it, deployment: { ...it.deployment, action, startedAt } };
    };
    const judge = (one: ReturnType<typeof upgrade>) =>
      nothingOverwritten([hook], still, [one], [look(11), write(12)]).length;
    expect([judge(upgrade(hook.at + 1)), judge(upgrade(hook.at - 1)), judge(upgrade(hook.at + 1, "deploy"))]).toEqual([
      0, 1, 1,
    ]);
  });

  it("is what a deployment began with if the first change that speaks of it does", () => {
    const entry = (n: number, before: State, after: State) =>
      ({
        n,
        step: "",
        change: { resource: { kind: "group-capacity", id: "web" }, before, after },
        status: "applied",
        at: 0,
      }) as const;
    const pin = entry(0, { min: 0 }, { min: 2 });
    const [to7, from7] = [entry(1, { max: 4 }, { max: 7 }), entry(2, { max: 7 }, { max: 4 })];
    const telling: Meddling = { ...meddling, knownIn: ({ max }) => (max === undefined ? undefined : max === 7) };
    const began = (...entries: readonly Entry[]) => {
      const undone = journal("a", "RolledBack", entries);
      const onDemand = { ...undone, deployment: { ...undone.deployment, undoes: "b" } };
      return [beganWith(undone, telling), beganWith(onDemand, telling)];
    };
    expect([began(), began(pin), began(pin, from7), began(to7, from7), began(pin, to7)]).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  it("needs no taking back where it is a deletion that a rollback was to make too, and has seen", () => {
    const hook = { ...meddling, resource: { kind: "lifecycle-hook", id: "web/log" }, part: "existence" };
    const made = { resource: { kind: "lifecycle-hook" as const, id: "web/log" }, before: null, after: {} };
    const seen = (one: Meddling, ...statuses: readonly Entry["status"][]) =>
      isUndone(
        journal(
          "a",
          "RolledBack",
          statuses.map((status, n) => ({ n, step: "", change: made, status, at: 0 })),
        ),
        one,
      );
    expect([
      seen(hook, "undone"),
      seen(hook, "undone", "conflict"),
      seen(hook),
      seen({ ...hook, part: "timeout" }, "undone"),
    ]).toEqual([true, false, false, false]);
  });

  it("is not what a deployment began with if that had changed it when it found it so, though it was so before", () => {
    const change = { resource: { kind: "group-capacity" as const, id: "web" }, before: { max: 7 }, after: { max: 4 } };
    const began = (status: Entry["status"]) =>
      beganWith(journal("a", "RolledBack", [{ n: 0, step: "", change, status, at: 0 }]), meddling);
    expect([began("undone"), began("conflict")]).toEqual([true, false]);
  });
});
