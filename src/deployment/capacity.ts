/** What a side is worth to the traffic, and how large its group is to be. */
import type { Change, State } from "../changes/change.ts";
import type { GroupView, InstanceView, SideView, TargetGroupView, TargetView } from "./view.ts";

type Capacity = Pick<GroupView, "min" | "max" | "desired">;

const capacityState = ({ min, max, desired }: Capacity): State => ({ min, max, desired });

/** A group's minimum, maximum and desired size, taken to `after`. */
export const resize = (group: Capacity & Pick<GroupView, "name">, after: Capacity): Change => ({
  resource: { kind: "group-capacity", id: group.name },
  before: capacityState(group),
  after: capacityState(after),
});

/**
 * What an instance counts in the size of its group: its weight, or 1 where nothing is weighted. "The size of the Auto Scaling group is
 * measured in capacity units, and not in instances."
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
export const unitsOf = ({ weight = 1 }: Pick<InstanceView, "weight">): number => weight;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** How large a group is by what it has now, in the units of its desired size. */
export const sizeInUnits = ({ instances }: Pick<GroupView, "instances">): number => sum(instances.map(unitsOf));

/** A target that answers, in units. One that is no instance of the group carries traffic too: it counts as one. */
const unitsOfTarget = ({ instances }: GroupView, { id }: TargetView): number =>
  unitsOf(instances.find((instance) => instance.id === id) ?? {});

const healthyUnits = (group: GroupView, { targets }: TargetGroupView): number =>
  sum(targets.filter(({ state }) => state === "healthy").map((target) => unitsOfTarget(group, target)));

/**
 * What the traffic needs now of the side that is to carry it, in the units of a group's size (without weights: instances). It is what
 * answers in the carrying side's target groups, in the one that has most, and no less than the size that its group is to have, of which
 * something may still boot. Never 0. Requires the health of that side to have been read.
 */
export const neededUnits = ({ group, targetGroups }: SideView): number => {
  const answering = Math.max(...targetGroups.map((each) => healthyUnits(group, each)));
  // AWS launches until the desired size is reached, "even if this results in an overage": what is above it by less than one instance is
  // rounding, and not needed.
  // https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html (WeightedCapacity)
  const heaviest = Math.max(1, ...group.instances.map(unitsOf));
  return Math.max(1, answering - group.desired < heaviest ? group.desired : answering);
};
