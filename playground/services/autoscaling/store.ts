import type { Clock } from "../../world/clock.ts";
import type { Records } from "../../world/records.ts";
import { createRecords } from "../../world/records.ts";
import type { Activity } from "./activities.ts";
import { type Group, groupNotFound, required, validationError } from "./group.ts";
import type { LifecycleHook } from "./hooks.ts";
import type { NotificationConfiguration } from "./notifications.ts";
import type { Policy } from "./policies.ts";
import type { ScheduledAction } from "./schedules.ts";
import type { WarmPool } from "./warm-pool.ts";

/** Everything that Auto Scaling remembers. What belongs to a group is keyed by `ownedBy(group, name)`. */
export interface Store {
  readonly groups: Records<Group>;
  readonly activities: Records<Activity>;
  readonly policies: Records<Policy>;
  readonly scheduledActions: Records<ScheduledAction>;
  readonly hooks: Records<LifecycleHook>;
  readonly notifications: Records<NotificationConfiguration>;
  readonly warmPools: Records<WarmPool>;
}

export const createStore = (clock: Clock, lag: () => number): Store => ({
  groups: createRecords<Group>(clock, lag),
  activities: createRecords<Activity>(clock, lag),
  policies: createRecords<Policy>(clock, lag),
  scheduledActions: createRecords<ScheduledAction>(clock, lag),
  hooks: createRecords<LifecycleHook>(clock, lag),
  notifications: createRecords<NotificationConfiguration>(clock, lag),
  warmPools: createRecords<WarmPool>(clock, lag),
});

/** The key of a group's policy, action, hook, …: unambiguous, because a group's name may not hold a colon. */
export const ownedBy = (group: string, name: string): string => `${group}:${name}`;

/** The group that an operation names; AWS's error if there is none, or if it is being deleted. */
export const groupNamed = (store: Store, name: string | undefined): Group => {
  const group = store.groups.get(required(name, "autoScalingGroupName"));
  if (group === undefined) throw groupNotFound(name ?? "");
  if (group.deleting) throw validationError(`AutoScalingGroup ${group.name} is pending delete`);
  return group;
};

/** The group that has the instance; AWS's error if none has. */
export const groupOfInstance = (store: Store, instance: string): Group => {
  const group = findGroupOfInstance(store, instance);
  if (group === undefined)
    throw validationError(`Instance Id not found - No managed instance found for instance ID: ${instance}`);
  return group;
};

export const findGroupOfInstance = (store: Store, instance: string): Group | undefined =>
  store.groups.values().find((group) => group.members.some((member) => member.id === instance));

/** Puts the changed group. */
export const update = (store: Store, name: string, change: (group: Group) => Group): void => {
  const group = store.groups.get(name);
  if (group !== undefined) store.groups.put(name, change(group));
};

/** A group's own records of one type, the truth. */
export const ofGroup = <T extends { readonly AutoScalingGroupName: string }>(
  records: Records<T>,
  group: string,
): readonly T[] => records.values().filter((record) => record.AutoScalingGroupName === group);
