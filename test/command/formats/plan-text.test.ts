import { describe, expect, it } from "vitest";
import { describePlan } from "../../../command/formats/plan-text.ts";
import type { State } from "../../../src/changes/change.ts";

it("a plan shows creates, deletes and updates by their sign, each with what changes, before → after", () => {
  const plan = describePlan([
    { resource: { kind: "target-group", id: "web-green" }, before: null, after: { Port: 80, Tags: { side: "green" } } },
    {
      resource: { kind: "group-capacity", id: "web" },
      before: { min: 2, max: 4, desired: 2 },
      after: { min: 0, max: 4, desired: 0 },
    },
    {
      resource: { kind: "tags", id: "autoscaling:web" },
      before: { "sarcelle:side": null },
      after: { "sarcelle:side": "blue" },
    },
    { resource: { kind: "lifecycle-hook", id: "web/drain" }, before: { HeartbeatTimeout: 30 }, after: null },
  ]);
  expect(plan.split("\n")).toEqual([
    "+ target-group web-green",
    "    Port: 80",
    '    Tags: {"side":"green"}',
    "~ group-capacity web",
    "    min: 2 → 0",
    "    desired: 2 → 0",
    "~ tags autoscaling:web",
    '    sarcelle:side: null → "blue"',
    "- lifecycle-hook web/drain",
    "    HeartbeatTimeout: 30",
  ]);
});

it("an attribute that is on one side only is shown as absent on the other", () => {
  const resource = { kind: "listener", id: "arn:listener" } as const;
  expect(describePlan([{ resource, before: { a: 1 }, after: { b: 2 } }]).split("\n")).toEqual([
    "~ listener arn:listener",
    "    a: 1 → (absent)",
    "    b: (absent) → 2",
  ]);
});

it("a plan without changes says so", () => {
  expect(describePlan([])).toBe("Nothing to change.");
});

describe("what would be a long line", () => {
  const targetGroup = (name: string) =>
    `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0123456789abcdef`;
  const forward = (...groups: readonly (readonly [name: string, Weight: number])[]) => ({
    Type: "forward",
    ForwardConfig: { TargetGroups: groups.map(([name, Weight]) => ({ TargetGroupArn: targetGroup(name), Weight })) },
  });
  const told = (before: State | null, after: State | null) =>
    describePlan([{ resource: { kind: "listener", id: "arn:listener" }, before, after }])
      .split("\n")
      .slice(1);
  const login = {
    Type: "authenticate-oidc",
    Issuer: "https://login.example.com",
    Scope: "openid and whatever else there is",
  };

  it("names the target groups that traffic is forwarded to, with their weights where there are several", () => {
    expect(told({ actions: [forward(["web", 1])] }, { actions: [forward(["web", 90], ["web-green", 10])] })).toEqual([
      "    actions.0.ForwardConfig.TargetGroups: web → web 90, web-green 10",
    ]);
    expect(told({ actions: [login, forward(["web", 1])] }, { actions: [login, forward(["web-green", 1])] })).toEqual([
      "    actions.1.ForwardConfig.TargetGroups: web → web-green",
    ]);
  });

  it("is told by its members, of which only those that differ, or all of what is created", () => {
    const settings = {
      "deregistration_delay.timeout_seconds": "300",
      "load_balancing.algorithm.type": "round_robin",
      "stickiness.enabled": "false",
    };
    expect(told({ Attributes: settings }, { Attributes: { ...settings, "stickiness.enabled": "true" } })).toEqual([
      '    Attributes.stickiness.enabled: "false" → "true"',
    ]);
    expect(told(null, { Attributes: settings })).toEqual([
      '    Attributes.deregistration_delay.timeout_seconds: "300"',
      '    Attributes.load_balancing.algorithm.type: "round_robin"',
      '    Attributes.stickiness.enabled: "false"',
    ]);
  });

  it("is broken at the arrow where it has no members", () => {
    const [long, longer] = ["a".repeat(80), "b".repeat(90)];
    expect(told({ Name: long }, { Name: longer })).toEqual([`    Name: "${long}"`, `      → "${longer}"`]);
    expect(told({ Tags: null }, { Tags: { a: long, b: longer } })).toEqual([
      "    Tags: null",
      `      → {"a":"${long}","b":"${longer}"}`,
    ]);
  });
});
