import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
  DescribeLoadBalancerTargetGroupsCommandInput,
  DescribeLoadBalancerTargetGroupsCommandOutput,
  DetachLoadBalancerTargetGroupsCommandInput,
  DetachLoadBalancerTargetGroupsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { refuseDuringRefresh } from "../refresh-effects.ts";
import { groupNamed, groupSeen } from "../store.ts";
import { attachSources, detachSources } from "../traffic-sources.ts";

/**
 * By the older API. Attaching again what is attached changes nothing.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancerTargetGroups.html
 */
export const attachLoadBalancerTargetGroups = (context: AutoScalingContext) =>
  operation<AttachLoadBalancerTargetGroupsCommandInput, AttachLoadBalancerTargetGroupsCommandOutput>({
    accepts: ["AutoScalingGroupName", "TargetGroupARNs"],
    needs: onNamedGroup(context, "AttachLoadBalancerTargetGroups"),
    run: ({ AutoScalingGroupName, TargetGroupARNs = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      refuseDuringRefresh(group);
      attachSources(context, group, { TargetGroupARNs });
      return {};
    },
  });

/**
 * All of those named, or none; they leave when the last instance has drained.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachLoadBalancerTargetGroups.html
 */
export const detachLoadBalancerTargetGroups = (context: AutoScalingContext) =>
  operation<DetachLoadBalancerTargetGroupsCommandInput, DetachLoadBalancerTargetGroupsCommandOutput>({
    accepts: ["AutoScalingGroupName", "TargetGroupARNs"],
    needs: onNamedGroup(context, "DetachLoadBalancerTargetGroups"),
    run: ({ AutoScalingGroupName, TargetGroupARNs = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      detachSources(context, group, TargetGroupARNs);
      return {};
    },
  });

/**
 * "… but not for target groups that were attached by using AttachTrafficSources"
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeLoadBalancerTargetGroups.html
 */
export const describeLoadBalancerTargetGroups = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeLoadBalancerTargetGroupsCommandInput, DescribeLoadBalancerTargetGroupsCommandOutput>({
    accepts: ["AutoScalingGroupName", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName, NextToken, MaxRecords }) => {
      const sources = groupSeen(store, AutoScalingGroupName).trafficSources.filter(
        (source) => source.attachedBy === "TargetGroupARNs",
      );
      const { items, next } = page(sources, NextToken, MaxRecords, surroundings.pageSize);
      return {
        LoadBalancerTargetGroups: items.map(({ arn, state }) => ({ LoadBalancerTargetGroupARN: arn, State: state })),
        NextToken: next,
      };
    },
  });
