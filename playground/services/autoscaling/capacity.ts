import type { SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import type { Clock } from "../../world/clock.ts";
import { operation } from "../../world/service.ts";
import { at } from "./activities.ts";
import { type Group, required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, type Store } from "./store.ts";

export interface Bounds {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
}

export const clamp = (capacity: number, min: number, max: number): number => Math.min(max, Math.max(min, capacity));

/** The bounds that a request asks for, validated; a desired capacity it does not name moves into the new bounds. */
export const boundsOf = (
  asked: { MinSize?: number | undefined; MaxSize?: number | undefined; DesiredCapacity?: number | undefined },
  now: Bounds,
): Bounds => {
  const MinSize = asked.MinSize ?? now.MinSize;
  const MaxSize = asked.MaxSize ?? now.MaxSize;
  for (const [name, value] of Object.entries({ minSize: MinSize, maxSize: MaxSize }))
    if (value < 0)
      throw validationError(
        `Value ${value} at '${name}' failed to satisfy constraint: Member must have value greater than or equal to 0`,
      );
  if (MaxSize < MinSize)
    throw validationError(`Max bound, ${MaxSize}, must be greater than or equal to min bound, ${MinSize}`);
  const DesiredCapacity = asked.DesiredCapacity ?? clamp(now.DesiredCapacity, MinSize, MaxSize);
  if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize)
    throw validationError(
      `Desired capacity:${DesiredCapacity} must be between the specified min size:${MinSize} and max size:${MaxSize}`,
    );
  return { MinSize, MaxSize, DesiredCapacity };
};

/**
 * The group with new bounds. `who` says in AWS's words who asked ("a user request …"): it opens the Cause of the
 * activities that follow. `cooldown`: seconds, if another than the group's default follows them.
 */
export const changeCapacity = (group: Group, bounds: Bounds, now: number, who: string, cooldown?: number): Group => {
  const from = group.settings.DesiredCapacity;
  const to = bounds.DesiredCapacity;
  const changed = { ...group, settings: { ...group.settings, ...bounds } };
  if (from === to) return changed;
  const seconds = cooldown ?? group.settings.DefaultCooldown;
  return {
    ...changed,
    capacityChange: at(now, `${who} changing the desired capacity from ${from} to ${to}`),
    // Counted from now, and again from the end of each activity that follows.
    cooldown: seconds,
    cooldownUntil: now + seconds * 1000,
    // A new wish is tried at once, whatever failed before.
    nextLaunchAt: now,
    launchFailures: 0,
  };
};

/** The group after one of its activities ended: the cooldown begins, and once capacity is reached its cause is past. */
export const afterActivity = (group: Group, now: number): Group => {
  const inService = group.members.filter((member) => member.state === "InService").length;
  const atRest = inService === group.settings.DesiredCapacity && inService === group.members.length;
  return {
    ...group,
    capacityChange: atRest ? undefined : group.capacityChange,
    unreplaced: atRest ? 0 : group.unreplaced,
    cooldownUntil: now + group.cooldown * 1000,
  };
};

export const constraints = ({ MinSize, MaxSize, DesiredCapacity }: Bounds): string =>
  `update of AutoScalingGroup constraints to min: ${MinSize}, max: ${MaxSize}, desired: ${DesiredCapacity}`;

/** Whether an activity, or the cooldown after it, still lasts. */
export const isBusy = (group: Group, now: number): boolean =>
  now < group.cooldownUntil || group.members.some((member) => member.state !== "InService");

/** Throws ScalingActivityInProgress while the group is busy. */
export const honorCooldown = (group: Group, now: number): void => {
  if (!isBusy(group, now)) return;
  const moving = group.members.find((member) => member.state !== "InService") ?? group.members.at(-1);
  throw new AwsError(
    "ScalingActivityInProgressFault",
    `Scaling activity ${moving?.activity ?? ""} is in progress and blocks this action`,
  );
};

/** SetDesiredCapacity. */
export const capacityOperations = (clock: Clock, store: Store, permissions: Permissions, reconciler: Reconciler) => ({
  SetDesiredCapacity: operation<SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput>({
    accepts: ["AutoScalingGroupName", "DesiredCapacity", "HonorCooldown"],
    needs: permissions.onGroup("SetDesiredCapacity"),
    run: ({ AutoScalingGroupName, DesiredCapacity: asked, HonorCooldown }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      const DesiredCapacity = required(asked, "desiredCapacity");
      const { MinSize, MaxSize } = group.settings;
      const refuse = (relation: string) =>
        validationError(`New SetDesiredCapacity value ${DesiredCapacity} is ${relation} for the AutoScalingGroup.`);
      if (DesiredCapacity < MinSize) throw refuse(`below min value ${MinSize}`);
      if (DesiredCapacity > MaxSize) throw refuse(`above max value ${MaxSize}`);
      if (HonorCooldown) honorCooldown(group, clock.now());
      const who = "a user request explicitly set group desired capacity";
      const bounds = { MinSize, MaxSize, DesiredCapacity };
      store.groups.put(group.name, changeCapacity(group, bounds, clock.now(), who));
      reconciler.wake(group.name);
      return {};
    },
  }),
});
