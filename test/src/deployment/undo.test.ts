import { describe, expect, it } from "vitest";
import type { Change, Kind, State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import {
  concernsTraffic,
  destinationGate,
  destinations,
  incomplete,
  settledGate,
  touchedGroups,
  wouldStarve,
} from "../../../src/deployment/undo.ts";
import { group, healthyTargets, side, view } from "./world.ts";

const wait = (elapsedSeconds: number) => ({ since: 0, now: elapsedSeconds * 1_000, deadlineSeconds: 600 });

const resize = (id: string, from: number, to: number): Change => ({
  resource: { kind: "group-capacity", id },
  before: { min: 0, max: 8, desired: from },
  after: { min: 0, max: 8, desired: to },
});

const listenerBack = (active: "blue" | "green"): Change => ({
  resource: { kind: "listener", id: "arn:listener/http" },
  before: null,
  after: { actions: view(active).listeners[0]?.actions ?? [] },
});

const entry = (change: Change, note?: string): Entry => ({
  n: 0,
  step: "s",
  change,
  status: "conflict",
  at: 0,
  ...(note === undefined ? {} : { note }),
});

describe("before traffic moves back", () => {
  it("finds where a listener's undo would send it, and nothing for any other undo", () => {
    expect(destinations(listenerBack("blue"))).toEqual(["arn:tg/http-blue"]);
    expect(destinations(resize("web-blue", 4, 0))).toEqual([]);
  });

  it.each([
    ["all of the side's instances are healthy", healthyTargets(4), 4, 10, "ready"],
    ["one is missing", healthyTargets(3), 4, 10, "not ready"],
    ["the side is empty", [], 0, 10, "not ready"],
    ["it never gets healthy", healthyTargets(3), 4, 600, "failed"],
  ])("waits for the side that gets it: %s", (_, states, desired, elapsed, expected) => {
    const seen = view("green", side("blue", states, { desired }), side("green", healthyTargets(4)));
    expect(destinationGate(seen, ["arn:tg/http-blue"], wait(elapsed)).verdict).toBe(expected);
  });
});

describe("an undo that would harm a side with production traffic", () => {
  const both = (active: "blue" | "green") =>
    view(active, side("blue", healthyTargets(4)), side("green", healthyTargets(4)));
  const of = (kind: Kind, id: string, before: State | null, after: State | null): Change => ({
    resource: { kind, id },
    before,
    after,
  });
  const [running, suspended] = [{ AlarmNotification: "running" }, { AlarmNotification: "suspended" }];

  it.each<[string, Change, string]>([
    ["to take its instances away", resize("web-green", 4, 0), "web-green was not taken back to 0 instances"],
    [
      "to launch an earlier release",
      of("group-launch-template", "web-green", { version: "2" }, { version: "1" }),
      "web-green was not taken back to its earlier launch template",
    ],
    [
      "to delete what it launches from",
      of("launch-template-version", "lt-web-green/sarcelle d-1", { data: {} }, null),
      "the launch template version that web-green runs was not deleted",
    ],
    [
      "to stop it from scaling",
      of("group-processes", "web-green", running, suspended),
      "web-green's scaling was not suspended",
    ],
  ])("is left: %s", (_, undo, what) => {
    expect(concernsTraffic(undo)).toBe(true);
    expect(wouldStarve(undo, both("green"))).toBe(`${what}, since listener 80 still sends it production traffic.`);
    expect(wouldStarve(undo, both("blue"))).toBeUndefined();
  });

  it.each<[string, Change]>([
    ["it adds instances", resize("web-green", 0, 4)],
    ["it lets the side scale again", of("group-processes", "web-green", suspended, running)],
    ["it moves the traffic", listenerBack("blue")],
    [
      "it keeps unhealthy instances for now",
      of("group-processes", "web-green", { ReplaceUnhealthy: "running" }, { ReplaceUnhealthy: "suspended" }),
    ],
  ])("is made where %s", (_, undo) => {
    expect(wouldStarve(undo, both("green"))).toBeUndefined();
  });
});

describe("after the last undo", () => {
  it("names the groups whose size or existence was touched, once each", () => {
    const made: Change = { resource: { kind: "auto-scaling-group", id: "web-green" }, before: null, after: {} };
    const entries = [resize("web", 4, 0), resize("web", 0, 4), made, listenerBack("blue")].map((change) =>
      entry(change),
    );
    expect(touchedGroups(entries)).toEqual(["web", "web-green"]);
  });

  it.each([
    ["every instance is in service", group("web"), "ready"],
    ["instances are still to go", group("web", { desired: 0, instances: group("web").instances }), "not ready"],
    [
      "one is on its way",
      group("web", { desired: 1, instances: [{ id: "i-1", lifecycleState: "Pending", healthStatus: "Healthy" }] }),
      "not ready",
    ],
  ])("waits until the groups have settled: %s", (_, settled, expected) => {
    expect(settledGate([settled], wait(10)).verdict).toBe(expected);
  });
});

describe("what could not be undone", () => {
  it("is said with what was found, the command that restores it, and how to go on", () => {
    expect(
      incomplete("web-live", 5, [entry(resize("web", 4, 0), "group-capacity web was changed by somebody else.")]),
    ).toBe(
      [
        "1 of 5 changes could not be undone; everything else is undone, and 'web-live' stays locked.",
        "- group-capacity web was changed by somebody else.",
        "  To restore it: aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --min-size 0 --max-size 8 --desired-capacity 4",
        "Then continue with 'sarcelle rollback web-live', or keep things as they are with 'sarcelle rollback web-live --accept REASON'.",
      ].join("\n"),
    );
  });
});
