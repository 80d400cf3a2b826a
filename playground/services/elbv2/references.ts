import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import type { Elbv2Context } from "./context.ts";
import { invalidConfiguration, noTargetGroup } from "./errors.ts";
import { rerouteListener } from "./routing.ts";
import {
  actionsOf,
  groupsOf,
  type ListenerRecord,
  type LoadBalancerRecord,
  listenersOf,
  listenersUsing,
} from "./tables.ts";
import { reconsiderGroup } from "./targets.ts";

const mostTargetGroups = 100;

/**
 * Refuses actions that forward to what they may not: "You can use each target group with only one load balancer", in its VPC,
 * and at most 100 different ones per load balancer.
 */
export const checkReferences = (
  { tables }: Elbv2Context,
  loadBalancer: LoadBalancerRecord,
  actions: readonly Action[],
): void => {
  const groups = groupsOf(actions);
  for (const arn of groups) {
    const group = tables.targetGroups.get(arn);
    if (group === undefined) throw noTargetGroup();
    if (listenersUsing(tables, arn).some(({ LoadBalancerArn }) => LoadBalancerArn !== loadBalancer.LoadBalancerArn)) {
      throw new AwsError(
        "TargetGroupAssociationLimitException",
        `The following target groups cannot be associated with more than one load balancer: ${arn}`,
      );
    }
    if (loadBalancer.VpcId !== undefined && group.VpcId !== loadBalancer.VpcId) {
      throw invalidConfiguration(
        `The following target groups do not have the same VPC as the load balancer '${loadBalancer.LoadBalancerArn}': ${arn}`,
      );
    }
  }
  const used = listenersOf(tables, loadBalancer.LoadBalancerArn)
    .flatMap((listener) => actionsOf(tables, listener))
    .flatMap(groupsOf);
  if (new Set([...used, ...groups]).size > mostTargetGroups) {
    throw new AwsError(
      "TooManyUniqueTargetGroupsPerLoadBalancerException",
      `The maximum number of unique target groups per load balancer is '${mostTargetGroups}'`,
    );
  }
};

/** Makes new actions of a listener or of one of its rules take effect: on requests first, then on health checks. */
export const actionsChanged = (
  context: Elbv2Context,
  listener: ListenerRecord,
  before: readonly Action[],
  after: readonly Action[],
): void => {
  rerouteListener(context, listener);
  for (const arn of groupsOf([...before, ...after])) reconsiderGroup(context, arn);
};
