import type { LifecycleHookSpecification } from "@aws-sdk/client-auto-scaling";
import type { Need, Surroundings } from "../../world/service.ts";
import { tagsOf } from "./group.ts";
import { findGroupOfInstance, type Store } from "./store.ts";

/** What the caller of an operation on a group must be allowed to do. Describe* need no more than the default, `*`. */
export interface Permissions {
  /** The action on the group, as it is tagged now. */
  onGroup(action: string): (input: { AutoScalingGroupName?: string | undefined }) => readonly Need[];
  /** The action on the group that the instance belongs to. */
  onGroupOf(action: string): (input: { InstanceId?: string | undefined }) => readonly Need[];
  /** The action on a group by its name. */
  need(action: string, name: string | undefined, tags?: Readonly<Record<string, string>>): Need;
  /** iam:PassRole on every role that is handed to Auto Scaling. */
  passRoles(roles: readonly (string | undefined)[]): readonly Need[];
}

/**
 * "The ec2:RunInstances action is checked when an Auto Scaling group is created or updated using a launch template"
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export const runInstances: Need = { action: "ec2:RunInstances", resource: "*" };

export const hookRoles = (hooks: readonly LifecycleHookSpecification[] | undefined): readonly (string | undefined)[] =>
  (hooks ?? []).map((hook) => hook.RoleARN);

export const createPermissions = ({ account, region }: Surroundings, store: Store): Permissions => {
  const need = (action: string, name: string | undefined, tags?: Readonly<Record<string, string>>): Need => {
    const group = name === undefined ? undefined : store.groups.get(name);
    const arn = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name ?? "*"}`;
    return {
      action: `autoscaling:${action}`,
      resource: group?.arn ?? arn,
      tags: tags ?? (group === undefined ? {} : tagsOf(group)),
    };
  };
  return {
    need,
    onGroup: (action) => (input) => [need(action, input.AutoScalingGroupName)],
    onGroupOf: (action) => (input) => [need(action, findGroupOfInstance(store, input.InstanceId ?? "")?.name)],
    passRoles: (roles) =>
      [...new Set(roles.filter((role) => role !== undefined && role !== ""))].map((role) => ({
        action: "iam:PassRole",
        resource: role ?? "",
        context: { "iam:passedtoservice": "autoscaling.amazonaws.com" },
      })),
  };
};
