import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../world/aws-error.ts";
import { quotaOf } from "../../world/quotas.ts";
import type { Elbv2Context } from "./context.ts";
import { invalidConfiguration, noTargetGroup } from "./errors.ts";
import { known } from "./known.ts";
import { groupInUse } from "./lingering.ts";
import { rerouteListener } from "./routing.ts";
import { checkStickyGroups } from "./sticky-groups.ts";
import {
  actionsOf,
  groupsOf,
  type ListenerRecord,
  type LoadBalancerRecord,
  listenersOf,
  listenersUsing,
  type TargetGroupRecord,
} from "./tables.ts";
import { reconsiderGroup } from "./targets.ts";
import { isFlowProtocol, type Protocol } from "./traffic-protocols.ts";

/**
 * Refuses actions that forward to what they may not: "You can use each target group with only one load balancer", in its VPC,
 * and at most 100 different ones per load balancer.
 */
export const checkReferences = (
  context: Elbv2Context,
  loadBalancer: LoadBalancerRecord,
  protocol: Protocol,
  actions: readonly Action[],
): void => {
  const { tables } = context;
  const groups = groupsOf(actions);
  for (const arn of groups) {
    const group = known(context, tables.targetGroups, arn);
    if (group === undefined) throw noTargetGroup();
    checkFits(protocol, group, known(context, tables.targetGroups, groups[0] ?? arn));
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
  checkStickyGroups(tables, actions);
  const used = listenersOf(tables, loadBalancer.LoadBalancerArn)
    .flatMap((listener) => actionsOf(tables, listener))
    .flatMap(groupsOf);
  const mostTargetGroups = quotaOf("targetGroupsOfLoadBalancer", context.surroundings);
  if (new Set([...used, ...groups]).size > mostTargetGroups) {
    throw new AwsError(
      "TooManyUniqueTargetGroupsPerLoadBalancerException",
      `The maximum number of unique target groups per load balancer is '${mostTargetGroups}'`,
    );
  }
};

/**
 * "If the listener protocol is TCP, the target group protocol must be TCP or TCP_UDP; if TLS, TCP or TLS". Whether groups of both behind a TLS
 * listener may share its traffic AWS does not say: they may not.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
 */
const checkFits = (listener: Protocol, group: TargetGroupRecord, first: TargetGroupRecord | undefined): void => {
  const fits = isFlowProtocol(listener)
    ? group.Protocol === "TCP" || group.Protocol === listener
    : !isFlowProtocol(group.Protocol);
  const alike = !isFlowProtocol(listener) || group.Protocol === (first ?? group).Protocol;
  if (!fits || !alike) {
    throw new AwsError(
      "IncompatibleProtocolsException",
      `The listener and the following target groups have incompatible protocols: ${group.TargetGroupArn}`,
    );
  }
};

/** After actions ceased to forward to target groups: those that nothing else uses are in use for a while yet. */
export const letGo = ({ tables, lingering }: Elbv2Context, targetGroups: readonly string[]): void => {
  for (const arn of targetGroups) {
    if (listenersUsing(tables, arn).length === 0) lingering.begin(arn, groupInUse);
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
  letGo(context, groupsOf(before));
  for (const arn of groupsOf([...before, ...after])) reconsiderGroup(context, arn);
};
