import type { AutoScalingGroup, LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import type { State } from "../../changes/change.ts";
import { configurationOf, type Fields } from "./fields.ts";
import { compact, type Plain, sorted } from "./plain.ts";

export const autoScalingGroupFields = {
  AutoScalingGroupName: "identity",
  AutoScalingGroupARN: "identity",
  CreatedTime: "identity",
  LaunchConfigurationName: {
    refused:
      "launch configurations have no versions to release; make a launch template of it ('aws ec2 create-launch-template', or Copy to launch template in the console) and move the group to that ('aws autoscaling update-auto-scaling-group --launch-template') first",
  },
  LaunchTemplate: "configuration",
  MixedInstancesPolicy: "configuration",
  MinSize: "configuration",
  MaxSize: "configuration",
  DesiredCapacity: "configuration",
  PredictedCapacity: "runtime",
  DefaultCooldown: "configuration",
  AvailabilityZones: "configuration",
  // The same zones once more; AWS refuses a create that names them both ways.
  AvailabilityZoneIds: "derived",
  LoadBalancerNames: {
    refused:
      "classic load balancers have no target groups to switch between; once nobody reaches the service through it, take the group off it ('aws autoscaling detach-load-balancers') first",
  },
  TargetGroupARNs: "configuration",
  // The target groups once more.
  TrafficSources: {
    refused: "only target groups of Elastic Load Balancing can be switched",
    when: (sources) => (sources as readonly { Type?: string }[]).some(({ Type }) => Type !== "elbv2"),
  },
  HealthCheckType: "configuration",
  HealthCheckGracePeriod: "configuration",
  Instances: "runtime",
  SuspendedProcesses: "apart",
  PlacementGroup: "configuration",
  VPCZoneIdentifier: "configuration",
  EnabledMetrics: "apart",
  Status: { refused: "the group is being deleted" },
  Tags: "configuration",
  TerminationPolicies: "configuration",
  NewInstancesProtectedFromScaleIn: "configuration",
  ServiceLinkedRoleARN: "configuration",
  MaxInstanceLifetime: "configuration",
  CapacityRebalance: "configuration",
  WarmPoolConfiguration: "apart",
  WarmPoolSize: "runtime",
  Context: "configuration",
  DesiredCapacityType: "configuration",
  DefaultInstanceWarmup: "configuration",
  InstanceMaintenancePolicy: "configuration",
  DeletionProtection: "configuration",
  AvailabilityZoneDistribution: "configuration",
  AvailabilityZoneImpairmentPolicy: "configuration",
  CapacityReservationSpecification: "configuration",
  InstanceLifecyclePolicy: "configuration",
  Operator: { refused: "an operator manages the group, and AWS denies changes by anybody else" },
} as const satisfies Fields<AutoScalingGroup>;

/** AWS describes a template by id and name; the name alone says the same, and is known before the template is made. */
const byName = (template: Plain<LaunchTemplateSpecification>) => ({
  LaunchTemplateName: template.LaunchTemplateName ?? template.LaunchTemplateId ?? "",
  Version: template.Version ?? "$Default",
});

/** The whole of a group's settings, under the names that CreateAutoScalingGroup takes. Lists that are sets are sorted. */
export const groupState = (group: Plain<AutoScalingGroup>): State => {
  const mixed = group.MixedInstancesPolicy;
  return compact({
    ...configurationOf(autoScalingGroupFields, group),
    LaunchTemplate: group.LaunchTemplate && byName(group.LaunchTemplate),
    MixedInstancesPolicy: mixed && {
      ...mixed,
      LaunchTemplate: {
        ...mixed.LaunchTemplate,
        LaunchTemplateSpecification: byName(mixed.LaunchTemplate?.LaunchTemplateSpecification ?? {}),
      },
    },
    // With subnets, the zones follow from them.
    AvailabilityZones: group.VPCZoneIdentifier ? undefined : sorted(group.AvailabilityZones),
    VPCZoneIdentifier: sorted(group.VPCZoneIdentifier?.split(",").map((subnet) => subnet.trim())).join(","),
    TargetGroupARNs: sorted(group.TargetGroupARNs),
    Tags: Object.fromEntries(
      (group.Tags ?? []).map(({ Key, Value, PropagateAtLaunch }) => [
        Key ?? "",
        { Value: Value ?? "", PropagateAtLaunch: PropagateAtLaunch ?? false },
      ]),
    ),
  });
};

/**
 * Why nobody can tell how much of its size a group has: it is measured in vCPUs or memory, and AWS does not say what its instances count.
 * Undefined where that can be told. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html (`WeightedCapacity`)
 */
export const whyUnmeasured = ({
  AutoScalingGroupName,
  DesiredCapacityType = "units",
  Instances = [],
}: Plain<AutoScalingGroup>): string | undefined => {
  const unweighed = Instances.find(({ WeightedCapacity }) => WeightedCapacity === undefined);
  return DesiredCapacityType === "units" || unweighed === undefined
    ? undefined
    : `The size of Auto Scaling group '${AutoScalingGroupName}' is measured in ${DesiredCapacityType}, and AWS does not tell how many of these instance ${unweighed.InstanceId} counts: whether the group has its size cannot be told. Set the group's DesiredCapacityType to units. Nothing was changed.`;
};

/** A template that a group launches from, wherever the group says so. */
export const launchTemplateOf = (
  group: Plain<Pick<AutoScalingGroup, "LaunchTemplate" | "MixedInstancesPolicy">>,
): Plain<LaunchTemplateSpecification> | undefined =>
  group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
