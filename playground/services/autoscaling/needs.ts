/** What the caller of an operation on a group must be allowed to do. Describe* need no more than the default, `*`. */
import type { Need } from "../../world/service.ts";
import type { AutoScalingContext } from "./context.ts";
import { groupTags } from "./group.ts";
import { findGroupOfInstance, findPolicy } from "./store.ts";

/** The action on a group by its name, as it is tagged now; or with `tags`, if there is none yet. */
export const needOnGroup = (
  { surroundings: { account, region }, store }: AutoScalingContext,
  action: string,
  name: string | undefined,
  tags?: Readonly<Record<string, string>>,
): Need => {
  const group = name === undefined ? undefined : store.groups.get(name);
  const arn = `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name ?? "*"}`;
  return {
    action: `autoscaling:${action}`,
    resource: group?.arn ?? arn,
    tags: tags ?? (group === undefined ? {} : groupTags(group)),
  };
};

/** The action on the group that the input names. */
export const onNamedGroup =
  (context: AutoScalingContext, action: string) =>
  (input: { AutoScalingGroupName?: string | undefined }): readonly Need[] => [
    needOnGroup(context, action, input.AutoScalingGroupName),
  ];

/** The action on the group that the instance belongs to. */
export const onGroupOfInstance =
  (context: AutoScalingContext, action: string) =>
  (input: { InstanceId?: string | undefined }): readonly Need[] => [
    needOnGroup(context, action, findGroupOfInstance(context.store, input.InstanceId ?? "")?.name),
  ];

/** iam:PassRole on every role that is handed to Auto Scaling; none for what is left out or empty. */
export const passRoles = (roles: readonly (string | undefined)[]): readonly Need[] =>
  [...new Set(roles.filter((role) => role !== undefined && role !== ""))].map((role) => ({
    action: "iam:PassRole",
    resource: role ?? "",
    context: { "iam:passedtoservice": "autoscaling.amazonaws.com" },
  }));

/** The action on the group that the input names, or else on the one whose policy it names by ARN. */
export const onGroupOfPolicy =
  (context: AutoScalingContext, action: string) =>
  (input: { AutoScalingGroupName?: string | undefined; PolicyName?: string | undefined }): readonly Need[] => [
    needOnGroup(
      context,
      action,
      input.AutoScalingGroupName ?? findPolicy(context.store, undefined, input.PolicyName ?? "")?.AutoScalingGroupName,
    ),
  ];
