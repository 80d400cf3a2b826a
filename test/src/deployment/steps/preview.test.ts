import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../../src/deployment/request.ts";
import { afterChanges } from "../../../../src/deployment/steps/after-changes.ts";
import { order, stepsOf } from "../../../../src/deployment/steps/order.ts";
import { preview } from "../../../../src/deployment/steps/preview.ts";
import { sideWithAll, trafficOf } from "../../../../src/deployment/traffic.ts";
import { healthyTargets, registered, side, view } from "../world.ts";

const release = { version: "2", commit: "2222222", imageId: "ami-2" };
const idle = side("green", [], {
  min: 0,
  desired: 0,
  instances: [],
  suspended: ["ScheduledActions", "AlarmNotification"],
});
const scene = {
  environment: registered(),
  deployment: { id: "d-1", release },
  planned: [],
  view: view("blue", side("blue", healthyTargets(4)), idle),
  alarms: [],
  predictive: [],
  template: { ImageId: "ami-1" },
  templateTags: {},
  holdSight: { alarms: {}, at: 0 },
};
const shown = (steps: ReturnType<typeof preview>) =>
  steps.map(({ name, changes }) => [name, changes.map(({ resource: { kind, id } }) => `${kind} ${id}`)]);

describe("the steps of a request", () => {
  const names = (request: object) =>
    stepsOf(parseRequest({ environment: "web-live", ...request })).map(({ name }) => name);

  it("are those of its action, in order", () => {
    expect(names({ action: "switch" })).toEqual([
      "EndHold",
      "OpenPreview",
      "AwaitApproval",
      "MatchCapacity",
      "ClosePreview",
      "MoveTraffic",
      "ConfirmTraffic",
    ]);
    expect(names({ action: "scaledown" })).toEqual(["EndHold", "ScaleDown", "AwaitScaledDown"]);
  });

  it("end a release with a scaledown only if it is asked to", () => {
    const all = order.release.map(({ name }) => name);
    expect(names({ action: "release", release, scaledown: true })).toEqual(all);
    expect(names({ action: "release", release })).toEqual(all.slice(0, -2));
  });
});

describe("the preview of an action", () => {
  it("plans each step from what the ones before it leave behind", () => {
    expect(shown(preview(order.release, scene))).toEqual([
      ["EndHold", []],
      ["EmptyIdleSide", []],
      ["RegisterRelease", ["launch-template-version lt-web-green/sarcelle d-1"]],
      ["LaunchRelease", ["group-launch-template web-green", "group-capacity web-green"]],
      ["OpenPreview", []],
      ["MatchCapacity", []],
      ["ClosePreview", []],
      [
        "MoveTraffic",
        [
          "group-capacity web-green",
          "group-processes web-green",
          "listener arn:listener/http",
          "listener-rule arn:rule/https",
          "group-processes web-blue",
        ],
      ],
      ["ConfirmTraffic", ["group-processes web-green"]],
      ["ScaleDown", ["group-capacity web-blue"]],
    ]);
  });

  it("opens a preview, and closes what it opened", () => {
    const environment = registered({ preview: { header: { name: "X-Preview", value: "yes" } } });
    // Nobody has to log in.
    const listeners = scene.view.listeners.map((each) => ({ ...each, actions: each.actions.slice(-1) }));
    const deployment = { ...scene.deployment, action: "release" };
    const all = shown(
      preview(order.release, { ...scene, environment, deployment, view: { ...scene.view, listeners } }),
    );
    const rules = [
      "preview-rule arn:listener/http:50000 sarcelle:environment=web-live",
      "preview-rule arn:rule:4 sarcelle:environment=web-live",
    ];
    expect(all.filter(([name]) => String(name).endsWith("Preview"))).toEqual([
      ["OpenPreview", rules],
      ["ClosePreview", rules],
    ]);
  });

  it("says what has to be seen before a step can be planned", () => {
    const { view: _unseen, ...blind } = scene;
    expect(() => preview(order.switch, blind)).toThrow(
      new TypeError("OpenPreview cannot be planned without having seen: view."),
    );
  });
});

describe("the environment after changes", () => {
  const seenAfter = (...changes: Parameters<typeof afterChanges>[1]) => afterChanges(scene.view, changes);

  it("has its groups' sizes, processes and templates, and its listeners' actions, as they were changed", () => {
    const changes = preview(order.release, scene).flatMap((step) => step.changes);
    const seen = seenAfter(...changes);
    expect(sideWithAll(trafficOf(seen))).toBe("green");
    expect(seen.sides.green.group).toEqual({
      ...idle.group,
      min: 4,
      // Held: that is its own.
      returnsTo: 2,
      max: 8,
      desired: 4,
      launchTemplate: { id: "lt-web-green", name: "web-green", version: "(the version made above)" },
      suspended: [],
    });
    expect(seen.sides.blue.group).toEqual({
      ...scene.view.sides.blue.group,
      min: 0,
      desired: 0,
      instances: [],
      suspended: ["ScheduledActions", "AlarmNotification"],
    });
  });

  it("is the same where the changes are of something else", () => {
    const of = (kind: "group-capacity" | "tags" | "listener", id: string, attributes: object) => ({
      resource: { kind, id },
      before: null,
      after: { ...attributes },
    });
    expect(
      seenAfter(
        of("group-capacity", "other", { min: 9 }),
        of("tags", "web-blue", { min: 9 }),
        of("listener", "arn:other", { actions: [] }),
        of("listener", "arn:rule/https", { actions: [] }),
        { resource: { kind: "listener", id: "arn:listener/http" }, before: null, after: null },
      ),
    ).toEqual(scene.view);
  });

  it("has each process suspended once, and none that is to run", () => {
    const after = { ScheduledActions: "suspended", AlarmNotification: "running", AZRebalance: "running" };
    const seen = seenAfter({ resource: { kind: "group-processes", id: "web-green" }, before: null, after });
    expect(seen.sides.green.group.suspended).toEqual(["ScheduledActions"]);
  });

  it("keeps of a size what a change does not touch", () => {
    const held = seenAfter({
      resource: { kind: "group-capacity", id: "web-blue" },
      before: { min: 2 },
      after: { min: 4 },
    });
    expect(held.sides.blue.group).toEqual({ ...scene.view.sides.blue.group, min: 4, returnsTo: 2 });
  });
});
