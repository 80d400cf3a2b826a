import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import { returnPermission } from "../../../src/deployment/undo-refresh.ts";

const wait = { since: 0, now: 60_000, deadlineSeconds: 600 };
const undo: Change = { resource: { kind: "instance-refresh", id: "web" }, before: {}, after: {} };
const version: Change = { resource: { kind: "launch-template-version", id: "lt-1/x" }, before: {}, after: null };

const returning = (status: string, ...runs: readonly string[]) => ({
  group: {
    name: "web",
    min: 1,
    max: 4,
    desired: 2,
    launchTemplate: { id: "lt-1", name: "web", version: "3" },
    suspended: [],
    tags: {},
    instances: runs.map((each, index) => ({
      id: `i-${index}`,
      lifecycleState: "InService",
      healthStatus: "Healthy",
      launchTemplate: { id: "lt-1", version: each },
    })),
  },
  refreshes: [{ id: "r-1", status, reason: "", percent: 50, left: 1, desired: { id: "lt-1", version: "4" } }],
});

describe("the undo of a rolling update", () => {
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
  ])("%s", (_, change, group, permission) => {
    expect(returnPermission(change, group, wait)).toMatchObject(permission);
  });

  it("stops once the time for it is over, and says how far AWS is", () => {
    expect(returnPermission(version, returning("RollbackInProgress", "3", "4"), { ...wait, now: 700_000 })).toEqual({
      kind: "stop",
      reason:
        "AWS is not done with the instances of web (RollbackInProgress, 50 %) after 700 s; the deadline is 600 s.",
    });
  });
});
