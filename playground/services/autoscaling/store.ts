import { type AwsError, NotEmulated } from "../../world/aws-error.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import { validationError } from "../constraints.ts";
import type {
  Activity,
  Group,
  GroupMember,
  GroupPolicy,
  InstanceRefresh,
  LifecycleHook,
  NotificationConfiguration,
  ScheduledAction,
  WarmPool,
} from "./records.ts";

/** Everything that Auto Scaling remembers. What belongs to a group is keyed by `ownedBy(group, name)`. */
export interface Store {
  readonly groups: Records<Group>;
  readonly activities: Records<Activity>;
  readonly policies: Records<GroupPolicy>;
  readonly scheduledActions: Records<ScheduledAction>;
  readonly hooks: Records<LifecycleHook>;
  readonly notifications: Records<NotificationConfiguration>;
  readonly warmPools: Records<WarmPool>;
  /** All instance refreshes by their id, as they are shown; the one under way is the group's. */
  readonly refreshes: Records<InstanceRefresh>;
}

/** The store of an account that has nothing yet. */
export const createStore = ({ clock, lag }: Surroundings): Store => ({
  groups: createRecords(clock, lag),
  activities: createRecords(clock, lag),
  policies: createRecords(clock, lag),
  scheduledActions: createRecords(clock, lag),
  hooks: createRecords(clock, lag),
  notifications: createRecords(clock, lag),
  warmPools: createRecords(clock, lag),
  refreshes: createRecords(clock, lag),
});

/** The key of a group's policy, action, hook, …: unambiguous, because a group's name may not hold a colon. */
export const ownedBy = (group: string, name: string): string => `${group}:${name}`;

/** AWS's error for a group that is not there; it does not say which (https://github.com/hashicorp/terraform/issues/17238). */
export const groupNotFound = (): AwsError => validationError("AutoScalingGroup name not found - null");

/** What an operation says of a group that is not there, or that is being deleted. */
interface GroupWords {
  readonly absent?: string;
  readonly deleting?: string;
}

/**
 * The group that an operation names; AWS's error if there is none, or if it is being deleted: the latter as kops met it
 * (https://github.com/kubernetes/kops/issues/844). Some operations have `words` of their own.
 */
export const groupNamed = (store: Store, name = "", words: GroupWords = {}): Group => {
  const group = store.groups.get(name);
  if (group === undefined) throw words.absent === undefined ? groupNotFound() : validationError(words.absent);
  if (group.deleting)
    throw validationError(words.deleting ?? "The AutoScaling group may not be modified while it is pending delete");
  return group;
};

/** The group that an operation names as a read sees it, deleted soon or not; AWS's error if there is none. */
export const groupSeen = (store: Store, name = ""): Group => {
  const group = store.groups.seen(name);
  if (group === undefined) throw groupNotFound();
  return group;
};

/** An instance that an operation names, and its group; AWS's error if no group has it. */
export const memberNamed = (store: Store, id = ""): { readonly group: Group; readonly member: GroupMember } => {
  const group = findGroupOfInstance(store, id);
  const member = group?.members.find((one) => one.id === id);
  if (group === undefined || member === undefined)
    throw validationError(`Instance Id not found - No managed instance found for instance ID: ${id}`);
  return { group, member };
};

/** The group that has the instance, the truth; undefined if none has. */
export const findGroupOfInstance = (store: Store, instance: string): Group | undefined =>
  store.groups.values().find((group) => group.members.some((member) => member.id === instance));

/** Changes the group as it is at this moment; does nothing if it is gone. */
export const updateGroup = (store: Store, name: string, change: (group: Group) => Group): void => {
  const group = store.groups.get(name);
  if (group !== undefined) store.groups.put(name, change(group));
};

/** How instances that set out for the group's warm pool now will rest there. */
export const poolStateOf = (store: Store, { name }: Group): "Stopped" | "Running" =>
  store.warmPools.get(name)?.configuration.PoolState === "Running" ? "Running" : "Stopped";

/** Takes a group away, with what outlives everything else of it: instances wait for its hooks to the last. */
export const removeGroup = (store: Store, name: string): void => {
  store.groups.remove(name);
  store.warmPools.remove(name);
  for (const { id } of ofGroup(store.refreshes, name)) store.refreshes.remove(id);
  for (const hook of ofGroup(store.hooks, name)) store.hooks.remove(ownedBy(name, hook.LifecycleHookName));
};

/** A group's own records of one type, the truth. */
export const ofGroup = <T extends { readonly AutoScalingGroupName: string }>(
  records: Records<T>,
  group: string,
): readonly T[] => records.values().filter((record) => record.AutoScalingGroupName === group);

/** The group's policy of this name or ARN; a policy's ARN needs no group. */
export const findPolicy = (store: Store, group: string | undefined, nameOrArn: string): GroupPolicy | undefined =>
  store.policies
    .values()
    .find(
      (policy) =>
        (policy.PolicyARN === nameOrArn || (policy.PolicyName === nameOrArn && group !== undefined)) &&
        (group === undefined || policy.AutoScalingGroupName === group),
    );

/**
 * The policy that an operation names. The API lets the group be left out, and does not say what a policy's name alone then means, so
 * that is refused by name. Throws NotEmulated.
 */
export const policyNamed = (store: Store, group: string | undefined, nameOrArn: string): GroupPolicy | undefined => {
  if (group === undefined && !nameOrArn.startsWith("arn:"))
    throw new NotEmulated(`the scaling policy '${nameOrArn}' without its group: only its ARN can stand alone`);
  return findPolicy(store, group, nameOrArn);
};
