import type {
  AttachTrafficSourcesCommandInput,
  AttachTrafficSourcesCommandOutput,
  DescribeTrafficSourcesCommandInput,
  DescribeTrafficSourcesCommandOutput,
  DetachTrafficSourcesCommandInput,
  DetachTrafficSourcesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { refuseDuringRefresh } from "../refresh-effects.ts";
import { groupNamed, groupSeen } from "../store.ts";
import { attachSources, detachSources, sourceArns } from "../traffic-sources.ts";

/**
 * Target groups only. Attaching again what is attached changes nothing.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachTrafficSources.html
 */
export const attachTrafficSources = (context: AutoScalingContext) =>
  operation<AttachTrafficSourcesCommandInput, AttachTrafficSourcesCommandOutput>({
    accepts: ["AutoScalingGroupName", "TrafficSources"],
    needs: onNamedGroup(context, "AttachTrafficSources"),
    run: ({ AutoScalingGroupName, TrafficSources = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      refuseDuringRefresh(group);
      attachSources(context, group, { TrafficSources });
      return {};
    },
  });

/**
 * All of those named, or none; they leave when the last instance has drained.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DetachTrafficSources.html
 */
export const detachTrafficSources = (context: AutoScalingContext) =>
  operation<DetachTrafficSourcesCommandInput, DetachTrafficSourcesCommandOutput>({
    accepts: ["AutoScalingGroupName", "TrafficSources"],
    needs: onNamedGroup(context, "DetachTrafficSources"),
    run: ({ AutoScalingGroupName, TrafficSources = [] }) => {
      const group = groupNamed(context.store, AutoScalingGroupName);
      detachSources(context, group, sourceArns(TrafficSources));
      return {};
    },
  });

/**
 * All target groups, by whichever API they were attached.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTrafficSources.html
 */
export const describeTrafficSources = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeTrafficSourcesCommandInput, DescribeTrafficSourcesCommandOutput>({
    accepts: ["AutoScalingGroupName", "TrafficSourceType", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName, TrafficSourceType, NextToken, MaxRecords }) => {
      const group = groupSeen(store, AutoScalingGroupName);
      if (TrafficSourceType !== undefined && !["elb", "elbv2", "vpc-lattice"].includes(TrafficSourceType))
        throw validationError(`Invalid traffic source type: ${TrafficSourceType}`);
      const sources = (TrafficSourceType ?? "elbv2") === "elbv2" ? group.trafficSources : [];
      const { items, next } = page(sources, NextToken, MaxRecords, surroundings.pageSize);
      return {
        TrafficSources: items.map(({ arn, state }) => ({
          TrafficSource: arn,
          Identifier: arn,
          Type: "elbv2",
          State: state,
        })),
        NextToken: next,
      };
    },
  });
