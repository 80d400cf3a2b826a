/**
 * A stack as it would stand before Sarcelle, built with the unmodified AWS clients: a load balancer with an HTTP and an HTTPS
 * listener, a target group for each, a launch template, an Auto Scaling group with a scaling policy and its alarm, a scheduled
 * action and a lifecycle hook.
 */
import {
  CreateAutoScalingGroupCommand,
  PutLifecycleHookCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
} from "@aws-sdk/client-auto-scaling";
import { PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { CreateLaunchTemplateCommand } from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ModifyTargetGroupAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import * as z from "zod";
import { type Connection, clientsOf } from "./clients.ts";
import type { Network } from "./network.ts";
import { onceFound } from "./once-found.ts";
import { sampleCertificate } from "./sample-certificate.ts";

export const stackSchema = z.strictObject({
  /** Instances that the group runs. */
  instances: z.int().min(1).max(20).default(4),
  imageId: z.string().startsWith("ami-").default("ami-00000000000000001"),
  version: z.string().min(1).default("1"),
  commit: z.string().min(7).default("1111111"),
  /** The production listeners' ports. */
  ports: z.strictObject({ http: z.int(), https: z.int() }).default({ http: 8080, https: 8443 }),
});
export type StackOptions = z.infer<typeof stackSchema>;

export interface SampleStack {
  readonly name: string;
  readonly loadBalancer: string;
  readonly dnsName: string;
  readonly group: string;
  readonly listeners: readonly { readonly protocol: string; readonly port: number; readonly arn: string }[];
}

const defined = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`The playground answered without ${what}.`);
  return value;
};

/** The user data of a release of the sample service; further lines make it misbehave (see the sample service's settings). */
export const userDataOf = (version: string, commit: string, ...lines: readonly string[]): string =>
  ["#!/bin/sh", `RELEASE_VERSION=${version}`, `RELEASE_COMMIT=${commit}`, ...lines, ""].join("\n");

interface Stack {
  readonly name: string;
  readonly options: StackOptions;
  readonly connection: Connection;
  readonly network: Network;
}

/** A listener, and the target group that it forwards to. */
const createListener = async (
  { name, connection, network }: Stack,
  loadBalancerArn: string,
  {
    protocol,
    port,
    targetPort,
  }: { readonly protocol: "HTTP" | "HTTPS"; readonly port: number; readonly targetPort: number },
) => {
  const { elbv2 } = clientsOf(connection);
  const { TargetGroups } = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: `${name}-${protocol.toLowerCase()}`,
      Protocol: protocol,
      Port: targetPort,
      VpcId: network.vpc,
      HealthCheckPath: "/health",
      HealthCheckProtocol: protocol,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      // Four checks, so that a machine that stalls for a moment does not lose its whole fleet.
      UnhealthyThresholdCount: 4,
      Tags: [{ Key: "service", Value: name }],
    }),
  );
  const arn = defined(TargetGroups?.[0]?.TargetGroupArn, "a target group");
  await onceFound(() =>
    elbv2.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: arn,
        Attributes: [{ Key: "deregistration_delay.timeout_seconds", Value: "20" }],
      }),
    ),
  );
  const { Listeners } = await onceFound(() =>
    elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancerArn,
        Protocol: protocol,
        Port: port,
        ...(protocol === "HTTPS"
          ? { Certificates: [{ CertificateArn: sampleCertificate(connection.region, network.account) }] }
          : {}),
        DefaultActions: [{ Type: "forward", TargetGroupArn: arn }],
      }),
    ),
  );
  return { targetGroup: arn, protocol, port, arn: defined(Listeners?.[0]?.ListenerArn, "a listener") };
};

/** A launch template and the group that it is for. */
const createGroup = async ({ name, options, connection, network }: Stack, targetGroups: string[]): Promise<void> => {
  const { ec2, autoScaling } = clientsOf(connection);
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        ImageId: options.imageId,
        InstanceType: "t4g.small",
        SecurityGroupIds: [network.instanceSecurityGroup],
        UserData: Buffer.from(userDataOf(options.version, options.commit)).toString("base64"),
        MetadataOptions: { HttpTokens: "required" },
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "service", Value: name }] }],
      },
    }),
  );
  await onceFound(() =>
    autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchTemplate: {
          LaunchTemplateId: defined(LaunchTemplate?.LaunchTemplateId, "a launch template"),
          Version: "1",
        },
        MinSize: Math.min(2, options.instances),
        MaxSize: options.instances * 2,
        DesiredCapacity: options.instances,
        VPCZoneIdentifier: network.subnets.join(","),
        TargetGroupARNs: targetGroups,
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 60,
        Tags: [{ Key: "service", Value: name, PropagateAtLaunch: true }],
      }),
    ),
  );
};

/** What acts on the group: a hook, a schedule, and an alarm with its policy. */
const addToGroup = async ({ name, options, connection }: Stack): Promise<void> => {
  const { autoScaling, cloudWatch } = clientsOf(connection);
  await autoScaling.send(
    new PutLifecycleHookCommand({
      AutoScalingGroupName: name,
      LifecycleHookName: "collect-logs",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      HeartbeatTimeout: 30,
      DefaultResult: "CONTINUE",
    }),
  );
  await autoScaling.send(
    new PutScheduledUpdateGroupActionCommand({
      AutoScalingGroupName: name,
      ScheduledActionName: "evening",
      Recurrence: "0 20 * * *",
      MinSize: Math.min(2, options.instances),
      MaxSize: options.instances * 2,
    }),
  );
  const { PolicyARN } = await autoScaling.send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: name,
      PolicyName: "scale-out",
      PolicyType: "SimpleScaling",
      AdjustmentType: "ChangeInCapacity",
      ScalingAdjustment: 1,
      Cooldown: 60,
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: `${name}-busy`,
      Namespace: "AWS/EC2",
      MetricName: "CPUUtilization",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: name }],
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 80,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [defined(PolicyARN, "a policy")],
    }),
  );
};

/** Builds the stack `name` and answers when its API calls are done; its instances are still coming up then. */
export const buildSampleStack = async (
  name: string,
  options: StackOptions,
  connection: Connection,
  network: Network,
): Promise<SampleStack> => {
  const stack = { name, options, connection, network };
  const { elbv2 } = clientsOf(connection);

  const { LoadBalancers } = await elbv2.send(
    new CreateLoadBalancerCommand({
      Name: name,
      Subnets: [...network.subnets],
      SecurityGroups: [network.loadBalancerSecurityGroup],
      Tags: [{ Key: "service", Value: name }],
    }),
  );
  const loadBalancer = defined(LoadBalancers?.[0], "a load balancer");
  const loadBalancerArn = defined(loadBalancer.LoadBalancerArn, "an ARN");
  const listeners = [
    await createListener(stack, loadBalancerArn, { protocol: "HTTP", port: options.ports.http, targetPort: 8080 }),
    await createListener(stack, loadBalancerArn, { protocol: "HTTPS", port: options.ports.https, targetPort: 8443 }),
  ];

  await createGroup(
    stack,
    listeners.map((each) => each.targetGroup),
  );
  await addToGroup(stack);
  return {
    name,
    loadBalancer: name,
    dnsName: defined(loadBalancer.DNSName, "a DNS name"),
    group: name,
    listeners: listeners.map(({ protocol, port, arn }) => ({ protocol, port, arn })),
  };
};
