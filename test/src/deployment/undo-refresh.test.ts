import { describe, expect, it } from "vitest";
import { type Change, invert } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { parseRegistration } from "../../../src/deployment/environment.ts";
import {
  permissionBesides,
  returnOf,
  returnPermission,
  rollbackSeconds,
} from "../../../src/deployment/undo-refresh.ts";
import { groupOfTwo } from "./world.ts";

const registered = {
  name: "jobs-live",
  account: "123456789012",
  region: "eu-west-1",
  stage: "live",
  sides: 1,
  group: "web",
};
const wait = { since: 0, now: 60_000, deadlineSeconds: 600 };
const undo: Change = { resource: { kind: "instance-refresh", id: "web" }, before: {}, after: {} };
const version: Change = { resource: { kind: "launch-template-version", id: "lt-1/x" }, before: {}, after: null };

const returning = (status: string, ...runs: readonly string[]) => ({
  group: groupOfTwo("3", ...runs),
  refreshes: [{ id: "r-1", status, reason: "", percent: 50, left: 1, desired: { id: "lt-1", version: "4" } }],
});

/** All of it runs version 4, and launches that; its last refresh was to that version. */
const launching = (status: string, desired: string) => {
  const { group, refreshes } = returning(status, "4", "4");
  return {
    group: { ...group, launchTemplate: { ...group.launchTemplate, version: "4" } },
    refreshes: refreshes.map((each) => ({ ...each, desired: { id: "lt-1", version: desired } })),
  };
};

const gate = { resource: { kind: "lifecycle-hook", id: "web/sarcelle-joins" } as const, before: null, after: {} };

describe("the undo of a rolling update", () => {
  it("puts a cluster's gates back before its instances come back, and takes them off only after", () => {
    const standing = launching("Successful", "4");
    const asked = (change: Change, at = standing) =>
      returnPermission(change, at, wait, { to: { id: "lt-1", version: "3" } }).kind;
    expect([asked(gate), asked(invert(gate)), asked(invert(gate), returning("InProgress", "3", "4"))]).toEqual([
      "now",
      "stop",
      "later",
    ]);
  });

  it.each([
    ["takes back a refresh that goes", undo, returning("InProgress", "3", "4"), { kind: "now" }],
    ["goes on with what AWS rolls back itself", undo, returning("RollbackInProgress", "3", "4"), { kind: "now" }],
    ["waits for one that is being cancelled", undo, returning("Cancelling", "3", "4"), { kind: "later" }],
    [
      "deletes the version only once AWS is done",
      version,
      returning("RollbackInProgress", "3", "4"),
      { kind: "later" },
    ],
    ["deletes it then", version, returning("RollbackSuccessful", "3", "3"), { kind: "now" }],
    ["stops where AWS could not bring all back", version, returning("RollbackFailed", "3", "4"), { kind: "stop" }],
    ["deletes it where the group is gone", version, undefined, { kind: "now" }],
    [
      "looks again where AWS says that all is back, and it does not show",
      version,
      returning("RollbackSuccessful", "3", "4"),
      { kind: "later" },
    ],
    [
      "stops where the group launches something else than before, though all its instances run that",
      version,
      launching("Failed", "4"),
      { kind: "stop" },
    ],
    [
      "looks again where the group is about to launch what it did before",
      version,
      launching("Successful", "3"),
      { kind: "later" },
    ],
  ])("%s", (_, change, group, permission) => {
    expect(returnPermission(change, group, wait, { to: { id: "lt-1", version: "3" } })).toMatchObject(permission);
  });

  const there: Change = {
    resource: { kind: "instance-refresh", id: "web" },
    before: { launchTemplateId: "lt-1", version: "3" },
    after: { launchTemplateId: "lt-1", version: "4" },
  };
  const again = invert(there);
  const to = { id: "lt-1", version: "3" };
  const entry = (status: Entry["status"]): Entry => ({ n: 0, step: "StartRefresh", change: there, status, at: 0 });
  const begun = (status: Entry["status"], at: number): Entry => ({
    n: 1,
    step: "UndoChanges",
    change: again,
    status,
    at,
  });

  it.each([
    ["its own rollback failed", returning("RollbackFailed", "3", "4")],
    ["the refresh back failed", launching("Failed", "3")],
    ["somebody cancelled it", returning("Cancelled", "3", "4")],
  ])("is begun once more where %s", (_, standing) => {
    expect(returnPermission(version, standing, wait, { to, again: { change: again, tried: false } })).toEqual({
      kind: "first",
      change: again,
    });
  });

  it("is begun once more by the next rollback where this one has tried, and a person is told so", () => {
    const tried = { change: again, tried: true };
    expect(returnPermission(version, launching("Failed", "3"), wait, { to, again: tried })).toEqual({
      kind: "stop",
      reason:
        "AWS could not bring all instances of web back (Failed): it has 2 instances that did not come from version 3 of lt-1 (i-0, i-1); it launches version 4 of lt-1, not version 3 of lt-1. Once AWS can launch instances again, go on: the rollback has them replaced once more.",
    });
  });

  it("is for a person where somebody has the group launch something else, with the command that leads to the version of before", () => {
    const { group, refreshes } = launching("Failed", "3");
    const standing = { group: { ...group, launchTemplate: { ...group.launchTemplate, version: "5" } }, refreshes };
    expect(returnPermission(version, standing, wait, { to, again: { change: again, tried: false } })).toEqual({
      kind: "stop",
      reason:
        'AWS could not bring all instances of web back (Failed): it has 2 instances that did not come from version 3 of lt-1 (i-0, i-1); it launches version 5 of lt-1, not version 3 of lt-1. Replace them: aws autoscaling start-instance-refresh --auto-scaling-group-name web --desired-configuration \'{"LaunchTemplate":{"LaunchTemplateId":"lt-1","Version":"3"}}\'; then go on: the rollback waits for that.',
    });
  });

  it.each([
    ["may be begun once more", [entry("undone")], true],
    ["by a function that died before it was", [entry("undone"), begun("applying", 1_500)], true],
    ["once for each rollback", [entry("undone"), begun("applied", 500)], true],
    ["and no more", [entry("undone"), begun("applied", 1_500)], false],
  ])("%s", (_, entries, may) => {
    expect(returnOf(entries, 1_000)).toEqual({ group: "web", to, again: { change: again, tried: !may } });
  });

  it("is waited for as long as the way there may take", () => {
    const { timeouts, rolling } = parseRegistration(
      { ...registered, rolling: { seconds: 7_200 }, timeouts: { rollback: 600 } },
      "x",
    );
    const seconds = (back: ReturnType<typeof returnOf>) => rollbackSeconds({ timeouts, rolling }, back);
    expect([seconds(undefined), seconds({ group: "web" })]).toEqual([600, 7_200]);
  });

  it("leaves what somebody else had the group launch, and the version that it runs", () => {
    expect([returnOf([], 0), returnOf([entry("planned")], 0), returnOf([entry("conflict")], 0)]).toEqual([
      undefined,
      undefined,
      { group: "web" },
    ]);
    const asked = (made: string) =>
      returnPermission(version, launching("Failed", "3"), wait, { deletes: { id: "lt-1", version: made } });
    expect([asked("4"), asked("5")]).toMatchObject([{ kind: "leave" }, { kind: "now" }]);
  });

  it("stops once the time for it is over, and says how far AWS is", () => {
    expect(returnPermission(version, returning("RollbackInProgress", "3", "4"), { ...wait, now: 700_000 })).toEqual({
      kind: "stop",
      reason:
        "AWS is not done with the instances of web (RollbackInProgress, 50 %) after 700 s; the deadline is 600 s.",
    });
  });
});

describe("the undo of a rolling update that replaced nothing, where there is one side", () => {
  const { group } = returning("Successful", "3", "3");

  it.each([
    ["deletes the version that it made", group, "4", { kind: "now" }],
    [
      "leaves one that somebody has the group launch",
      { ...group, launchTemplate: { ...group.launchTemplate, version: "4" } },
      "4",
      { kind: "leave" },
    ],
    ["has nothing to leave where the version is gone", group, undefined, { kind: "now" }],
    ["deletes it where the group is gone", undefined, "4", { kind: "now" }],
  ])("%s", (_, standing, made, permission) => {
    const deletes = made === undefined ? undefined : { id: "lt-1", version: made };
    expect(permissionBesides(standing, deletes)).toMatchObject(permission);
  });
});
