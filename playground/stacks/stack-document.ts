/**
 * The format in which a stack is described: AWS's own describe answers, put together to one JSON document. Each list has the name
 * that it has in its answer, so that a snapshot of a real stack is what `jq -s add` makes of the answers. Attributes and the health of
 * targets, whose answers do not say of what they are, stand by the ARN that they were asked for.
 */

import type {
  AutoScalingGroup,
  LifecycleHook,
  NotificationConfiguration,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
} from "@aws-sdk/client-auto-scaling";
import * as autoScalingSdk from "@aws-sdk/client-auto-scaling";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import * as cloudWatchSdk from "@aws-sdk/client-cloudwatch";
import type {
  Image,
  LaunchTemplate,
  LaunchTemplateVersion,
  Reservation,
  SecurityGroup,
  Subnet,
  Vpc,
} from "@aws-sdk/client-ec2";
import * as ec2Sdk from "@aws-sdk/client-ec2";
import type {
  Listener,
  LoadBalancer,
  Rule,
  TagDescription,
  TargetGroup,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import * as elbv2Sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import * as z from "zod";
import { type Model, operationShape, readModel, type Shape } from "../gateway/codec/shapes.ts";
import { AwsError } from "../world/aws-error.ts";
import { readAnswer } from "./answers.ts";

/** Attributes of load balancers, listeners and target groups, by ARN. */
export type AttributesByArn = Readonly<
  Record<string, readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]>
>;

/** A stack, in AWS's words. Only what is named here is made; the rest of a list may be missing. */
export interface StackDocument {
  readonly LoadBalancers: readonly LoadBalancer[];
  readonly LoadBalancerAttributes: AttributesByArn;
  readonly Listeners: readonly Listener[];
  readonly ListenerAttributes: AttributesByArn;
  readonly Rules: readonly Rule[];
  readonly TargetGroups: readonly TargetGroup[];
  readonly TargetGroupAttributes: AttributesByArn;
  /** By the target group's ARN. Of these the targets that no group described here registers are made: by hand, as somebody did. */
  readonly TargetHealthDescriptions: Readonly<Record<string, readonly TargetHealthDescription[]>>;
  /** Of the instances that are such targets. */
  readonly Reservations: readonly Reservation[];
  /** Of load balancers, listeners, rules and target groups; of alarms as well, from CloudWatch's ListTagsForResource. */
  readonly TagDescriptions: readonly TagDescription[];
  readonly AutoScalingGroups: readonly AutoScalingGroup[];
  readonly LifecycleHooks: readonly LifecycleHook[];
  readonly ScalingPolicies: readonly ScalingPolicy[];
  readonly ScheduledUpdateGroupActions: readonly ScheduledUpdateGroupAction[];
  readonly NotificationConfigurations: readonly NotificationConfiguration[];
  readonly MetricAlarms: readonly MetricAlarm[];
  readonly LaunchTemplates: readonly LaunchTemplate[];
  readonly LaunchTemplateVersions: readonly LaunchTemplateVersion[];
  readonly SecurityGroups: readonly SecurityGroup[];
  /** Only looked at: which addresses are inside. */
  readonly Vpcs: readonly Vpc[];
  /** Only looked at: in which zone each is. */
  readonly Subnets: readonly Subnet[];
  /** Only looked at: for which architecture each is. */
  readonly Images: readonly Image[];
}

const sdks = { elbv2: elbv2Sdk, autoScaling: autoScalingSdk, cloudWatch: cloudWatchSdk, ec2: ec2Sdk };

/** The operation that answers each list, by the list's name in it. */
const answeredBy: Readonly<
  Record<keyof StackDocument, readonly [sdk: keyof typeof sdks, operation: string, member?: string]>
> = {
  LoadBalancers: ["elbv2", "DescribeLoadBalancers"],
  LoadBalancerAttributes: ["elbv2", "DescribeLoadBalancerAttributes", "Attributes"],
  Listeners: ["elbv2", "DescribeListeners"],
  ListenerAttributes: ["elbv2", "DescribeListenerAttributes", "Attributes"],
  Rules: ["elbv2", "DescribeRules"],
  TargetGroups: ["elbv2", "DescribeTargetGroups"],
  TargetGroupAttributes: ["elbv2", "DescribeTargetGroupAttributes", "Attributes"],
  TargetHealthDescriptions: ["elbv2", "DescribeTargetHealth"],
  Reservations: ["ec2", "DescribeInstances"],
  TagDescriptions: ["elbv2", "DescribeTags"],
  AutoScalingGroups: ["autoScaling", "DescribeAutoScalingGroups"],
  LifecycleHooks: ["autoScaling", "DescribeLifecycleHooks"],
  ScalingPolicies: ["autoScaling", "DescribePolicies"],
  ScheduledUpdateGroupActions: ["autoScaling", "DescribeScheduledActions"],
  NotificationConfigurations: ["autoScaling", "DescribeNotificationConfigurations"],
  MetricAlarms: ["cloudWatch", "DescribeAlarms"],
  LaunchTemplates: ["ec2", "DescribeLaunchTemplates"],
  LaunchTemplateVersions: ["ec2", "DescribeLaunchTemplateVersions"],
  SecurityGroups: ["ec2", "DescribeSecurityGroups"],
  Vpcs: ["ec2", "DescribeVpcs"],
  Subnets: ["ec2", "DescribeSubnets"],
  Images: ["ec2", "DescribeImages"],
};

const lists = Object.keys(answeredBy) as readonly (keyof StackDocument)[];

const models = new Map<string, Model>();

const shapeOf = (list: keyof StackDocument): Shape => {
  const [sdk, operation, member = list] = answeredBy[list];
  const model = models.get(sdk) ?? readModel(sdks[sdk]);
  models.set(sdk, model);
  const found = operationShape(model, operation).output.members.find(({ name }) => name === member);
  if (found === undefined) throw new Error(`${operation} answers no ${member}.`);
  return found.shape;
};

const isByArn = (list: keyof StackDocument) => /^TargetHealth|Attributes$/.test(list);

const outerSchema = z.strictObject(
  Object.fromEntries(
    lists.map((list) => [
      list,
      isByArn(list) ? z.record(z.string(), z.unknown()).default({}) : z.array(z.unknown()).default([]),
    ]),
  ),
);

/** What is wrong with JSON for a schema, each thing with its place. */
export const issuesOf = ({ issues }: z.ZodError): readonly string[] =>
  issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);

/** Everything that is wrong at once: a newcomer's file has more than one thing. */
export const refuse = (problems: readonly string[]): AwsError =>
  new AwsError("ValidationException", problems.join("; "));

/** Whether JSON is meant as such a document: one of its members begins as AWS's do. */
export const looksLikeDocument = (body: unknown): boolean =>
  typeof body === "object" && body !== null && Object.keys(body).some((name) => /^[A-Z]/.test(name));

/** The document that JSON is; throws a ValidationException that names each member that AWS does not answer. */
export const parseDocument = (body: unknown): StackDocument => {
  const outer = outerSchema.safeParse(body);
  if (!outer.success) throw refuse(issuesOf(outer.error));
  const problems: string[] = [];
  const readList = (list: keyof StackDocument): unknown => {
    const given = outer.data[list];
    const shape = shapeOf(list);
    const read = (value: unknown, at: string) => {
      const answer = readAnswer(shape, value, at);
      problems.push(...answer.problems);
      return answer.read;
    };
    if (!isByArn(list)) return read(given, list);
    return Object.fromEntries(
      Object.entries(given as object).map(([arn, value]) => [arn, read(value, `${list}.${arn}`)]),
    );
  };
  const document = Object.fromEntries(lists.map((list) => [list, readList(list)]));
  if (problems.length > 0) throw refuse(problems);
  return document as unknown as StackDocument;
};

/** A document of what is given, with nothing in the other lists. */
export const documentOf = (given: Partial<StackDocument>): StackDocument => ({
  ...(Object.fromEntries(lists.map((list) => [list, isByArn(list) ? {} : []])) as unknown as StackDocument),
  ...given,
});
