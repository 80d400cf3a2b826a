/** Mixed instances policies: what AWS fills in, and what an instance of each type counts for. */
import type {
  InstancesDistribution,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
import { inRange, validationError } from "../constraints.ts";
import type { GroupMember, Settings } from "./records.ts";

/** As recorded of groups that named none of it. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html */
const distributed = (asked: InstancesDistribution = {}): InstancesDistribution => {
  const SpotAllocationStrategy = asked.SpotAllocationStrategy ?? "lowest-price";
  return {
    OnDemandAllocationStrategy: "prioritized",
    OnDemandBaseCapacity: 0,
    OnDemandPercentageAboveBaseCapacity: 100,
    // "Valid only when the SpotAllocationStrategy is lowest-price."
    ...(SpotAllocationStrategy === "lowest-price" ? { SpotInstancePools: 2 } : {}),
    ...asked,
    SpotAllocationStrategy,
  };
};

/** A share of spot instances is refused: there are none, and on-demand ones in their place would be another group. */
const checkShare = ({ OnDemandPercentageAboveBaseCapacity: share = 100 }: InstancesDistribution): void => {
  if (share < 100) throw new NotEmulated(`spot instances: ${100 - share} % of what is above OnDemandBaseCapacity`);
};

const checkOverrides = (overrides: readonly LaunchTemplateOverrides[]): void => {
  const weighted = overrides.filter(({ WeightedCapacity }) => WeightedCapacity !== undefined);
  if (weighted.length > 0 && weighted.length < overrides.length)
    throw validationError("If you specify a weight for one instance type, you must specify a weight for all of them.");
  for (const { WeightedCapacity, InstanceRequirements, ImageId } of overrides) {
    if (InstanceRequirements !== undefined) throw new NotEmulated("instance types by their requirements");
    if (ImageId !== undefined) throw new NotEmulated("an override of the image in a mixed instances policy");
    if (WeightedCapacity === undefined) continue;
    if (!/^[0-9]+$/.test(WeightedCapacity)) throw validationError(`Invalid weighted capacity: ${WeightedCapacity}`);
    inRange(Number(WeightedCapacity), "weightedCapacity", 1, 999);
  }
};

/** The policy as AWS keeps it: distribution and overrides are there, and templates have id and name. Throws AwsError. */
export const completedPolicy = (
  policy: MixedInstancesPolicy,
  completed: (template: LaunchTemplateSpecification) => LaunchTemplateSpecification,
): MixedInstancesPolicy => {
  const asked = policy.LaunchTemplate?.LaunchTemplateSpecification;
  if (asked === undefined)
    throw validationError("Valid requests must contain a launch template in the MixedInstancesPolicy parameter.");
  const overrides = policy.LaunchTemplate?.Overrides ?? [];
  checkOverrides(overrides);
  checkShare(policy.InstancesDistribution ?? {});
  return {
    LaunchTemplate: {
      LaunchTemplateSpecification: completed(asked),
      Overrides: overrides.map((override) => ({
        ...override,
        ...(override.LaunchTemplateSpecification
          ? { LaunchTemplateSpecification: completed(override.LaunchTemplateSpecification) }
          : {}),
      })),
    },
    InstancesDistribution: distributed(policy.InstancesDistribution),
  };
};

/** What the group launches next: the first override is the one of highest priority; the template's own type if there is none. */
export const nextOverride = ({ MixedInstancesPolicy: policy }: Settings): LaunchTemplateOverrides | undefined =>
  policy?.LaunchTemplate?.Overrides?.[0];

/** The weight of an instance type, as the policy gives it; undefined where the group counts instances. */
export const weightOf = (settings: Settings, instanceType: string | undefined): string | undefined =>
  settings.MixedInstancesPolicy?.LaunchTemplate?.Overrides?.find(({ InstanceType }) => InstanceType === instanceType)
    ?.WeightedCapacity;

/**
 * "The size of the Auto Scaling group is measured in capacity units, and not in instances."
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
export const capacityOf = (members: readonly GroupMember[]): number =>
  members.reduce((sum, { weight = "1" }) => sum + Number(weight), 0);
