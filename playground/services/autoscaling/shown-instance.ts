import type { Instance } from "@aws-sdk/client-auto-scaling";
import type { GroupMember } from "./records.ts";

/** An instance as DescribeAutoScalingGroups shows it. */
export const shownInstance = (member: GroupMember): Instance => ({
  InstanceId: member.id,
  InstanceType: member.instanceType,
  AvailabilityZone: member.subnet.zone,
  LifecycleState: member.state,
  HealthStatus: member.unhealthy === undefined ? "Healthy" : "Unhealthy",
  LaunchTemplate:
    member.launchTemplate === undefined
      ? undefined
      : {
          LaunchTemplateId: member.launchTemplate.id,
          LaunchTemplateName: member.launchTemplate.name,
          Version: member.launchTemplate.version,
        },
  ProtectedFromScaleIn: member.protectedFromScaleIn,
  ...(member.weight === undefined ? {} : { WeightedCapacity: member.weight }),
});
