import { describe, expect, it } from "vitest";
import type { Hold } from "../../../src/deployment/hold.ts";
import {
  emptyAndUnreached,
  marksIn,
  type Retiring,
  refuseUnretirable,
  retiringAfter,
  stayNotices,
  takeAway,
} from "../../../src/deployment/retiring.ts";
import { healthyTargets, side, view } from "./world.ts";

const part = (kind: Retiring["parts"][number]["resource"]["kind"], id: string, state: object) => ({
  resource: { kind, id },
  state: state as Retiring["parts"][number]["state"],
});
const group = { MinSize: 2, MaxSize: 4, DesiredCapacity: 2, NewInstancesProtectedFromScaleIn: true };
const retiring: Retiring = {
  parts: [
    part("registration", "web-live", { registration: { name: "web-live" } }),
    part("tags", "autoscaling:web", { "sarcelle:environment": "web-live" }),
    part("target-group", "web-green", { Port: 80 }),
    part("auto-scaling-group", "web-green", group),
    part("group-processes", "web-green", { Launch: "running", AlarmNotification: "suspended" }),
    part("scaling-alarm", "busy-green", { Threshold: 1 }),
  ],
  instances: 0,
  forwarding: [],
  stays: ["web", "web-blue"],
  launches: { version: "2", template: "web-green", latest: "2" },
};
const on = (active: "blue" | "green") =>
  view(active, side("blue", healthyTargets(2)), side("green", healthyTargets(2)));
const hold: Hold = { group: "web", min: 3, returnTo: 2, since: 0, until: 1_000 };
const free: readonly Hold[] = [];

describe("what is taken away", () => {
  it("goes alarms first, each group's parts before it, and the registration last; what is set is as on a new group, tags are off", () => {
    const all = [
      "registration",
      "tags",
      "target-group",
      "auto-scaling-group",
      "group-processes",
      "scaling-alarm",
    ] as const;
    const changes = takeAway(retiring, all);
    expect(changes.map(({ resource: { kind }, after }) => [kind, after === null])).toEqual([
      ["scaling-alarm", true],
      ["group-processes", false],
      ["auto-scaling-group", true],
      ["target-group", true],
      ["tags", false],
      ["registration", true],
    ]);
    expect(changes[1]?.after).toMatchObject({ Launch: "running", AlarmNotification: "running" });
    expect(changes[4]?.after).toEqual({ "sarcelle:environment": null });
    expect(takeAway(retiring, ["tags"]).map(({ resource }) => resource.id)).toEqual(["autoscaling:web"]);
  });

  it("is planned as it is once the side is emptied", () => {
    const emptied = retiringAfter(retiring, [
      { resource: { kind: "group-capacity", id: "web-green" }, before: null, after: { min: 0, max: 4, desired: 0 } },
      { resource: { kind: "scale-in-protection", id: "web-green" }, before: null, after: { newInstances: false } },
      { resource: { kind: "group-processes", id: "web-green" }, before: null, after: { Launch: "suspended" } },
      { resource: { kind: "group-capacity", id: "web" }, before: null, after: { min: 9 } },
    ]);
    expect(emptied.parts[3]?.state).toEqual({
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity: 0,
      NewInstancesProtectedFromScaleIn: false,
    });
    expect(emptied.parts[4]?.state).toEqual({ Launch: "suspended", AlarmNotification: "suspended" });
  });

  it("are our tags, and nobody else's", () => {
    expect(marksIn({ "sarcelle:side": "blue", team: "shop" })).toEqual({ "sarcelle:side": "blue" });
  });
});

describe("green", () => {
  it.each<[string, Partial<Retiring>, readonly Hold[], object]>([
    ["is taken away once it is empty and unreached", {}, [], { verdict: "ready" }],
    ["is not while instances go", { instances: 1 }, [], { verdict: "failed" }],
    ["is not while a listener forwards to it", { forwarding: ["listener 80"] }, [], { verdict: "failed" }],
    ["is not while a side is held", {}, [hold], { verdict: "failed" }],
  ])("%s", (_, more, held, verdict) => {
    expect(emptyAndUnreached({ ...retiring, ...more }, held)).toMatchObject(verdict);
  });
});

describe("an environment", () => {
  it("may be retired with its traffic on blue, and says what becomes of its launch templates", () => {
    expect(() => refuseUnretirable("web-live", on("blue"), retiring, free)).not.toThrow();
    expect(
      stayNotices({ ...retiring, stays: ["other", on("blue").sides.blue.group.launchTemplate.name] }, on("blue")),
    ).toEqual([
      "Launch template 'other' stays as it is; Sarcelle's tags are taken off.",
      expect.stringContaining("stays, with the release that blue launches from it, and is yours"),
    ]);
  });

  it.each<[string, "blue" | "green", Partial<Retiring>, readonly Hold[], string]>([
    ["its traffic on green", "green", {}, free, "'sarcelle switch web-live --to blue' first"],
    [
      "a rule of somebody's that forwards to green",
      "blue",
      { forwarding: ["the rule"] },
      free,
      "the rule forwards to green",
    ],
    ["a hold", "blue", {}, [hold], "Retire it after that"],
    [
      "a protected group",
      "blue",
      { parts: [part("auto-scaling-group", "web-green", { DeletionProtection: "prevent-all-deletion" })] },
      free,
      "--deletion-protection none",
    ],
    [
      "a version of green's template that nobody launches",
      "blue",
      { launches: { version: "2", template: "web-green", latest: "3" } },
      free,
      "delete-launch-template-versions",
    ],
  ])("is refused with %s, with what to do", (_, active, more, standing, says) => {
    expect(() => refuseUnretirable("web-live", on(active), { ...retiring, ...more }, standing)).toThrow(says);
  });
});
