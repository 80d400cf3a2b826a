import { AwsError } from "../../world/aws-error.ts";
import { validationError } from "../constraints.ts";
import { isSettled } from "./group.ts";
import { capacityOf } from "./mixed-instances.ts";
import type { Group } from "./records.ts";
import { sentenceAt } from "./text.ts";

export interface Bounds {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
}

/** The capacity, or the bound that it goes beyond. */
export const clamp = (capacity: number, min: number, max: number): number => Math.min(max, Math.max(min, capacity));

/** The bounds that a request asks for, validated; a desired capacity it does not name moves into the new bounds. */
export const boundsOf = (
  asked: { MinSize?: number | undefined; MaxSize?: number | undefined; DesiredCapacity?: number | undefined },
  current: Bounds,
): Bounds => {
  const MinSize = asked.MinSize ?? current.MinSize;
  const MaxSize = asked.MaxSize ?? current.MaxSize;
  for (const [name, value] of Object.entries({ minSize: MinSize, maxSize: MaxSize }))
    if (value < 0)
      throw validationError(
        `Value ${value} at '${name}' failed to satisfy constraint: Member must have value greater than or equal to 0`,
      );
  if (MaxSize < MinSize)
    throw validationError(`Max bound, ${MaxSize}, must be greater than or equal to min bound, ${MinSize}`);
  const DesiredCapacity = asked.DesiredCapacity ?? clamp(current.DesiredCapacity, MinSize, MaxSize);
  if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize)
    throw validationError(
      `Desired capacity:${DesiredCapacity} must be between the specified min size:${MinSize} and max size:${MaxSize}`,
    );
  return { MinSize, MaxSize, DesiredCapacity };
};

/**
 * The group with new bounds. `who` says in AWS's words who asked ("a user request …"): it opens the Cause of the
 * activities that follow. `cooldownSeconds`, if another than the group's default follows them.
 */
export const changeCapacity = (
  group: Group,
  bounds: Bounds,
  now: number,
  who: string,
  cooldownSeconds: number = group.settings.DefaultCooldown,
): Group => {
  const from = group.settings.DesiredCapacity;
  const to = bounds.DesiredCapacity;
  const changed = { ...group, settings: { ...group.settings, ...bounds } };
  if (from === to) return changed;
  return {
    ...changed,
    capacityChange: sentenceAt(now, `${who} changing the desired capacity from ${from} to ${to}`),
    // Counted from now, and again from the end of each activity that follows.
    cooldownSeconds,
    cooldownUntil: now + cooldownSeconds * 1000,
    // A new wish is tried at once, whatever failed before.
    nextLaunchAt: now,
    failedZones: [],
    launchFailures: 0,
  };
};

/** The group after one of its activities ended: the cooldown begins, and once capacity is reached its cause is past. */
export const afterActivity = (group: Group, now: number): Group => {
  const inService = capacityOf(group.members.filter((member) => member.state === "InService"));
  const atRest = inService >= group.settings.DesiredCapacity && group.members.every(isSettled);
  return {
    ...group,
    capacityChange: atRest ? undefined : group.capacityChange,
    unreplaced: atRest ? 0 : group.unreplaced,
    cooldownUntil: now + group.cooldownSeconds * 1000,
  };
};

/** The bounds as the Cause of an activity names them. */
export const boundsText = ({ MinSize, MaxSize, DesiredCapacity }: Bounds): string =>
  `update of AutoScalingGroup constraints to min: ${MinSize}, max: ${MaxSize}, desired: ${DesiredCapacity}`;

/** Whether an activity, or the cooldown after it, still lasts. */
export const isBusy = (group: Group, now: number): boolean =>
  now < group.cooldownUntil || !group.members.every(isSettled);

/** Throws ScalingActivityInProgress while the group is busy. */
export const honorCooldown = (group: Group, now: number): void => {
  if (!isBusy(group, now)) return;
  const moving = group.members.find((member) => !isSettled(member)) ?? group.members.at(-1);
  throw new AwsError(
    "ScalingActivityInProgressFault",
    `Scaling activity ${moving?.activity ?? ""} is in progress and blocks this action`,
  );
};
