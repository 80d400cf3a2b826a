import { describe, expect, it } from "vitest";
import { isVoid, type Json } from "../../../src/changes/change.ts";
import {
  emptyIdleSide,
  launchRelease,
  registerRelease,
  releaseData,
  releaseOf,
  scaleDown,
} from "../../../src/deployment/deploy.ts";
import { endBake, shiftGate, shiftTraffic } from "../../../src/deployment/switch.ts";
import type { GroupView } from "../../../src/deployment/view.ts";
import { NotAsRegistered } from "../../../src/errors.ts";
import { healthyTargets, side, view } from "./world.ts";

const release = { version: "2.0.0", commit: "0123456789abcdef", imageId: "ami-2", userData: "A=1" };
const resting = { ScheduledActions: "suspended", AlarmNotification: "suspended" };
const running = { ScheduledActions: "running", AlarmNotification: "running" };

describe("the plan of a deploy", () => {
  it("empties the idle side, and lets nothing scale it meanwhile", () => {
    expect(emptyIdleSide(side("green", healthyTargets(4)))).toEqual([
      { resource: { kind: "group-processes", id: "web-green" }, before: running, after: resting },
      {
        resource: { kind: "group-capacity", id: "web-green" },
        before: { min: 2, max: 8, desired: 4 },
        after: { min: 0, max: 8, desired: 0 },
      },
    ]);
  });

  it("changes nothing on a side that is empty and rests", () => {
    const empty = side("green", [], {
      min: 0,
      desired: 0,
      suspended: ["ScheduledActions", "AlarmNotification", "AZRebalance"],
    });
    expect(emptyIdleSide(empty).filter((change) => !isVoid(change))).toEqual([]);
  });

  it("takes the active side's launch template and puts the release on top", () => {
    const active = {
      ImageId: "ami-1",
      InstanceType: "m7g.large",
      UserData: "b2xk",
      TagSpecifications: [
        { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] },
        {
          ResourceType: "instance",
          Tags: [
            { Key: "team", Value: "web" },
            { Key: "sarcelle:version", Value: "1.0.0" },
          ],
        },
      ],
    };
    expect(releaseData(active, { ...release, overrides: { InstanceType: "m8g.large" } })).toEqual({
      ImageId: "ami-2",
      InstanceType: "m8g.large",
      UserData: "QT0x",
      TagSpecifications: [
        { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] },
        {
          ResourceType: "instance",
          Tags: [
            { Key: "team", Value: "web" },
            { Key: "sarcelle:version", Value: "2.0.0" },
            { Key: "sarcelle:commit", Value: "0123456789abcdef" },
          ],
        },
      ],
    });
  });

  const tagsOfRelease = [
    { Key: "sarcelle:version", Value: "2.0.0" },
    { Key: "sarcelle:commit", Value: "0123456789abcdef" },
  ];
  const ofInstance = (...Tags: readonly Json[]) => ({ ResourceType: "instance", Tags });
  const volume = { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] };

  it.each<[string, Json | undefined, Json]>([
    ["nothing", undefined, [ofInstance(...tagsOfRelease)]],
    ["other resources alone", [volume], [volume, ofInstance(...tagsOfRelease)]],
    ["instances without a tag", [{ ResourceType: "instance" }], [ofInstance(...tagsOfRelease)]],
    [
      "instances, with an earlier release",
      [
        ofInstance({ Key: "sarcelle:commit", Value: "1" }, { Key: "sarcelle:version", Value: "1" }, ...volume.Tags),
        volume,
      ],
      [volume, ofInstance(...volume.Tags, ...tagsOfRelease)],
    ],
    ["what is not of EC2's form", ["x", null, ofInstance("x", null)], ["x", null, ofInstance(...tagsOfRelease)]],
  ])("tags the instances with the release where the template tags %s", (_, specifications, expected) => {
    const active = specifications === undefined ? {} : { TagSpecifications: specifications };
    const { userData: _none, ...withoutUserData } = release;
    expect(releaseData({ UserData: "b2xk", ...active }, withoutUserData)).toEqual({
      ImageId: "ami-2",
      UserData: "b2xk",
      TagSpecifications: expected,
    });
  });

  it.each<[{ readonly [key: string]: Json }, string | null]>([
    [{ TagSpecifications: [volume, ofInstance(...volume.Tags, ...tagsOfRelease)] }, "2.0.0"],
    [{ TagSpecifications: [volume, ofInstance(...volume.Tags)] }, null],
    [{ TagSpecifications: [ofInstance({ Key: "sarcelle:version" })] }, null],
    [
      { TagSpecifications: [{ ResourceType: "instance" }, null, [], ofInstance(null, "x", [], ...tagsOfRelease)] },
      "2.0.0",
    ],
    [{ TagSpecifications: "x" }, null],
    [{}, null],
  ])("finds the version again in a template's data: %j", (data, version) => {
    expect(releaseOf(data)).toBe(version);
  });

  it("makes one launch template version, found again by the deployment's name", () => {
    expect(registerRelease(side("green", []), "d-1", { ImageId: "ami-2" })).toEqual([
      {
        resource: { kind: "launch-template-version", id: "lt-web-green/sarcelle d-1" },
        before: null,
        after: { data: { ImageId: "ami-2" } },
      },
    ]);
  });

  it("launches it at the size that the active side has now", () => {
    const idle = side("green", [], {
      min: 0,
      max: 8,
      desired: 0,
      tags: { "sarcelle:size-before-scaledown": "min 1, max 8, desired 3" },
    });
    expect(launchRelease(idle, side("blue", healthyTargets(6), { min: 3, max: 9, desired: 6 }), "7")).toEqual([
      {
        resource: { kind: "tags", id: "autoscaling:web-green" },
        before: { "sarcelle:size-before-scaledown": "min 1, max 8, desired 3" },
        after: { "sarcelle:size-before-scaledown": null },
      },
      {
        resource: { kind: "group-launch-template", id: "web-green" },
        before: { launchTemplateId: "lt-web-green", version: "1" },
        after: { launchTemplateId: "lt-web-green", version: "7" },
      },
      {
        resource: { kind: "group-capacity", id: "web-green" },
        before: { min: 0, max: 8, desired: 0 },
        after: { min: 3, max: 9, desired: 6 },
      },
    ]);
  });
});

describe("the plan of a scaledown", () => {
  it("remembers the size before it empties the side", () => {
    expect(scaleDown(side("blue", healthyTargets(4)))[0]).toEqual({
      resource: { kind: "tags", id: "autoscaling:web-blue" },
      before: { "sarcelle:size-before-scaledown": null },
      after: { "sarcelle:size-before-scaledown": "min 2, max 8, desired 4" },
    });
  });

  it.each<[string, Partial<GroupView>, readonly string[]]>([
    ["does not overwrite the size that an empty side remembers", { min: 0, desired: 0 }, ["group-processes"]],
    [
      "remembers the size of a side that has an instance",
      { min: 0, desired: 1 },
      ["tags", "group-processes", "group-capacity"],
    ],
    [
      "remembers the size of a side that would be filled again",
      { min: 1, desired: 0 },
      ["tags", "group-processes", "group-capacity"],
    ],
  ])("%s", (_, size, expected) => {
    expect(scaleDown(side("blue", [], size)).map((change) => change.resource.kind)).toEqual(expected);
  });
});

describe("the plan of a switch", () => {
  it("lets the next side scale but replace nothing, points every listener at it, then lets the old side rest", () => {
    const green = side("green", healthyTargets(4), { suspended: ["ScheduledActions", "AlarmNotification"] });
    const before = view("blue", side("blue", healthyTargets(4)), green);
    const after = view("green");
    expect(shiftTraffic(before)).toEqual([
      {
        resource: { kind: "group-processes", id: "web-green" },
        before: { ...resting, ReplaceUnhealthy: "running" },
        after: { ...running, ReplaceUnhealthy: "suspended" },
      },
      {
        resource: { kind: "listener", id: "arn:listener/http" },
        before: { actions: before.listeners[0]?.actions },
        after: { actions: after.listeners[0]?.actions },
      },
      {
        resource: { kind: "listener-rule", id: "arn:rule/https" },
        before: { actions: before.listeners[1]?.actions },
        after: { actions: after.listeners[1]?.actions },
      },
      { resource: { kind: "group-processes", id: "web-blue" }, before: running, after: resting },
    ]);
  });

  it("is refused where a target group has no counterpart on the other side", () => {
    const green = { ...side("green", healthyTargets(4)), targetGroups: [] };
    expect(() => shiftTraffic(view("blue", side("blue", healthyTargets(4)), green))).toThrow(
      new NotAsRegistered(
        "Target group arn:tg/http-blue has no counterpart on green: the placeholder listeners of both sides must name one target group for each production listener.",
      ),
    );
  });

  it("keeps suspended on the next side what a person suspended on the active one", () => {
    const blue = side("blue", healthyTargets(4), { suspended: ["AlarmNotification"] });
    const green = side("green", healthyTargets(4), { suspended: ["ScheduledActions", "AlarmNotification"] });
    expect(shiftTraffic(view("blue", blue, green))[0]?.after).toEqual({
      ScheduledActions: "running",
      AlarmNotification: "suspended",
      ReplaceUnhealthy: "suspended",
    });
  });

  it("ends with a side that replaces unhealthy instances as the other one does", () => {
    const green = side("green", healthyTargets(4), { suspended: ["ReplaceUnhealthy"] });
    const resource = { kind: "group-processes", id: "web-green" };
    expect(endBake(view("green", side("blue", healthyTargets(4)), green))).toEqual([
      { resource, before: { ReplaceUnhealthy: "suspended" }, after: { ReplaceUnhealthy: "running" } },
    ]);
    const blue = side("blue", healthyTargets(4), { suspended: ["ReplaceUnhealthy"] });
    expect(endBake(view("green", blue, green)).filter((change) => !isVoid(change))).toEqual([]);
  });
});

describe("before the traffic is moved, at every try", () => {
  const [blue, green] = [side("blue", healthyTargets(4)), side("green", healthyTargets(4))];
  const weak = (which: "blue" | "green") => side(which, healthyTargets(3));
  const planned = shiftTraffic(view("blue", blue, green));
  const half = view("blue", blue, weak("green"));
  const moved = view("green", blue, weak("green")).listeners[0];
  const failed = (which: string, other: string) => ({
    verdict: "failed",
    reason: `${which} cannot take the traffic: http-${which} has 3 healthy targets, ${other} runs 4`,
  });

  it("the side that is to get it can carry what the other runs", () => {
    expect(shiftGate(view("blue", blue, green), []).verdict).toBe("ready");
    expect(shiftGate(view("blue", blue, weak("green")), [])).toEqual(failed("green", "blue"));
    expect(shiftGate(view("green", weak("blue"), green), [])).toEqual(failed("blue", "green"));
  });

  it("it is the side that was planned to get it, though listeners were moved already", () => {
    expect(shiftGate(view("green", blue, green), planned).verdict).toBe("ready");
    expect(shiftGate(view("green", blue, weak("green")), planned)).toEqual(failed("green", "blue"));
    const split = { ...half, listeners: half.listeners.map((each, index) => (index === 0 ? (moved ?? each) : each)) };
    expect(shiftGate(split, planned)).toEqual(failed("green", "blue"));
  });
});
