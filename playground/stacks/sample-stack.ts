/**
 * A stack as it would stand before Sarcelle: a load balancer with an HTTP and an HTTPS listener, a target group for each, a launch
 * template, an Auto Scaling group with policies that scale it out and in by their alarms, a scheduled action and a lifecycle hook.
 */
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import * as z from "zod";
import { documentOf, type StackDocument } from "./stack-document.ts";

const port = z.int().min(1).max(65_535);

export const stackSchema = z.strictObject({
  /** Instances that the group runs. */
  instances: z.int().min(1).max(20).default(4),
  imageId: z.string().startsWith("ami-").default("ami-00000000000000001"),
  version: z.string().min(1).default("1"),
  commit: z.string().min(7).default("1111111"),
  /** The instance profile of its launch template, with a role of the same name; by default none. */
  instanceProfile: z.string().min(1).max(128).optional(),
  /** Of a network load balancer the listeners are TCP and TLS. */
  loadBalancer: z.enum(["application", "network"]).default("application"),
  /** The production listeners' ports. */
  ports: z
    .strictObject({ http: port, https: port })
    .refine(({ http, https }) => http !== https, "one port cannot have both listeners")
    .default({ http: 8080, https: 8443 }),
});
export type StackOptions = z.infer<typeof stackSchema>;

/** The user data of a release of the sample service; further lines make it misbehave (see the sample service's settings). */
export const userDataOf = (version: string, commit: string, ...lines: readonly string[]): string =>
  ["#!/bin/sh", `RELEASE_VERSION=${version}`, `RELEASE_COMMIT=${commit}`, ...lines, ""].join("\n");

/** Ids of no world: they only hold the document together. */
const own = {
  vpc: "vpc-0123456789abcdef0",
  loadBalancerGroup: "sg-0123456789abcdef0",
  instanceGroup: "sg-0123456789abcdef1",
  template: "lt-0123456789abcdef0",
};
const zones = ["a", "b", "c"];
const subnetIn = (zone: string) => `subnet-0123456789abcdef${zone}`;
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:123456789012:${resource}`;

const inside = "172.31.0.0/16";

const tcp = (FromPort: number, ToPort: number, CidrIp: string) => ({
  IpProtocol: "tcp",
  FromPort,
  ToPort,
  IpRanges: [{ CidrIp }],
});

/** Its production ports are open to everyone, the ports from 9000 to 9999, on which placeholder listeners may stand, to the VPC alone. */
const securityGroups = (name: string, { ports }: StackOptions): StackDocument["SecurityGroups"] =>
  [
    {
      GroupId: own.loadBalancerGroup,
      suffix: "load-balancer",
      IpPermissions: [
        tcp(ports.http, ports.http, "0.0.0.0/0"),
        tcp(ports.https, ports.https, "0.0.0.0/0"),
        tcp(9000, 9999, inside),
      ],
    },
    { GroupId: own.instanceGroup, suffix: "instances", IpPermissions: [tcp(8080, 8443, inside)] },
  ].map(({ suffix, ...group }) => ({
    ...group,
    GroupName: `${name}-${suffix}`,
    Description: `${name}: ${suffix}`,
    VpcId: own.vpc,
  }));

type BalancerType = StackOptions["loadBalancer"];

const balancerPath = (name: string, type: BalancerType) =>
  `${type === "network" ? "net" : "app"}/${name}/0123456789abcdef`;

/** A listener, and the target group that it forwards to. */
const listening = (name: string, type: BalancerType, protocol: "HTTP" | "HTTPS", port: number, targetPort: number) => {
  const lower = protocol.toLowerCase();
  const carried = type === "application" ? protocol : ({ HTTP: "TCP", HTTPS: "TLS" } as const)[protocol];
  const digit = protocol === "HTTP" ? "0" : "1";
  const path = balancerPath(name, type);
  const group = arn("elasticloadbalancing", `targetgroup/${name}-${lower}/0123456789abcde${digit}`);
  return {
    group: {
      TargetGroupArn: group,
      TargetGroupName: `${name}-${lower}`,
      Protocol: carried,
      Port: targetPort,
      VpcId: own.vpc,
      HealthCheckPath: "/health",
      HealthCheckProtocol: protocol,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      // Four checks, so that a machine that stalls for a moment does not lose its whole fleet.
      UnhealthyThresholdCount: 4,
    },
    listener: {
      ListenerArn: arn("elasticloadbalancing", `listener/${path}/0123456789abcde${digit}`),
      LoadBalancerArn: arn("elasticloadbalancing", `loadbalancer/${path}`),
      Protocol: carried,
      Port: port,
      ...(protocol === "HTTPS"
        ? { Certificates: [{ CertificateArn: arn("acm", "certificate/00000000-0000-4000-8000-000000000001") }] }
        : {}),
      DefaultActions: [{ Type: "forward" as const, TargetGroupArn: group }],
    },
  };
};

const groupAttributes = (type: BalancerType) => [
  { Key: "deregistration_delay.timeout_seconds", Value: "20" },
  // A network load balancer's is off at first, and a small group is not in every zone.
  ...(type === "network" ? [{ Key: "load_balancing.cross_zone.enabled", Value: "true" }] : []),
];

const loadBalancing = (name: string, { ports, loadBalancer: type }: StackOptions): Partial<StackDocument> => {
  const both = [listening(name, type, "HTTP", ports.http, 8080), listening(name, type, "HTTPS", ports.https, 8443)];
  const loadBalancer = arn("elasticloadbalancing", `loadbalancer/${balancerPath(name, type)}`);
  const tagged = [loadBalancer, ...both.map(({ group }) => group.TargetGroupArn)];
  return {
    LoadBalancers: [
      {
        LoadBalancerArn: loadBalancer,
        LoadBalancerName: name,
        Type: type,
        SecurityGroups: [own.loadBalancerGroup],
        AvailabilityZones: zones.map((zone) => ({ ZoneName: `eu-west-1${zone}`, SubnetId: subnetIn(zone) })),
      },
    ],
    TargetGroups: both.map(({ group }) => group),
    TargetGroupAttributes: Object.fromEntries(both.map(({ group }) => [group.TargetGroupArn, groupAttributes(type)])),
    Listeners: both.map(({ listener }) => listener),
    TagDescriptions: tagged.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: "service", Value: name }] })),
  };
};

const launchTemplate = (
  name: string,
  { imageId, version, commit, instanceProfile }: StackOptions,
): Partial<StackDocument> => ({
  LaunchTemplates: [
    { LaunchTemplateId: own.template, LaunchTemplateName: name, DefaultVersionNumber: 1, LatestVersionNumber: 1 },
  ],
  LaunchTemplateVersions: [
    {
      LaunchTemplateId: own.template,
      VersionNumber: 1,
      LaunchTemplateData: {
        ImageId: imageId,
        InstanceType: "t4g.small",
        ...(instanceProfile === undefined ? {} : { IamInstanceProfile: { Name: instanceProfile } }),
        SecurityGroupIds: [own.instanceGroup],
        UserData: Buffer.from(userDataOf(version, commit)).toString("base64"),
        MetadataOptions: { HttpTokens: "required" },
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "service", Value: name }] }],
      },
    },
  ],
});

/** A policy and the alarm that acts on it. */
const scalingBy = (
  group: string,
  {
    alarm,
    PolicyName,
    ScalingAdjustment,
    ...when
  }: Pick<MetricAlarm, "Threshold" | "EvaluationPeriods" | "ComparisonOperator"> & {
    readonly alarm: string;
    readonly PolicyName: string;
    readonly ScalingAdjustment: number;
  },
) => {
  const PolicyARN = arn("autoscaling", `scalingPolicy:0:autoScalingGroupName/${group}:policyName/${PolicyName}`);
  const change = { PolicyType: "SimpleScaling", AdjustmentType: "ChangeInCapacity", ScalingAdjustment, Cooldown: 60 };
  return {
    policy: { AutoScalingGroupName: group, PolicyARN, PolicyName, ...change },
    alarm: {
      AlarmName: `${group}-${alarm}`,
      Namespace: "AWS/EC2",
      MetricName: "CPUUtilization",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
      Statistic: "Average" as const,
      Period: 60,
      TreatMissingData: "notBreaching",
      AlarmActions: [PolicyARN],
      ...when,
    },
  };
};

/** Out when the group is busy, in when it is quiet. */
const scaling = (group: string): Pick<StackDocument, "ScalingPolicies" | "MetricAlarms"> => {
  const both = [
    scalingBy(group, {
      alarm: "busy",
      PolicyName: "scale-out",
      ScalingAdjustment: 1,
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: 80,
      EvaluationPeriods: 2,
    }),
    scalingBy(group, {
      alarm: "quiet",
      PolicyName: "scale-in",
      ScalingAdjustment: -1,
      ComparisonOperator: "LessThanThreshold",
      Threshold: 20,
      EvaluationPeriods: 5,
    }),
  ];
  return { ScalingPolicies: both.map(({ policy }) => policy), MetricAlarms: both.map(({ alarm }) => alarm) };
};

/** The group, and what acts on it: a hook, a schedule, and policies with their alarms. */
const group = (name: string, { instances }: StackOptions, targetGroups: readonly string[]): Partial<StackDocument> => {
  const sizes = { MinSize: Math.min(2, instances), MaxSize: instances * 2 };
  return {
    AutoScalingGroups: [
      {
        AutoScalingGroupName: name,
        LaunchTemplate: { LaunchTemplateId: own.template, Version: "1" },
        ...sizes,
        DesiredCapacity: instances,
        DefaultCooldown: 300,
        AvailabilityZones: zones.map((zone) => `eu-west-1${zone}`),
        VPCZoneIdentifier: zones.map(subnetIn).join(","),
        TargetGroupARNs: [...targetGroups],
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 60,
        CreatedTime: new Date(0),
        Tags: [{ Key: "service", Value: name, PropagateAtLaunch: true }],
      },
    ],
    LifecycleHooks: [
      {
        AutoScalingGroupName: name,
        LifecycleHookName: "collect-logs",
        LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout: 30,
        DefaultResult: "CONTINUE",
      },
    ],
    ScheduledUpdateGroupActions: [
      { AutoScalingGroupName: name, ScheduledActionName: "evening", Recurrence: "0 20 * * *", ...sizes },
    ],
    ...scaling(name),
  };
};

/** The sample stack as AWS would describe it. */
export const sampleDocument = (name: string, options: StackOptions): StackDocument => {
  const served = loadBalancing(name, options);
  const targetGroups = (served.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
  return documentOf({
    Vpcs: [{ VpcId: own.vpc, CidrBlock: inside }],
    SecurityGroups: securityGroups(name, options),
    ...served,
    ...launchTemplate(name, options),
    ...group(name, options, targetGroups),
  });
};
