import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { sorted } from "../../resources/described/plain.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import type { Facts } from "../model.ts";
import type { OwnedGroup, Owners } from "../ownership.ts";
import { details } from "./json.ts";

const templateOf = (group: AutoScalingGroup) =>
  group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

/** What tells whose the things are that a group uses. */
export const ownedGroup = (group: AutoScalingGroup): OwnedGroup => ({
  name: group.AutoScalingGroupName ?? "",
  tags: tagsOf(group.Tags),
  targetGroups: group.TargetGroupARNs ?? [],
  launchTemplate: templateOf(group)?.LaunchTemplateId,
});

/** A group's settings. Its instances are rows of their own. */
export const groupFacts = (group: AutoScalingGroup, owners: Owners): Facts => {
  const name = group.AutoScalingGroupName ?? "";
  const tags = tagsOf(group.Tags);
  return {
    name,
    tags,
    ...owners.group(name, tags),
    details: details({
      realArn: group.AutoScalingGroupARN,
      min: group.MinSize,
      max: group.MaxSize,
      desired: group.DesiredCapacity,
      launchTemplate: templateOf(group)?.LaunchTemplateId,
      launchTemplateVersion: templateOf(group)?.Version,
      launchConfiguration: group.LaunchConfigurationName,
      availabilityZones: sorted(group.AvailabilityZones),
      subnets: sorted(group.VPCZoneIdentifier?.split(",").filter((subnet) => subnet !== "")),
      targetGroups: sorted(group.TargetGroupARNs),
      healthCheckType: group.HealthCheckType,
      healthCheckGraceSeconds: group.HealthCheckGracePeriod,
      suspended: sorted(group.SuspendedProcesses?.map(({ ProcessName }) => ProcessName ?? "")),
      deleting: group.Status,
    }),
  };
};
