import { describe, expect, it } from "vitest";
import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import {
  fingerprintDifferences,
  liveDifferences,
  liveFingerprint,
} from "../../../../src/deployment/upgrade/live-fingerprint.ts";
import { environment, live, loadBalancerArn } from "./described-live.ts";

const changed = (after: Live) =>
  fingerprintDifferences(liveFingerprint(live, environment), liveFingerprint(after, environment));

const [http, ...otherListeners] = live.listeners;
const [target, ...otherTargets] = live.targetGroups;
const { WarmPoolConfiguration: _pool, ...withoutPool } = live.group;
const [schedule] = live.scheduledActions;

describe("the live fingerprint is the same", () => {
  it.each<[string, Live]>([
    [
      "after the upgrade's own tags and placeholder listeners",
      {
        ...live,
        group: {
          ...live.group,
          Tags: [...(live.group.Tags ?? []), { Key: "sarcelle:side", Value: "blue", PropagateAtLaunch: false }],
        },
        targetGroups: live.targetGroups.map((each) => ({
          ...each,
          tags: [...each.tags, { Key: "sarcelle:environment", Value: "shop-live" }],
        })),
        listeners: [
          ...live.listeners,
          { listener: { LoadBalancerArn: loadBalancerArn, Port: 8081, Protocol: "HTTP" }, rules: [] },
        ],
      },
    ],
    [
      "when AWS moved what it moves",
      {
        ...live,
        group: { ...live.group, DesiredCapacity: 5, Instances: [], PredictedCapacity: 6 },
        alarms: live.alarms.map((each) => ({ ...each, alarm: { ...each.alarm, StateValue: "ALARM" as const } })),
        scheduledActions: [{ ...schedule, StartTime: "2026-06-02T06:00:00.000Z" }],
      },
    ],
    [
      "where no tag is left but the upgrade's own",
      {
        ...live,
        alarms: live.alarms.map((each) => ({ ...each, tags: [{ Key: "sarcelle:side", Value: "blue" }] })),
      },
    ],
    ["whatever order AWS describes things in", { ...live, listeners: live.listeners.toReversed() }],
  ])("%s", (_name, after) => {
    expect(changed(after)).toEqual([]);
  });

  it("of a group that had no tag, once it has the upgrade's own", () => {
    const tagged = (...Tags: NonNullable<Live["group"]["Tags"]>): Live => ({ ...live, group: { ...live.group, Tags } });
    const own = { Key: "sarcelle:side", Value: "blue", PropagateAtLaunch: false };
    const [before, after] = [tagged(), tagged(own)].map((each) => liveFingerprint(each, environment));
    expect(fingerprintDifferences(before, after)).toEqual([]);
  });
});

describe("the live fingerprint tells where it differs:", () => {
  it.each<[string, Live, readonly string[]]>([
    [
      "a listener",
      {
        ...live,
        listeners: [{ listener: { ...http?.listener, Protocol: "TLS" }, rules: http?.rules ?? [] }, ...otherListeners],
      },
      ['listeners.80.Protocol: "HTTP" → "TLS"'],
    ],
    [
      "a target group's attribute",
      {
        ...live,
        targetGroups: [
          { ...(target as NonNullable<typeof target>), attributes: [{ Key: "stickiness.enabled", Value: "true" }] },
          ...otherTargets,
        ],
      },
      [
        `targetGroups.${target?.targetGroup.TargetGroupArn}.Attributes.deregistration_delay.timeout_seconds: "30" → (absent)`,
        `targetGroups.${target?.targetGroup.TargetGroupArn}.Attributes.stickiness.app_cookie.cookie_name: "" → (absent)`,
        `targetGroups.${target?.targetGroup.TargetGroupArn}.Attributes.stickiness.enabled: "false" → "true"`,
      ],
    ],
    ["the group's bounds", { ...live, group: { ...live.group, MinSize: 3 } }, ["group.MinSize: 2 → 3"]],
    [
      "something that is gone",
      { ...live, lifecycleHooks: [] },
      [
        'lifecycleHooks.warm-cache: {"LifecycleTransition":"autoscaling:EC2_INSTANCE_LAUNCHING","HeartbeatTimeout":120,"DefaultResult":"ABANDON","NotificationTargetARN":"arn:aws:sqs:eu-west-1:123456789012:warming","RoleARN":"arn:aws:iam::123456789012:role/warming"} → (absent)',
      ],
    ],
    [
      "a tag that is not of ours",
      {
        ...live,
        launchTemplate: {
          ...live.launchTemplate,
          template: { ...live.launchTemplate.template, Tags: [{ Key: "team", Value: "ops" }] },
        },
      },
      ['launchTemplate.Tags.team: "shop" → "ops"'],
    ],
    [
      "something that had no value",
      { ...live, group: withoutPool },
      ['warmPool: {"PoolState":"Stopped","MinSize":2,"InstanceReusePolicy":{"ReuseOnScaleIn":true}} → null'],
    ],
    [
      "another launch template of the same settings",
      {
        ...live,
        launchTemplate: {
          ...live.launchTemplate,
          template: { ...live.launchTemplate.template, LaunchTemplateId: "lt-2" },
        },
      },
      ['launchTemplate.LaunchTemplateId: "lt-0a20c965061f64abc" → "lt-2"'],
    ],
    [
      "a new version that the group would launch",
      {
        ...live,
        launchTemplate: { ...live.launchTemplate, version: { ...live.launchTemplate.version, VersionNumber: 8 } },
      },
      ["launchTemplate.Version: 7 → 8"],
    ],
  ])("%s", (_name, after, paths) => {
    expect(changed(after)).toEqual(paths);
  });

  it("the start of an action that happens once", () => {
    const once = (StartTime: string) =>
      liveFingerprint(
        { ...live, scheduledActions: [{ ScheduledActionName: "once", StartTime, MinSize: 4 }] },
        environment,
      );
    expect(fingerprintDifferences(once("2026-06-01T06:00:00.000Z"), once("2026-06-02T06:00:00.000Z"))).toEqual([
      'scheduledActions.once.StartTime: "2026-06-01T06:00:00.000Z" → "2026-06-02T06:00:00.000Z"',
    ]);
  });

  it("by the path to each value that is on one side only", () => {
    expect(fingerprintDifferences({ a: 1, b: { c: 2 } }, { b: { c: 3 }, d: 4 })).toEqual([
      "a: 1 → (absent)",
      "b.c: 2 → 3",
      "d: (absent) → 4",
    ]);
  });
});

describe("on a load balancer that the environment shares", () => {
  const differing = (after: Live, registered = environment) =>
    liveDifferences(liveFingerprint(live, registered), liveFingerprint(after, registered), registered);
  const fixed = (StatusCode: string) => [{ Type: "fixed-response" as const, FixedResponseConfig: { StatusCode } }];
  const withHttp = (changed: object, ...rules: Live["listeners"][number]["rules"]): Live => ({
    ...live,
    listeners: [
      { listener: { ...http?.listener, ...changed }, rules: [...(http?.rules ?? []), ...rules] },
      ...otherListeners,
    ],
  });

  it("another's listener and rule that come meanwhile are no difference", () => {
    const after = withHttp({}, { Priority: "77", Actions: fixed("404") });
    const other = { listener: { LoadBalancerArn: loadBalancerArn, Port: 9180, Protocol: "HTTP" as const }, rules: [] };
    expect(differing({ ...after, listeners: [...after.listeners, other] })).toEqual([]);
  });

  it("what it registers is one: settings, the default action, and a rule", () => {
    expect(differing(withHttp({ Protocol: "TLS" }))).toEqual(['listeners.80.Protocol: "HTTP" → "TLS"']);
    expect(differing(withHttp({ DefaultActions: fixed("503") }))).toEqual([
      expect.stringMatching(/^listeners\.80\.DefaultActions: /),
    ]);
    const byRule = { ...environment, listeners: environment.listeners.map((each) => ({ ...each, priority: 77 })) };
    const ofRule = withHttp({}, { Priority: "77", Actions: fixed("404") });
    expect(differing(ofRule, byRule)).toEqual([expect.stringMatching(/^listeners\.80\.rules\.77: \(absent\) → /)]);
    expect(differing(withHttp({ DefaultActions: fixed("503") }), byRule)).toEqual([]);
  });
});
