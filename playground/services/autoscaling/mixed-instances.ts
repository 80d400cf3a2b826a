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
 * The members with the weights that the group's policy gives now: "these weights apply to current and future instances", and those of a
 * type that it names no more keep theirs.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
export const reweighted = (members: readonly GroupMember[], settings: Settings): readonly GroupMember[] =>
  members.map((member) => ({ ...member, weight: weightOf(settings, member.instanceType) ?? member.weight }));

/**
 * "The size of the Auto Scaling group is measured in capacity units, and not in instances."
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
export const capacityOf = (members: readonly GroupMember[]): number =>
  members.reduce((sum, { weight = "1" }) => sum + Number(weight), 0);

/**
 * How many units of so many are to be on demand: the base, and of what is above it the share, rounded up. The rest is spot.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
const onDemandOf = ({ MixedInstancesPolicy: policy }: Settings, capacity: number): number => {
  const { OnDemandBaseCapacity: base = 0, OnDemandPercentageAboveBaseCapacity: share = 100 } =
    policy?.InstancesDistribution ?? {};
  return capacity <= base ? capacity : base + Math.ceil(((capacity - base) * share) / 100);
};

const onDemandIn = (members: readonly GroupMember[]): number => capacityOf(members.filter(({ spot }) => !spot));

/** Whether an instance of this weight that comes to these is to be a spot instance. */
export const isSpotNext = (settings: Settings, members: readonly GroupMember[], weight: number): boolean =>
  onDemandIn(members) >= onDemandOf(settings, capacityOf(members) + weight);

/** Those of which there is too much when one goes, spot or on demand: a scale-in aligns the group with its distribution first. */
export const oversupplied = (settings: Settings, members: readonly GroupMember[]): readonly GroupMember[] => {
  const wanted = onDemandOf(settings, Math.max(0, capacityOf(members) - 1));
  const tooMany = members.filter(({ spot = false }) => spot !== onDemandIn(members) > wanted);
  return tooMany.length > 0 ? tooMany : members;
};
