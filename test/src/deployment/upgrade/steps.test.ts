import { describe, expect, it } from "vitest";
import { previewUpgrade } from "../../../../src/deployment/steps/preview-upgrade.ts";
import { placeholderListeners } from "../../../../src/deployment/upgrade/placeholder-listeners.ts";
import { twinFleet } from "../../../../src/deployment/upgrade/twin-fleet.ts";
import { twinTargetGroups } from "../../../../src/deployment/upgrade/twin-target-groups.ts";
import { allRunning, arns, environment, live, loadBalancerArn, twins } from "./described-live.ts";

const blue = { "sarcelle:environment": "shop-live", "sarcelle:side": "blue" };
const green = { "sarcelle:environment": "shop-live", "sarcelle:side": "green" };
const unmarked = { "sarcelle:environment": null, "sarcelle:side": null };

const marked = (id: string) => ({ resource: { kind: "tags", id }, before: unmarked, after: blue });
const created = (kind: string, id: string, after: object) => ({ resource: { kind, id }, before: null, after });

const greenTargetGroup = (name: string, port: number) =>
  created("target-group", name, {
    Protocol: "HTTP",
    Port: port,
    VpcId: "vpc-3ac0fb5f",
    HealthCheckProtocol: "HTTP",
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: "/health",
    Matcher: { HttpCode: "200" },
    TargetType: "instance",
    ProtocolVersion: "HTTP1",
    IpAddressType: "ipv4",
    Attributes: {
      "deregistration_delay.timeout_seconds": "30",
      "stickiness.enabled": "false",
      "stickiness.app_cookie.cookie_name": "",
    },
    Tags: { team: "shop", ...green },
  });

describe("the first step", () => {
  it("makes a target group of the same settings for each live one and marks both", () => {
    expect(twinTargetGroups(live, environment).changes).toEqual([
      greenTargetGroup("shop-http-green", 80),
      marked(arns.http),
      greenTargetGroup("shop-https-green", 8080),
      marked(arns.https),
    ]);
  });

  it("reports what was copied, what was changed and what AWS does not let it copy", () => {
    const rows = twinTargetGroups(live, environment).report.filter(({ resource }) => resource.endsWith("shop-http"));
    expect(rows.filter(({ treatment }) => treatment !== "copied")).toEqual([
      {
        resource: "target group shop-http",
        field: "TargetGroupName",
        treatment: "changed",
        from: "shop-http",
        to: "shop-http-green",
        why: "a name is one resource's",
      },
      {
        resource: "target group shop-http",
        field: "Tags",
        treatment: "changed",
        from: { team: "shop", "aws:cloudformation:stack-name": "shop" },
        to: { team: "shop", ...green },
        why: "the twin is marked as this environment's green side",
      },
      {
        resource: "target group shop-http",
        field: "Tags.aws:cloudformation:stack-name",
        treatment: "not copyable",
        from: "shop",
        why: "AWS keeps tags that begin with 'aws:' to itself",
      },
    ]);
    expect(rows).toContainEqual({
      resource: "target group shop-http",
      field: "HealthCheckPath",
      treatment: "copied",
      from: "/health",
    });
  });
});

describe("the second step", () => {
  const placeholder = (port: number, targetGroupArn: string, tags: object, rest: object) =>
    created("placeholder-listener", `${loadBalancerArn}:${port}`, { targetGroupArn, alpnPolicy: [], tags, ...rest });
  const http = { protocol: "HTTP", certificates: [], sslPolicy: null };
  const https = {
    protocol: "HTTPS",
    certificates: ["arn:aws:acm:eu-west-1:123456789012:certificate/1"],
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  };

  it("makes one listener for each target group of both sides, which serves as the production listener does", () => {
    expect(placeholderListeners(live, environment, twins)).toEqual({
      changes: [
        placeholder(8081, arns.http, blue, http),
        placeholder(8082, arns.greenHttp, green, http),
        placeholder(8443, arns.https, blue, https),
        placeholder(8444, arns.greenHttps, green, https),
      ],
      report: [],
    });
  });

  it("asks for nothing beside what the production listener has", () => {
    const listeners = live.listeners.map(({ listener, rules }) => ({
      listener: { ...listener, MutualAuthentication: { Mode: "off" }, AlpnPolicy: ["HTTP2Preferred"] },
      rules,
    }));
    const { changes, report } = placeholderListeners({ ...live, listeners }, environment, twins);
    expect([changes.map(({ after }) => after?.alpnPolicy), report]).toEqual([
      Array.from({ length: 4 }, () => ["HTTP2Preferred"]),
      [],
    ]);
  });

  it("cannot be planned before the first step is made", () => {
    expect(() => placeholderListeners(live, environment, new Map())).toThrow(
      new TypeError(`Target group ${arns.http} has no twin yet.`),
    );
  });

  it("reports what it leaves out, since the environment's checks can neither log in nor show a certificate", () => {
    const guarded = live.listeners.map(({ listener, rules }) => ({
      listener: {
        ...listener,
        MutualAuthentication: { Mode: "verify", TrustStoreArn: "arn:trust" },
        DefaultActions: [
          { Type: "authenticate-cognito" as const, Order: 1 },
          ...(listener.DefaultActions ?? []).map((action) => ({ ...action, Order: 2 })),
        ],
      },
      rules,
    }));
    const { report } = placeholderListeners({ ...live, listeners: guarded }, environment, twins);
    expect(report.map(({ resource, field, to }) => [resource, field, to])).toEqual([
      ["listener 80", "MutualAuthentication", null],
      ["listener 80", "Actions", null],
      ["listener 443", "MutualAuthentication", null],
    ]);
  });
});

describe("the third step", () => {
  const plan = twinFleet(live, environment, twins);
  const change = (kind: string) => plan.changes.filter(({ resource }) => resource.kind === kind);

  it("makes everything of the group anew, in an order in which nothing starts an instance", () => {
    expect(plan.changes.map(({ resource }) => `${resource.kind} ${resource.id}`)).toEqual([
      "launch-template shop-green",
      "tags lt-0a20c965061f64abc",
      "auto-scaling-group shop-green",
      "group-processes shop-green",
      "group-metrics shop-green",
      "tags autoscaling:shop",
      "lifecycle-hook shop-green/warm-cache",
      "scheduled-action shop-green/morning",
      "warm-pool shop-green",
      "scaling-policy shop-green/out",
      "scaling-policy shop-green/requests",
    ]);
  });

  it("reports what AWS does not let it copy, and what it takes as it is", () => {
    const of = (field: string) => plan.report.filter((row) => row.field.startsWith(field));
    expect(
      [...of("SuspendedProcesses."), ...of("EnabledMetrics"), ...of("Tags")].map(({ why: _, ...row }) => row),
    ).toEqual([
      {
        resource: "Auto Scaling group shop",
        field: "SuspendedProcesses.Launch",
        treatment: "not copyable",
        from: "Administrative suspension at 2026-01-01T00:00:00Z",
      },
      {
        resource: "Auto Scaling group shop",
        field: "EnabledMetrics",
        treatment: "copied",
        from: ["GroupInServiceInstances", "GroupTotalInstances"],
      },
      {
        resource: "launch template shop",
        field: "Tags",
        treatment: "changed",
        from: { team: "shop" },
        to: { team: "shop", ...green },
      },
      {
        resource: "Auto Scaling group shop",
        field: "Tags",
        treatment: "changed",
        from: {
          Name: { Value: "shop", PropagateAtLaunch: true },
          "aws:cloudformation:stack-name": { Value: "shop", PropagateAtLaunch: true },
        },
        to: change("auto-scaling-group")[0]?.after?.Tags,
      },
      {
        resource: "Auto Scaling group shop",
        field: "Tags.aws:cloudformation:stack-name",
        treatment: "not copyable",
        from: "shop",
      },
    ]);
  });

  it("gives the twin a launch template of its own, with what $Latest is now", () => {
    expect(change("launch-template")).toEqual([
      created("launch-template", "shop-green", {
        VersionDescription: "release 1",
        LaunchTemplateData: {
          ImageId: "ami-0abcdef1234567890",
          InstanceType: "m5.large",
          UserData: "IyEvYmluL3No",
          SecurityGroupIds: ["sg-903004f8"],
          MetadataOptions: { HttpTokens: "required" },
          TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "version", Value: "1" }] }],
        },
        Tags: { team: "shop", ...green },
      }),
    ]);
  });

  it("does not show user data in the report, since it may hold secrets", () => {
    expect(plan.report.find(({ field }) => field === "UserData")).toEqual({
      resource: "launch template shop",
      field: "UserData",
      treatment: "copied",
      from: "(12 characters, not shown)",
    });
  });

  it("makes the group at zero capacity, with its own template and target groups", () => {
    expect(change("auto-scaling-group")).toEqual([
      created("auto-scaling-group", "shop-green", {
        LaunchTemplate: { LaunchTemplateName: "shop-green", Version: "1" },
        MinSize: 0,
        MaxSize: 10,
        DesiredCapacity: 0,
        DefaultCooldown: 300,
        TargetGroupARNs: [arns.greenHttp, arns.greenHttps],
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 120,
        VPCZoneIdentifier: "subnet-8360a9e7,subnet-cb663da2",
        Tags: {
          Name: { Value: "shop", PropagateAtLaunch: true },
          "sarcelle:environment": { Value: "shop-live", PropagateAtLaunch: false },
          "sarcelle:side": { Value: "green", PropagateAtLaunch: false },
        },
        TerminationPolicies: ["OldestLaunchTemplate", "Default"],
        NewInstancesProtectedFromScaleIn: false,
        ServiceLinkedRoleARN: "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/Scaling",
        CapacityRebalance: false,
        InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
        DeletionProtection: "none",
      }),
    ]);
  });

  it("lets what would start instances rest, beside what a person suspended; not what AWS suspended", () => {
    expect(change("group-processes")).toEqual([
      {
        resource: { kind: "group-processes", id: "shop-green" },
        before: allRunning,
        after: {
          ...allRunning,
          AZRebalance: "suspended",
          AlarmNotification: "suspended",
          ScheduledActions: "suspended",
        },
      },
    ]);
  });

  it("copies metrics, hook and schedule, and keeps the warm pool empty", () => {
    const members = ["group-metrics", "lifecycle-hook", "scheduled-action", "warm-pool"].flatMap(change);
    expect(members.map(({ before, after }) => [before, after])).toEqual([
      [
        { granularity: null, metrics: [] },
        { granularity: "1Minute", metrics: ["GroupInServiceInstances", "GroupTotalInstances"] },
      ],
      [
        null,
        {
          LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          HeartbeatTimeout: 120,
          DefaultResult: "ABANDON",
          NotificationTargetARN: "arn:aws:sqs:eu-west-1:123456789012:warming",
          RoleARN: "arn:aws:iam::123456789012:role/warming",
        },
      ],
      [
        null,
        {
          StartTime: "2026-06-01T06:00:00.000Z",
          Recurrence: "0 6 * * *",
          MinSize: 4,
          TimeZone: "Europe/London",
        },
      ],
      [
        null,
        {
          PoolState: "Stopped",
          MinSize: 0,
          MaxGroupPreparedCapacity: 0,
          InstanceReusePolicy: { ReuseOnScaleIn: true },
        },
      ],
    ]);
  });

  it("points the policies at the twin's own target group", () => {
    expect(change("scaling-policy").map(({ after }) => after)).toEqual([
      {
        PolicyType: "StepScaling",
        AdjustmentType: "ChangeInCapacity",
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
        MetricAggregationType: "Average",
        Enabled: true,
      },
      {
        PolicyType: "TargetTrackingScaling",
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: {
            PredefinedMetricType: "ALBRequestCountPerTarget",
            ResourceLabel: "app/shop/50dc6c495c0c9188/targetgroup/shop-http-green/aaaaaaaaaaaaaaaa",
          },
          TargetValue: 300,
          DisableScaleIn: false,
        },
        Enabled: true,
      },
    ]);
  });
});

describe("the preview", () => {
  it("is all steps in order, with ARNs spelt as far as they are known", () => {
    const { changes } = previewUpgrade(live, environment);
    expect(changes.map(({ resource }) => resource.kind)).toEqual([
      "target-group",
      "tags",
      "target-group",
      "tags",
      "placeholder-listener",
      "placeholder-listener",
      "placeholder-listener",
      "placeholder-listener",
      "launch-template",
      "tags",
      "auto-scaling-group",
      "group-processes",
      "group-metrics",
      "tags",
      "lifecycle-hook",
      "scheduled-action",
      "warm-pool",
      "scaling-policy",
      "scaling-policy",
      "scaling-alarm",
    ]);
    expect(changes.at(-1)?.after?.AlarmActions).toEqual([
      "(the ARN of policy out of shop-green, known once it is made)",
    ]);
    expect(changes[5]?.after?.targetGroupArn).toBe(
      "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-http-green/(known once it is made)",
    );
  });
});

it("a group that collects no metrics has a twin that collects none, and nothing is said of it", () => {
  const { changes, report } = twinFleet({ ...live, group: { ...live.group, EnabledMetrics: [] } }, environment, twins);
  expect(changes.filter(({ resource }) => resource.kind === "group-metrics")).toEqual([]);
  expect(report.filter(({ field }) => field === "EnabledMetrics")).toEqual([]);
});
