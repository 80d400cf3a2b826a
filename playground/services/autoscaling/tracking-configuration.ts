import type { TargetTrackingConfiguration } from "@aws-sdk/client-auto-scaling";
import { oneOf, required, validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import { attachedSources } from "./group.ts";
import type { Group } from "./records.ts";
import { partsOfLabel } from "./resource-label.ts";

const byRequests = "ALBRequestCountPerTarget";
const metricTypes = ["ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", byRequests];

/** Refuses what AWS refuses of a policy that tracks a target. */
export const validateTracking = (
  context: AutoScalingContext,
  group: Group,
  configuration: TargetTrackingConfiguration | undefined,
): void => {
  const { TargetValue, PredefinedMetricSpecification, CustomizedMetricSpecification } = required(
    configuration,
    "targetTrackingConfiguration",
  );
  required(TargetValue, "targetTrackingConfiguration.targetValue");
  // API_TargetTrackingConfiguration: "You must specify either a predefined metric or a customized metric."
  if ((PredefinedMetricSpecification === undefined) === (CustomizedMetricSpecification === undefined))
    throw validationError("You must specify either a predefined metric or a customized metric.");
  if (PredefinedMetricSpecification === undefined) return;
  const at = "targetTrackingConfiguration.predefinedMetricSpecification.predefinedMetricType";
  const { PredefinedMetricType: type, ResourceLabel: label } = PredefinedMetricSpecification;
  oneOf(required(type, at), at, metricTypes);
  if (type === byRequests) validateLabel(context, group, label);
  else if (label !== undefined)
    throw validationError(`Resource label should not be specified for predefined metric type ${type}`);
};

/**
 * "You can't specify a resource label unless the target group is attached to the Auto Scaling group."
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
 */
const validateLabel = (
  { surroundings: { region, account }, targetGroups }: AutoScalingContext,
  group: Group,
  label: string | undefined,
): void => {
  if (label === undefined || label === "")
    throw validationError(`Resource label should be specified for predefined metric type ${byRequests}`);
  const parts = partsOfLabel(label);
  if (parts === undefined) throw validationError(`Invalid resource label: ${label}`);
  const arn = (path: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${path}`;
  const targetGroup = arn(parts.targetGroup);
  if (!targetGroups.exists(targetGroup)) throw validationError(`The target group ${targetGroup} does not exist`);
  const balancer = targetGroups.balancedBy?.(targetGroup);
  if (targetGroups.balancedBy !== undefined && balancer !== arn(`loadbalancer/${parts.loadBalancer}`))
    throw validationError("The load balancer does not route traffic to the target group");
  if (!attachedSources(group).some((source) => source.arn === targetGroup))
    throw validationError(`The target group ${targetGroup} is not attached to the Auto Scaling group ${group.name}`);
};
