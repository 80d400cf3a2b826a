import { describe, expect, it } from "vitest";
import { comparableState, differences } from "../../../proof/dump/comparable-state.ts";

type Change = (dump: ReturnType<typeof world>) => void;

const targetGroup = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0`;
const [first, second, gone] = ["i-00000000000000001", "i-00000000000000002", "i-00000000000000003"];

const instance = (id: string, state: string) => ({
  id,
  state,
  since: 1_000,
  launchedAt: 900,
  imageId: "ami-1",
  clientToken: `token of ${id}`,
  reservationId: `r-${id}`,
  privateIpAddress: `172.31.0.${id.slice(-1)}`,
  stateTransitionReason: state === "terminated" ? "User initiated (2026-11-20 20:55:56 GMT)" : "",
  tags: { "aws:autoscaling:groupName": "web", since: "2019" },
});

const target = (id: string) => ({
  health: { State: "healthy" },
  instance: id,
  port: 8080,
  targetGroupArn: targetGroup("web"),
});

const world = () => ({
  ec2: {
    instance: {
      [first]: instance(first, "running"),
      [second]: instance(second, "running"),
      [gone]: instance(gone, "terminated"),
    } as Record<string, ReturnType<typeof instance>>,
    "launch-template": { "lt-1": { createdAt: 1, defaultVersion: 1, versions: [{ createdAt: 1, number: 1 }] } },
  },
  autoscaling: {
    groups: {
      web: {
        CreatedTime: "2026-11-20T20:36:42.683Z",
        DesiredCapacity: 2,
        HealthCheckGracePeriod: 60,
        Instances: [
          { InstanceId: first, LifecycleState: "InService" },
          { InstanceId: second, LifecycleState: "InService" },
        ],
        SuspendedProcesses: [
          { ProcessName: "AlarmNotification", SuspensionReason: "User suspended at 2026-11-20T20:51:59Z" },
          { ProcessName: "AZRebalance", SuspensionReason: "User suspended at 2026-11-20T20:51:59Z" },
        ],
        Tags: [
          { Key: "service", Value: "web" },
          { Key: "team", Value: "mallard" },
        ],
        TerminationPolicies: ["OldestInstance", "Default"],
      },
    },
    scheduledActions: {
      "web/evening": {
        Recurrence: "0 20 * * *",
        StartTime: "2026-11-21T20:00:00Z",
        Time: "2026-11-21T20:00:00Z",
        MinSize: 2,
      },
      "web/once": { StartTime: "2026-12-24T20:00:00Z", EndTime: "2026-12-25T20:00:00Z", MinSize: 2 },
    },
  },
  elasticloadbalancing: {
    listeners: {
      "listener/1": {
        DefaultActions: [
          {
            Type: "forward",
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: targetGroup("web"), Weight: 1 },
                { TargetGroupArn: targetGroup("web-green"), Weight: 0 },
              ],
            },
          },
        ],
      },
    },
    rules: {} as Record<string, object>,
    targetGroups: {
      [targetGroup("web")]: {
        HealthCheckTimeoutSeconds: 4,
        attributes: { "deregistration_delay.timeout_seconds": "20" },
      },
    } as Record<string, object>,
    targets: {
      [`${targetGroup("web")} ${first}:8080`]: target(first),
      [`${targetGroup("web")} ${second}:8080`]: target(second),
    } as Record<string, ReturnType<typeof target>>,
  },
  monitoring: { alarms: { busy: { configuredAt: 5, state: "OK", threshold: 80 } } },
  ssm: {
    parameters: {
      side: { name: "/sarcelle-live/web-live/active-side", versions: [{ value: "blue" }] },
      image: { name: "/images/web", versions: [{ value: "ami-1" }] },
    },
  },
});

/** What a comparison sees of a change to the world. */
const seen = (change: Change) => {
  const after = world();
  change(after);
  return differences(comparableState(world()), comparableState(after));
};

const listener = (dump: ReturnType<typeof world>) =>
  dump.elasticloadbalancing.listeners["listener/1"].DefaultActions[0]?.ForwardConfig.TargetGroups ?? [];

describe("what a comparison of two dumps leaves out", () => {
  const cases: readonly (readonly [string, Change])[] = [
    [
      "when resources were made",
      (dump) => {
        dump.autoscaling.groups.web.CreatedTime = "2027-01-01T00:00:00Z";
        dump.ec2["launch-template"]["lt-1"].createdAt = 2;
        dump.monitoring.alarms.busy.configuredAt = 6;
      },
    ],
    [
      "when a process was suspended",
      (dump) => {
        for (const process of dump.autoscaling.groups.web.SuspendedProcesses)
          process.SuspensionReason = "User suspended at 2026-11-20T21:00:00Z";
      },
    ],
    [
      "the order of a group's tags and suspended processes",
      (dump) => {
        dump.autoscaling.groups.web.Tags.reverse();
        dump.autoscaling.groups.web.SuspendedProcesses.reverse();
      },
    ],
    [
      "when a recurring action is due",
      (dump) => {
        Object.assign(dump.autoscaling.scheduledActions["web/evening"], {
          StartTime: "2026-11-22T20:00:00Z",
          Time: "2026-11-22T20:00:00Z",
        });
      },
    ],
    [
      "which side is published as having the traffic",
      (dump) => {
        dump.ssm.parameters.side.versions.push({ value: "green" });
      },
    ],
    [
      "what an alarm says",
      (dump) => {
        dump.monitoring.alarms.busy.state = "ALARM";
      },
    ],
    [
      "instances that are gone",
      (dump) => {
        delete dump.ec2.instance[gone];
      },
    ],
    [
      "which instances they are, and in which order they are listed",
      (dump) => {
        const fresh = "i-00000000000000000";
        delete dump.ec2.instance[second];
        dump.ec2.instance[fresh] = { ...instance(fresh, "running"), since: 2, launchedAt: 2 };
        dump.autoscaling.groups.web.Instances = [
          { InstanceId: fresh, LifecycleState: "InService" },
          { InstanceId: first, LifecycleState: "InService" },
        ];
        delete dump.elasticloadbalancing.targets[`${targetGroup("web")} ${second}:8080`];
        dump.elasticloadbalancing.targets[`${targetGroup("web")} ${fresh}:8080`] = target(fresh);
      },
    ],
  ];
  it.each(cases)("%s", (_, change) => {
    expect(seen(change)).toEqual([]);
  });
});

describe("what a comparison of two dumps sees", () => {
  const web = (dump: ReturnType<typeof world>) => dump.autoscaling.groups.web;
  const groups = "autoscaling.groups.web";
  const cases: readonly (readonly [string, Change, readonly string[]])[] = [
    [
      "a listener's changed weight",
      (dump) => {
        const [one] = listener(dump);
        if (one !== undefined) one.Weight = 0;
      },
      ["elasticloadbalancing.listeners.listener/1.DefaultActions[0].ForwardConfig.TargetGroups[0].Weight: 1 → 0"],
    ],
    [
      "target groups in another order",
      (dump) => {
        listener(dump).reverse();
      },
      [expect.stringContaining("TargetGroups[0]"), expect.any(String), expect.any(String), expect.any(String)],
    ],
    [
      "a process that is suspended",
      (dump) => {
        web(dump).SuspendedProcesses.push({
          ProcessName: "Launch",
          SuspensionReason: "User suspended at 2026-11-20T21:00:00Z",
        });
      },
      [expect.stringContaining(`${groups}.SuspendedProcesses: `)],
    ],
    [
      "a process that was resumed",
      (dump) => {
        web(dump).SuspendedProcesses = [];
      },
      [expect.stringContaining(`${groups}.SuspendedProcesses: `)],
    ],
    [
      "a process that is suspended for another reason",
      (dump) => {
        for (const process of web(dump).SuspendedProcesses)
          process.SuspensionReason = "AWS suspended at 2026-11-20T20:51:59Z";
      },
      [
        expect.stringContaining("SuspendedProcesses[0].SuspensionReason"),
        expect.stringContaining("SuspendedProcesses[1].SuspensionReason"),
      ],
    ],
    [
      "a launch template version left behind",
      (dump) => {
        dump.ec2["launch-template"]["lt-1"].versions.push({ createdAt: 2, number: 2 });
      },
      ['ec2.launch-template.lt-1.versions: [{"number":1}] → [{"number":1},{"number":2}]'],
    ],
    [
      "a tag",
      (dump) => {
        web(dump).Tags.push({ Key: "sarcelle:side", Value: "blue" });
      },
      [expect.stringContaining(`${groups}.Tags`)],
    ],
    [
      "a tag that is called as a time is",
      (dump) => {
        for (const each of Object.values(dump.ec2.instance)) each.tags.since = "2020";
      },
      [
        'ec2.instance.(an instance)[0].tags.since: "2019" → "2020"',
        'ec2.instance.(an instance)[1].tags.since: "2019" → "2020"',
      ],
    ],
    [
      "a target group that is gone",
      (dump) => {
        dump.elasticloadbalancing.targetGroups = {};
      },
      [expect.stringMatching(/targetgroup\/web\/0: .* → nothing$/)],
    ],
    [
      "a target group's setting",
      (dump) => {
        Object.assign(dump.elasticloadbalancing.targetGroups[targetGroup("web")] ?? {}, {
          HealthCheckTimeoutSeconds: 5,
        });
      },
      [expect.stringMatching(/HealthCheckTimeoutSeconds: 4 → 5$/)],
    ],
    [
      "a rule that is new",
      (dump) => {
        dump.elasticloadbalancing.rules["rule/1"] = { Priority: 1 };
      },
      ['elasticloadbalancing.rules.rule/1: nothing → {"Priority":1}'],
    ],
    [
      "a changed size",
      (dump) => {
        web(dump).DesiredCapacity = 3;
      },
      [`${groups}.DesiredCapacity: 2 → 3`],
    ],
    [
      "an instance too many",
      (dump) => {
        dump.ec2.instance["i-00000000000000004"] = instance("i-00000000000000004", "running");
      },
      [expect.stringContaining("ec2.instance.(an instance): ")],
    ],
    [
      "a target that is not healthy",
      (dump) => {
        Object.assign(dump.elasticloadbalancing.targets[`${targetGroup("web")} ${second}:8080`]?.health ?? {}, {
          State: "unhealthy",
        });
      },
      [expect.stringMatching(/State: "healthy" → "unhealthy"$/)],
    ],
    [
      "an instance of another release",
      (dump) => {
        Object.assign(dump.ec2.instance[second] ?? {}, { imageId: "ami-2" });
      },
      ['ec2.instance.(an instance)[1].imageId: "ami-1" → "ami-2"'],
    ],
    [
      "when a one-time action is due, and when an action ends",
      (dump) => {
        Object.assign(dump.autoscaling.scheduledActions["web/once"], {
          StartTime: "2026-12-23T20:00:00Z",
          EndTime: "2026-12-26T20:00:00Z",
        });
      },
      [
        'autoscaling.scheduledActions.web/once.EndTime: "2026-12-25T20:00:00Z" → "2026-12-26T20:00:00Z"',
        'autoscaling.scheduledActions.web/once.StartTime: "2026-12-24T20:00:00Z" → "2026-12-23T20:00:00Z"',
      ],
    ],
    [
      "termination policies in another order",
      (dump) => {
        web(dump).TerminationPolicies.reverse();
      },
      [
        `${groups}.TerminationPolicies[0]: "OldestInstance" → "Default"`,
        `${groups}.TerminationPolicies[1]: "Default" → "OldestInstance"`,
      ],
    ],
    [
      "an alarm's setting",
      (dump) => {
        dump.monitoring.alarms.busy.threshold = 90;
      },
      ["monitoring.alarms.busy.threshold: 80 → 90"],
    ],
    [
      "resources of a service that nobody told it of",
      (dump) => {
        Object.assign(dump, { s3: { buckets: { logs: {} } } });
      },
      ['s3: nothing → {"buckets":{"logs":{}}}'],
    ],
  ];
  it.each(cases)("%s", (_, change, expected) => {
    expect(seen(change)).toEqual(expected);
  });
});
