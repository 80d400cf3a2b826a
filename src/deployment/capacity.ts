/**
 * What a side is worth to the traffic, and how large its group is to be. "The size of the Auto Scaling group is measured in capacity
 * units, and not in instances": so everything that is compared with a size is counted in units here, which are instances where nothing is
 * weighted. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html
 */
import type { Change, State } from "../changes/change.ts";
import { ownMinimum } from "./hold.ts";
import type { GroupView, InstanceView, SideView, TargetGroupView, TargetView, TemplateVersion } from "./view.ts";

type Capacity = Pick<GroupView, "min" | "max" | "desired">;

const capacityState = ({ min, max, desired }: Capacity): State => ({ min, max, desired });

/** A group's minimum, maximum and desired size, taken to `after`. */
export const resize = (group: Capacity & Pick<GroupView, "name">, after: Capacity): Change => ({
  resource: { kind: "group-capacity", id: group.name },
  before: capacityState(group),
  after: capacityState(after),
});

/** The size that a side is to have, in units; never 0. */
export const sizeOf = (side: SideView): number => Math.max(1, side.group.desired);

const weightOf = ({ weight = 1 }: Pick<InstanceView, "weight">): number => weight;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * Whether what is above a size is less than one instance. AWS launches until the desired size is reached, "even if this results in an
 * overage": that much is rounding. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateOverrides.html
 */
const isRounding = (surplus: number, group: GroupView): boolean => surplus < heaviest(group);

const heaviest = ({ instances }: GroupView): number => Math.max(1, ...instances.map(weightOf));

/** How many instances so many units are at least, by the weights that the group's instances have. */
export const instancesIn = (units: number, group: GroupView): number => Math.ceil(units / heaviest(group));

/** Whether a group has what it is to have, no less and no instance more. */
export const isAtSize = (group: GroupView): boolean => {
  const surplus = sum(group.instances.map(weightOf)) - group.desired;
  return surplus >= 0 && isRounding(surplus, group);
};

/** Whether an instance was launched from just that. */
export const runs = ({ launchTemplate }: InstanceView, { id, version }: TemplateVersion): boolean =>
  launchTemplate?.id === id && launchTemplate.version === version;

const instanceOf = ({ instances }: GroupView, { id }: TargetView): InstanceView | undefined =>
  instances.find((instance) => instance.id === id);

const healthyIn = ({ targets }: TargetGroupView): readonly TargetView[] =>
  targets.filter(({ state }) => state === "healthy");

/** The instances of the side's group that answer there; with `launched`, those in service that run that: health is not identity. */
const ownAnswering = (
  { group }: SideView,
  targetGroup: TargetGroupView,
  launched: TemplateVersion | undefined,
): readonly InstanceView[] =>
  healthyIn(targetGroup)
    .map((target) => instanceOf(group, target))
    .filter((instance) => instance !== undefined)
    .filter(
      (instance) => launched === undefined || (instance.lifecycleState === "InService" && runs(instance, launched)),
    );

/**
 * What answers in one of a side's target groups, in units. With `launched`, only instances of the side's group that are in service and
 * run that. Without, whatever is healthy, since it gets traffic whoever it is; a stranger counts as 1.
 */
export const answeringIn = (side: SideView, targetGroup: TargetGroupView, launched?: TemplateVersion): number =>
  launched === undefined
    ? sum(healthyIn(targetGroup).map((target) => weightOf(instanceOf(side.group, target) ?? {})))
    : sum(ownAnswering(side, targetGroup, launched).map(weightOf));

/** The same of each zone in which an instance of the side's group answers. Whose zone nobody told counts in none. */
export const answeringByZone = (
  side: SideView,
  targetGroup: TargetGroupView,
  launched?: TemplateVersion,
): ReadonlyMap<string, number> => {
  const placed = ownAnswering(side, targetGroup, launched).filter(({ zone }) => zone !== undefined);
  const byZone = Map.groupBy(placed, ({ zone = "" }) => zone);
  return new Map([...byZone].map(([zone, instances]) => [zone, sum(instances.map(weightOf))]));
};

const answering = (side: SideView, launched?: TemplateVersion): readonly number[] =>
  side.targetGroups.map((each) => answeringIn(side, each, launched));

/** What a side can carry, in units: what answers, as `answeringIn` counts it, in the target group in which that is least. */
export const answeringUnits = (side: SideView, launched?: TemplateVersion): number =>
  Math.min(...answering(side, launched));

/**
 * What the traffic needs now, by the side that carries it, in units: what answers in its target groups, in the one in which that is
 * most, and no less than the size that its group is to have, since of that something may still boot. Never 0. Requires the health of that
 * side to have been read.
 */
export const neededUnits = (carrying: SideView): number => {
  const most = Math.max(...answering(carrying));
  return isRounding(most - carrying.group.desired, carrying.group) ? sizeOf(carrying) : most;
};

/** What a share of the traffic needs, in units, of what all of it does: rounded up, and never 0. */
export const unitsOfShare = (units: number, percent: number): number => Math.max(1, Math.ceil((units * percent) / 100));

/**
 * What each of so many zones needs of `units`, since about as many connections come to one as to another: an even part, but for less than one
 * instance, which is as even as Auto Scaling spreads a group. Never 0.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html
 */
export const unitsOfZone = (units: number, zones: number, group: GroupView): number =>
  Math.max(1, Math.floor(units / zones) - heaviest(group) + 1);

type GroupWithTargets = Pick<SideView, "group" | "targetGroups">;

/** What is in a side's target groups in such a state though it is no instance of the side's group: by its id. */
export const strangersIn = (
  { group, targetGroups }: GroupWithTargets,
  isMeant: (state: string) => boolean,
): readonly string[] => [
  ...new Set(
    targetGroups
      .flatMap(({ targets }) => targets)
      .filter(({ state }) => isMeant(state))
      .filter((target) => instanceOf(group, target) === undefined)
      .map(({ id }) => id),
  ),
];

/** The strangers that get traffic, now or soon. */
export const strangersOf = (side: GroupWithTargets): readonly string[] =>
  strangersIn(side, (state) => state === "healthy" || state === "initial");

/** A group with the bounds that `like` has by itself: what a schedule or a person made of them there since. */
export const withBoundsOf = <Group extends GroupView>(group: Group, like: GroupView): Group => ({
  ...group,
  min: ownMinimum(like),
  max: like.max,
});

/** Takes a group to the maximum of another, if that is larger. */
export const takeMaximum = ({ name, max }: GroupView, like: GroupView): Change => ({
  resource: { kind: "group-capacity", id: name },
  before: { max },
  after: { max: Math.max(max, like.max) },
});

/** Takes a group to the bounds of another, and leaves its size to itself. */
export const takeBounds = (group: GroupView, like: GroupView): Change => {
  const bounds = ({ min, max }: GroupView): State => ({ min, max });
  return {
    resource: { kind: "group-capacity", id: group.name },
    before: bounds(group),
    after: bounds(withBoundsOf(group, like)),
  };
};
