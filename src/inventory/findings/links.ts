/** Links into the AWS console, for people. */
import { idOf, parentArn, parseArn, templateOfVersion } from "../arn.ts";
import type { ResourceType, TypedArn } from "../model.ts";
import type { FoundOf } from "./rule.ts";

const domainOf = (region: string): string =>
  region.startsWith("cn-")
    ? "console.amazonaws.cn"
    : region.startsWith("us-gov-")
      ? "console.amazonaws-us-gov.com"
      : "console.aws.amazon.com";

const home = (region: string, service: string): string =>
  `https://${region}.${domainOf(region)}/${service}/home?region=${region}`;

/** The console's page of each type. A rule is shown with its listener, a template version with its template. */
const pages: Readonly<Record<ResourceType, (ref: TypedArn) => string>> = {
  instance: (ref) => `InstanceDetails:instanceId=${idOf(ref)}`,
  "auto-scaling-group": (ref) => `AutoScalingGroupDetails:id=${encodeURIComponent(idOf(ref))};view=details`,
  "load-balancer": ({ arn }) => `LoadBalancer:loadBalancerArn=${arn}`,
  "target-group": ({ arn }) => `TargetGroup:targetGroupArn=${arn}`,
  listener: ({ arn }) => `ELBListenerV2:listenerArn=${arn}`,
  "listener-rule": ({ arn }) => `ELBListenerV2:listenerArn=${parentArn(arn)}`,
  "launch-template": (ref) => `LaunchTemplateDetails:launchTemplateId=${idOf(ref)}`,
  "launch-template-version": (ref) => `LaunchTemplateDetails:launchTemplateId=${idOf(templateOfVersion(ref)[0])}`,
};

/** The resource in the AWS console. */
export const resourceLink = ({ type, arn }: FoundOf["ref"]): string =>
  type === "trails"
    ? `${home(arn.split(":")[3] ?? "", "cloudtrailv2")}#/trails`
    : `${home(parseArn(arn)?.place.region ?? "", "ec2")}#${pages[type]({ type, arn })}`;

/** The console escapes the fragment twice, and writes `$` for the second `%`. */
export const logsLink = (region: string, logGroup: string): string =>
  `${home(region, "cloudwatch")}#logsV2:log-groups/log-group/${encodeURIComponent(logGroup).replaceAll("%", "$25")}`;

/** The log groups of a prefix: those of a stack's functions. */
export const logGroupsLink = (region: string, prefix: string): string =>
  `${home(region, "cloudwatch")}#logsV2:log-groups$3FlogGroupNameFilter$3D${encodeURIComponent(prefix).replaceAll("%", "$25")}`;

/** An execution of a state machine. */
export const executionLink = (region: string, executionArn: string): string =>
  `${home(region, "states")}#/v2/executions/details/${executionArn}`;
