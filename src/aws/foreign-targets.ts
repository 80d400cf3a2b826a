/** Looks for targets that are none of the instances of their side's group. */
import { type AutoScalingClient, paginateDescribeAutoScalingInstances } from "@aws-sdk/client-auto-scaling";
import type { Clock } from "../clock.ts";
import { strangersOf } from "../deployment/capacity.ts";
import { type GroupWithTargets, refuseStrangers, strangersInBoth } from "../deployment/foreign-targets.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import type { GroupView, TargetGroupView, View } from "../deployment/view.ts";
import { groupsNamed, type Observers, withHealth } from "./observe.ts";

/** A group and its target groups, whose health nobody has read yet. */
export interface FleetToLookAt {
  readonly group: string;
  readonly targetGroups: readonly TargetGroupView[];
}

const unread = (arn: string, name: string): TargetGroupView => ({ arn, name, targets: [] });

/** Both sides of an upgraded environment. */
export const fleetsOf = ({ sides: { blue, green } }: View): readonly FleetToLookAt[] =>
  [blue, green].map(({ group, targetGroups }) => ({ group: group.name, targetGroups }));

/** The groups of both. */
export const groupsOf = ({ sides: { blue, green } }: View): readonly GroupView[] => [blue.group, green.group];

/** The one group that there is before an upgrade. */
export const liveFleet = ({ group, targetGroups }: Live): FleetToLookAt => ({
  group: group.AutoScalingGroupName ?? "",
  targetGroups: targetGroups.map(({ targetGroup: { TargetGroupArn = "", TargetGroupName = "" } }) =>
    unread(TargetGroupArn, TargetGroupName),
  ),
});

/** AWS's reads trail its writes; what is seen twice, so far apart, is so. */
const betweenLooks = 5_000;

const targetsOf = ({ loadBalancing }: Observers, fleets: readonly FleetToLookAt[]) =>
  Promise.all(fleets.map((fleet) => withHealth(loadBalancing, fleet.targetGroups)));

type Targets = Awaited<ReturnType<typeof targetsOf>>;

const inGroups = (
  fleets: readonly FleetToLookAt[],
  targets: Targets,
  groups: readonly GroupView[],
): readonly GroupWithTargets[] =>
  fleets.flatMap((fleet, index) => {
    const group = groups.find(({ name }) => name === fleet.group);
    return group === undefined ? [] : [{ group, targetGroups: targets[index] ?? [] }];
  });

const groupsNow = ({ autoScaling }: Observers, fleets: readonly FleetToLookAt[]) =>
  groupsNamed(
    autoScaling,
    fleets.map(({ group }) => group),
  );

const look = async (observers: Observers, fleets: readonly FleetToLookAt[]) => {
  // The targets first: what is launched in between is in the group then, and no target yet.
  const targets = await targetsOf(observers, fleets);
  return inGroups(fleets, targets, await groupsNow(observers, fleets));
};

/** The groups of those ids that are instances of one. */
const groupsOfInstances = async (autoScaling: AutoScalingClient, ids: readonly string[]) => {
  const groups = new Map<string, string>();
  const instances = ids.filter((id) => id.startsWith("i-"));
  // AWS takes 50 ids at most, and none for all instances.
  for (let from = 0; from < instances.length; from += 50)
    for await (const { AutoScalingInstances } of paginateDescribeAutoScalingInstances(
      { client: autoScaling },
      { InstanceIds: instances.slice(from, from + 50) },
    ))
      for (const { InstanceId = "", AutoScalingGroupName = "" } of AutoScalingInstances ?? [])
        groups.set(InstanceId, AutoScalingGroupName);
  return groups;
};

/**
 * Throws `ForeignTargets` if a target group has targets, seen twice, that are none of its group's instances; answers the target groups with
 * their health. `known` are the groups, if they were read a moment ago: they are read again only if there are others than theirs.
 */
export const refuseForeignTargets = async (
  observers: Observers,
  fleets: readonly FleetToLookAt[],
  clock: Clock,
  known: readonly GroupView[] = [],
): Promise<readonly TargetGroupView[]> => {
  const targets = await targetsOf(observers, fleets);
  const isTheirs = (groups: readonly GroupView[]) =>
    inGroups(fleets, targets, groups).flatMap(strangersOf).length === 0;
  if (known.length > 0 && isTheirs(known)) return targets.flat();
  const first = inGroups(fleets, targets, await groupsNow(observers, fleets));
  if (first.flatMap(strangersOf).length === 0) return targets.flat();
  await clock.sleep(betweenLooks);
  const second = await look(observers, fleets);
  const strangers = strangersInBoth(first, second);
  refuseStrangers(strangers, second, await groupsOfInstances(observers.autoScaling, strangers));
  return second.flatMap(({ targetGroups }) => targetGroups);
};
